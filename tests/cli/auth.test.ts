import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { fault } from "../../emulator/index.ts";
import { encodedForms } from "../../src/secret.ts";
import { userName } from "../../src/snapshot/names.ts";
import {
  type Finished,
  type Running,
  runCommand,
  runInProcess,
  startCommand,
  startInProcess,
} from "../support/cli/command.ts";
import { approve, createLoginScene, type LoginScene } from "../support/cli/login-scene.ts";
import { startOnTerminal } from "../support/cli/pseudo-terminal.ts";
import { createFakeClock } from "../support/fake-clock.ts";
import { listFiles } from "../support/files.ts";
import { isFree } from "../support/http/ports.ts";
import { startProxy, through } from "../support/http/proxy.ts";

const URL_LINE = /^(http:\/\/127\.0\.0\.1:\d+\/authorize\?\S+)\r?$/m;

const authArgs = ({ port }: LoginScene, ...more: string[]) => [
  "auth",
  "--port",
  String(port),
  "--no-browser",
  ...more,
];

const account = (id: string) => userName("spotify", id);

async function printedUrl(running: Running): Promise<string> {
  const [, url = ""] = await running.said(URL_LINE);
  return url;
}

/** Logs in, with a browser on this machine. */
async function logIn(
  scene: LoginScene,
  env: Readonly<Record<string, string | undefined>> = scene.env,
  ...more: string[]
): Promise<Finished> {
  using running = startInProcess(authArgs(scene, ...more), env);
  const back = await fetch(await approve(await printedUrl(running)));
  expect(back.status).toBe(200);
  return await running.finished;
}

/** Trades the code in the address `back` for a login, as tracksafe does; it is good for one. */
async function useCode({ emulator, redirectUri }: LoginScene, back: string): Promise<void> {
  const { clientId, clientSecret } = emulator.app;
  const credentials = Buffer.from(`${clientId}:${clientSecret}`).toString("base64");
  const { status } = await fetch(`${emulator.accountsUrl}/api/token`, {
    method: "POST",
    headers: { authorization: `Basic ${credentials}` },
    body: new URLSearchParams({
      grant_type: "authorization_code",
      code: new URL(back).searchParams.get("code") ?? "",
      redirect_uri: redirectUri,
    }),
  });
  expect(status).toBe(200);
}

async function stored({ credentials }: LoginScene) {
  return JSON.parse(await readFile(credentials, "utf8"));
}

describe("tracksafe auth", () => {
  it("logs in, and what it stored is enough for a backup, a status, and no more after a logout", async () => {
    await using scene = await createLoginScene();
    const login = await logIn(scene);
    expect(login.exit).toBe(0);
    expect(login.stdout).toMatch(
      /^Account: [0-9a-f]{16}\nLogged in on [\d-]+\. It ends on [\d-]+, in 18\d days\.\nPermissions: playlist-read-private [a-z -]+\nStored in \S+\n$/,
    );
    expect((await stat(scene.credentials)).mode & 0o777).toBe(0o600);
    expect((await stat(dirname(scene.credentials))).mode & 0o777).toBe(0o700);
    expect(await stored(scene)).toEqual({
      version: 1,
      clientId: "emulated-client",
      clientSecret: "emulated-secret",
      refreshToken: expect.stringMatching(/^AQ/),
      account: account("one"),
      authorizedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      scopes: expect.any(Array),
    });

    // Only the stored login is left.
    const { SPOTIFY_CLIENT_ID: _id, SPOTIFY_CLIENT_SECRET: _secret, ...env } = scene.env;
    const out = join(scene.directory, "backups");
    expect(await runInProcess(["backup", "--out", out], env)).toMatchObject({
      exit: 0,
      stderr: "",
    });
    expect(await readdir(out)).toEqual([account("one")]);
    const status = await runInProcess(["auth", "status", "--json"], env);
    expect(status).toMatchObject({ exit: 0, stderr: "" });
    expect(JSON.parse(status.stdout)).toMatchObject({ account: account("one"), used: true });

    const logout = await runInProcess(["auth", "logout", "--json"], env);
    expect(JSON.parse(logout.stdout)).toEqual({ removed: true });
    expect(await listFiles(scene.directory)).not.toContain("settings/tracksafe/credentials.json");
    expect(await runInProcess(["auth", "status"], env)).toMatchObject({ exit: 4 });
    const backup = await runInProcess(["backup", "--out", out], env);
    expect(backup.exit).toBe(2);
    expect(backup.stderr).toContain("[config/missing]\nUse `tracksafe auth` to log in");
    expect(await runInProcess(["auth", "logout"], env)).toMatchObject({
      exit: 0,
      stdout: "No login was stored.\n",
    });
  });

  it("prints the address before it waits, with the exact redirect URI", async () => {
    await using scene = await createLoginScene();
    using running = startCommand(authArgs(scene, "--quiet"), scene.env);
    const url = new URL(await printedUrl(running));
    expect(url.searchParams.get("redirect_uri")).toBe(scene.redirectUri);
    await running.said(new RegExp(`list exactly this redirect URI: ${scene.redirectUri}\n`));
    expect(await isFree(scene.port)).toBe(false);
    running.kill("SIGINT");
    expect(await running.finished).toMatchObject({ exit: 130, stdout: "" });
    expect(await isFree(scene.port)).toBe(true);
    expect(await listFiles(scene.directory)).toEqual([]);
  });

  it("listens on port 8888 unless told otherwise, and asks for what its purpose needs", async () => {
    const help = await runInProcess(["auth", "--help"]);
    expect(help.stdout).toMatch(/--port <port>[^-]*\(default: "8888"\)/);
    await using scene = await createLoginScene();
    using running = startInProcess(authArgs(scene, "--for", "restore"), scene.env);
    const scopes = new URL(await printedUrl(running)).searchParams.get("scope")?.split(" ");
    expect(scopes?.length).toBe(10);
    expect(scopes).toContain("playlist-modify-private");
  });

  it("takes the address that is pasted where the browser is elsewhere", async () => {
    await using scene = await createLoginScene();
    using running = startInProcess(authArgs(scene), scene.env, { typing: true });
    const back = await approve(await printedUrl(running));
    running.type("junk");
    await running.said(
      /^The pasted text is not the address that tracksafe needs\. That address begins with http/m,
    );
    running.type(back.replace(/state=.*/, "state=another"));
    await running.said(/^The pasted address is cut off, or it belongs to another attempt/m);
    running.type(`  "${back}"  `);
    const { exit, stderr } = await running.finished;
    expect(exit).toBe(0);
    // A log must contain neither the code nor the name of the account.
    expect(stderr).not.toContain(new URL(back).searchParams.get("code"));
    expect(stderr).not.toContain(scene.emulator.accounts[0]?.displayName);
    expect(await stored(scene)).toMatchObject({ account: account("one") });
  });

  it("goes on waiting after requests that are not the right one", async () => {
    await using scene = await createLoginScene();
    using running = startInProcess(authArgs(scene), scene.env);
    const back = await approve(await printedUrl(running));
    const wrong = [
      back.replace(/state=.*/, "state=another"),
      back.replace("/callback", "/other"),
      back.replace("127.0.0.1", "localhost"),
    ];
    const statuses = await Promise.all(wrong.map(async (url) => (await fetch(url)).status));
    expect(statuses).toEqual([400, 400, 400]);
    expect((await fetch(back)).status).toBe(200);
    expect(await running.finished).toMatchObject({ exit: 0 });
  });

  it("uses a challenge, and needs no secret later, for an app without one", async () => {
    await using scene = await createLoginScene({ rotateRefreshTokens: true });
    const env = { ...scene.env, SPOTIFY_CLIENT_SECRET: undefined };
    expect(await logIn(scene, env)).toMatchObject({ exit: 0 });
    expect(await stored(scene)).not.toHaveProperty("clientSecret");
    const out = join(scene.directory, "backups");
    expect(await runInProcess(["backup", "--out", out], env)).toMatchObject({ exit: 0 });
  });

  it("opens the browser with an address that shows nothing on the process list", async () => {
    await using scene = await createLoginScene({ autoApprove: true });
    const bin = join(scene.directory, "bin");
    const seen = join(scene.directory, "seen.json");
    await mkdir(bin);
    const browser = `#!${process.execPath}
      const { argv, env } = process;
      require("node:fs").writeFileSync(${JSON.stringify(seen)}, JSON.stringify({ argv, env }));
      fetch(argv[2]);`;
    await writeFile(join(bin, "xdg-open"), browser, { mode: 0o755 });
    const env = { ...scene.env, DISPLAY: ":0", PATH: bin };
    const args = ["auth", "--port", String(scene.port)];
    expect(await runCommand(args, env)).toMatchObject({ exit: 0 });
    const { argv, env: given } = JSON.parse(await readFile(seen, "utf8"));
    expect(argv.slice(2)).toEqual([
      expect.stringMatching(new RegExp(`^http://127.0.0.1:${scene.port}/[\\w-]{16}$`)),
    ]);
    expect(JSON.stringify(given)).not.toContain("emulated-secret");
  });
});

describe("tracksafe auth --print", () => {
  it("prints the login once, for a file of secrets, and stores nothing", async () => {
    await using scene = await createLoginScene();
    const { exit, stdout, stderr } = await logIn(scene, scene.env, "--print", "--quiet");
    expect(exit).toBe(0);
    const [, token = "", date = ""] =
      /^SPOTIFY_REFRESH_TOKEN=(AQ\S+)\nSPOTIFY_AUTHORIZED_AT=(\d{4}-\d\d-\d\d)\n$/.exec(stdout) ??
      [];
    expect(Date.now() - Date.parse(date)).toBeLessThan(2 * 86_400_000);
    expect(stderr).not.toContain(token);
    expect(await listFiles(scene.directory)).toEqual([]);
    const env = { ...scene.env, SPOTIFY_REFRESH_TOKEN: token };
    const out = join(scene.directory, "backups");
    expect(await runInProcess(["backup", "--out", out], env)).toMatchObject({ exit: 0 });
  });

  it("does so as JSON, and where there is no place for settings", async () => {
    await using scene = await createLoginScene();
    const { XDG_CONFIG_HOME: _place, ...env } = scene.env;
    const { exit, stdout } = await logIn(scene, env, "--print", "--json");
    expect(exit).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      account: account("one"),
      refreshToken: expect.stringMatching(/^AQ/),
    });
  });
});

describe("the stored login", () => {
  it("gives way to the environment's as a whole, and is not mixed with another app's", async () => {
    await using scene = await createLoginScene();
    await logIn(scene);
    const { emulator, env } = scene;
    const out = join(scene.directory, "backups");
    const other = emulator.issueRefreshToken("two", (await stored(scene)).scopes);
    const backup = (changes: Readonly<Record<string, string | undefined>>) =>
      runInProcess(["backup", "--out", out], { ...env, ...changes });
    const given = { SPOTIFY_REFRESH_TOKEN: other };
    expect(await backup(given)).toMatchObject({ exit: 0 });
    expect(await readdir(out)).toEqual([account("two")]);

    const half = await backup({ ...given, SPOTIFY_CLIENT_ID: undefined });
    expect(half.exit).toBe(2);
    expect(half.stderr).toContain("SPOTIFY_CLIENT_ID is not set.");
    const mixed = await backup({ SPOTIFY_CLIENT_ID: "another-app" });
    expect(mixed.exit).toBe(2);
    expect(mixed.stderr).toContain("the stored login is of another app than SPOTIFY_CLIENT_ID.");
    // Its own secret counts, not the environment's.
    const secret = await backup({ SPOTIFY_CLIENT_SECRET: "another-secret" });
    expect(secret.exit).toBe(11);
    expect(secret.stderr).toContain("[store/new-user]");

    const status = await runInProcess(["auth", "status"], { ...env, ...given });
    expect(status.stdout).toContain(
      "The stored login is not used while SPOTIFY_REFRESH_TOKEN is set.",
    );
  });

  it("gets each token that replaces its own, before that one is relied on", async () => {
    await using scene = await createLoginScene({ rotateRefreshTokens: true });
    await logIn(scene);
    const tokens = [(await stored(scene)).refreshToken];
    const atFirstRequest: string[] = [];
    scene.emulator.onRequest(async ({ path }) => {
      if (path === "/me") atFirstRequest.push((await stored(scene)).refreshToken);
    });
    const out = join(scene.directory, "backups");
    for (let run = 0; run < 3; run += 1) {
      const backup = await runInProcess(["backup", "--out", out, "--json"], scene.env);
      expect(backup.exit).toBe(0);
      expect(backup.stdout).not.toContain("login-replaced");
      tokens.push((await stored(scene)).refreshToken);
    }
    expect(new Set(tokens).size).toBe(4);
    expect(atFirstRequest).toEqual(tokens.slice(1));
    expect(await stored(scene)).toMatchObject({ account: account("one") });
  });

  it("is not trusted when others can read it, or when it is a link", async () => {
    await using scene = await createLoginScene();
    await logIn(scene);
    const out = join(scene.directory, "backups");
    await chmod(scene.credentials, 0o644);
    for (const args of [["backup", "--out", out], ["auth", "status"], authArgs(scene)]) {
      const { exit, stderr } = await runInProcess(args, scene.env);
      expect([exit, stderr]).toEqual([
        2,
        `tracksafe: The credentials file can be read or changed by others. [config/credentials]\nMake it private: chmod 600 ${scene.credentials}\n`,
      ]);
    }
    await chmod(scene.credentials, 0o600);
    const asAnother = await runCommand(["auth", "status"], scene.env, {
      nodeArgs: ["--import", "data:text/javascript,process.getuid = () => 4242"],
    });
    expect(asAnother.exit).toBe(2);
    expect(asAnother.stderr).toContain("belongs to another user of this machine");
    const link = join(scene.directory, "linked");
    await mkdir(join(link, "tracksafe"), { recursive: true });
    await symlink(scene.credentials, join(link, "tracksafe", "credentials.json"));
    const linked = await runInProcess(["auth", "status"], { XDG_CONFIG_HOME: link });
    expect(linked.stderr).toContain(
      "The credentials file is not a regular file. [config/credentials]",
    );
    expect(await runInProcess(["auth", "logout"], { XDG_CONFIG_HOME: link })).toMatchObject({
      exit: 0,
    });
    expect(await runInProcess(["auth", "status"], scene.env)).toMatchObject({ exit: 0 });
  });

  it("tells how long it lasts, to the day and beyond", async () => {
    await using scene = await createLoginScene();
    await logIn(scene);
    const login = { ...(await stored(scene)), authorizedAt: "2026-05-22T03:17:00.000Z" };
    await writeFile(scene.credentials, JSON.stringify({ ...login, scopes: null }));
    const statusAt = async (time: string) => {
      const clock = createFakeClock(time);
      const run = await runInProcess(["auth", "status"], scene.env, { clock });
      const json = await runInProcess(["auth", "status", "--json"], scene.env, { clock });
      return [run.exit, run.stdout.split("\n").slice(1), JSON.parse(json.stdout).daysLeft];
    };
    const scopes = "Permissions: not known, because Spotify did not name them";
    expect(await statusAt("2026-11-21T03:17:00Z")).toEqual([
      0,
      ["Logged in on 2026-05-22. It ends on 2026-11-22, in 1 day.", scopes, ""],
      1,
    ]);
    expect(await statusAt("2026-11-22T03:17:01Z")).toEqual([
      4,
      [
        "Logged in on 2026-05-22. It ended on 2026-11-22.",
        scopes,
        "Log in again with `tracksafe auth`.",
        "",
      ],
      -1,
    ]);
  });
});

describe("a login that does not come about", () => {
  it("is a sentence, and nothing is stored: declined, refused, used before, out of order", async () => {
    await using scene = await createLoginScene();
    const attempt = async (
      account: number | "decline",
      env = scene.env,
      onApproved = async (_back: string) => {},
    ) => {
      using running = startInProcess(authArgs(scene), env);
      const back = await approve(await printedUrl(running), account);
      await onApproved(back);
      const page = await (await fetch(back)).text();
      expect(page).toContain(
        "tracksafe has received the answer. You can close this page and go back to the terminal.",
      );
      const { exit, stderr } = await running.finished;
      expect(await isFree(scene.port)).toBe(true);
      return [exit, stderr.trim().split("\n").at(-2)];
    };
    expect(await attempt("decline")).toEqual([
      4,
      "tracksafe: The login was declined on Spotify's page. [auth/denied]",
    ]);
    expect(await attempt(0, { ...scene.env, SPOTIFY_CLIENT_SECRET: "wrong-secret" })).toEqual([
      4,
      "tracksafe: Spotify does not accept the app's credentials. [auth/client]",
    ]);
    expect(await attempt(0, scene.env, (back) => useCode(scene, back))).toEqual([
      4,
      "tracksafe: Spotify does not accept the code of this login. [auth/code]",
    ]);
    scene.emulator.faults.add({ path: "/api/token", fault: fault.status(503) });
    const [exit, message] = await attempt(0);
    expect(exit).toBe(5);
    expect(message).toContain("[provider/unavailable]");
    expect(await listFiles(scene.directory)).toEqual([]);
  });

  it("ends after five minutes", async () => {
    await using scene = await createLoginScene();
    const clock = createFakeClock("2026-11-22T03:17:00Z", { autoAdvance: true });
    const { exit, stderr } = await runInProcess(authArgs(scene), scene.env, { clock });
    expect(exit).toBe(4);
    expect(stderr).toContain("The login was not completed within five minutes. [auth/no-answer]");
    expect(clock.sleeps).toEqual([300_000]);
    expect(await isFree(scene.port)).toBe(true);
  });

  it("says when the port is taken, or is none", async () => {
    await using scene = await createLoginScene();
    using first = startInProcess(authArgs(scene), scene.env);
    await printedUrl(first);
    const second = await runInProcess(authArgs(scene), scene.env);
    expect(second.exit).toBe(2);
    expect(second.stderr).toContain(`Port ${scene.port} of this machine is in use`);
    expect(second.stderr).toContain("--port 8889");
    for (const port of ["0", "65536", "-1", "http", "8888x", ""]) {
      const run = await runInProcess(["auth", `--port=${port}`], scene.env);
      expect(run.exit).toBe(2);
      expect(run.stderr).toContain("--port is not a port number. [usage/port]");
    }
  });

  it("says what is missing or malformed before it waits", async () => {
    await using scene = await createLoginScene();
    const { XDG_CONFIG_HOME: _place, ...homeless } = scene.env;
    const cases: readonly (readonly [Readonly<Record<string, string | undefined>>, string])[] = [
      [homeless, "[config/no-home]"],
      [{ ...scene.env, SPOTIFY_CLIENT_ID: undefined }, "SPOTIFY_CLIENT_ID is not set."],
      [{ ...scene.env, SPOTIFY_CLIENT_ID: "two words" }, "[config/invalid]"],
      [{ ...scene.env, SPOTIFY_CLIENT_SECRET: "two\nlines" }, "[config/invalid]"],
      [
        { ...scene.env, SPOTIFY_CLIENT_SECRET: scene.env["SPOTIFY_CLIENT_ID"] },
        "is the client ID.",
      ],
      [{ ...scene.env, SPOTIFY_ACCOUNTS_URL: "http://example.com" }, "[config/insecure-url]"],
    ];
    for (const [env, wanted] of cases) {
      const { exit, stderr } = await runInProcess(authArgs(scene), env);
      expect(exit).toBe(2);
      expect(stderr).toContain(wanted);
    }
    const purpose = await runInProcess(authArgs(scene, "--for", "fun"), scene.env);
    expect(purpose.exit).toBe(2);
    expect(purpose.stderr).toContain("Allowed choices are backup, restore.");
  });
});

describe("on a terminal", () => {
  it("asks for the app, keeps its secret off the screen, and says whose account it is", async () => {
    await using scene = await createLoginScene();
    const { SPOTIFY_CLIENT_ID: id, SPOTIFY_CLIENT_SECRET: secret, ...env } = scene.env;
    using terminal = startOnTerminal(authArgs(scene), env);
    await terminal.shows(/Client ID of your app: /);
    terminal.type(id ?? "");
    await terminal.shows(/Client secret \(not shown/);
    terminal.type(secret ?? "");
    const [, url = ""] = await terminal.shows(URL_LINE);
    terminal.type(await approve(url));
    const { exit, screen } = await terminal.finished;
    expect(exit).toBe(0);
    expect(screen).toContain(`Logged in as ${scene.emulator.accounts[0]?.displayName}.`);
    expect(screen).not.toContain(secret);
    expect(await stored(scene)).toMatchObject({ clientId: id, clientSecret: secret });
  });

  it("asks when it is another account, and keeps the one before unless it is meant", async () => {
    await using scene = await createLoginScene();
    await logIn(scene);
    const before = await readFile(scene.credentials, "utf8");
    const another = async (answer: string) => {
      using terminal = startOnTerminal(authArgs(scene), scene.env);
      const [, url = ""] = await terminal.shows(URL_LINE);
      await fetch(await approve(url, 1));
      const name = scene.emulator.accounts[1]?.displayName ?? "";
      await terminal.shows(
        new RegExp(`The stored login is for another account.*${name}\\? \\[y/N\\]`),
      );
      terminal.type(answer);
      return await terminal.finished;
    };
    const refused = await another("");
    expect(refused.exit).toBe(11);
    expect(refused.screen).toContain("[auth/other-account]");
    expect(await readFile(scene.credentials, "utf8")).toBe(before);
    expect((await another("y")).exit).toBe(0);
    expect(await stored(scene)).toMatchObject({ account: account("two") });
  });

  it("is given back at the end of the input, which is no choice of a login without a secret", async () => {
    await using scene = await createLoginScene();
    const { SPOTIFY_CLIENT_ID: _id, SPOTIFY_CLIENT_SECRET: _secret, ...env } = scene.env;
    using terminal = startOnTerminal(authArgs(scene), env);
    await terminal.shows(/Client ID of your app: /);
    terminal.type("emulated-client");
    await terminal.shows(/Client secret/);
    terminal.press("\u0004");
    const { exit, screen } = await terminal.finished;
    expect([exit, screen]).toEqual([130, expect.stringContaining("[cancelled]")]);
    expect(screen).not.toContain("Open this address");
  });

  it("is given back after Ctrl-C, with nothing stored", async () => {
    await using scene = await createLoginScene();
    using terminal = startOnTerminal(authArgs(scene), scene.env);
    await terminal.shows(URL_LINE);
    terminal.interrupt();
    const { exit, screen } = await terminal.finished;
    expect(exit).toBe(130);
    expect(screen).toContain("[cancelled]");
    expect(await isFree(scene.port)).toBe(true);
    expect(await listFiles(scene.directory)).toEqual([]);
  });
});

describe("without a terminal", () => {
  it("refuses another account than the one before", async () => {
    await using scene = await createLoginScene();
    await logIn(scene);
    const before = await readFile(scene.credentials, "utf8");
    using running = startInProcess(authArgs(scene, "--json"), scene.env);
    await fetch(await approve(await printedUrl(running), 1));
    const { exit, stdout, stderr } = await running.finished;
    expect(exit).toBe(11);
    expect(JSON.parse(stdout).error.code).toBe("auth/other-account");
    expect(stderr).not.toContain(scene.emulator.accounts[1]?.displayName);
    expect(await readFile(scene.credentials, "utf8")).toBe(before);
  });

  it.each([[[]], [["--verbose", "--json"]]])(
    "shows no secret with %j, nor on the process list",
    async (flags) => {
      await using scene = await createLoginScene({ rotateRefreshTokens: true });
      const { accountsUrl } = scene.emulator;
      await using proxy = await startProxy(accountsUrl);
      const env = through(scene.env, accountsUrl, proxy.origin);
      using running = startCommand(authArgs(scene, ...flags), env);
      const back = await approve(await printedUrl(running));
      const processes = await readFile(`/proc/${running.pid}/cmdline`, "utf8");
      await fetch(back);
      const login = await running.finished;
      expect(login.exit).toBe(0);
      const runs = [login];
      for (const args of [
        ["backup", "--out", scene.directory],
        ["auth", "status"],
        ["auth", "logout"],
      ]) {
        runs.push(await runInProcess([...args, ...flags], env));
      }
      expect(runs.map(({ exit }) => exit)).toEqual([0, 0, 0, 0]);
      // Two requests for the code, two for the first use, two for the backup.
      expect(proxy.tokens.size).toBe(6);
      const canaries = [...proxy.tokens, ...proxy.credentials, "emulated-secret"];
      canaries.push(new URL(back).searchParams.get("code") ?? "");
      const shown = runs.map(({ stdout, stderr }) => stdout + stderr).join("\n") + processes;
      const forms = canaries.flatMap(encodedForms);
      expect(forms.filter((form) => shown.includes(form))).toEqual([]);
    },
  );
});
