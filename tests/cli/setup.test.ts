import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Emulator, startEmulator } from "../../emulator/index.ts";
import { generateKey } from "../../src/crypto/keygen.ts";
import { encodedForms } from "../../src/secret.ts";
import { smallLibrary } from "../support/action/scene.ts";
import { templateFiles } from "../support/action/template-files.ts";
import { carryOut } from "../support/action/workflow-run.ts";
import { runInProcess, startInProcess } from "../support/cli/command.ts";
import { approve } from "../support/cli/login-scene.ts";
import { fastTime } from "../support/cli/programs.ts";
import { type OnTerminal, startOnTerminal } from "../support/cli/pseudo-terminal.ts";
import { output } from "../support/crypto/age-program.ts";
import type { FakeRepository, RepositoryOptions } from "../support/github/repository.ts";
import { openSecret } from "../support/github/secrets.ts";
import { type FakeGitHub, startGitHub } from "../support/github/server.ts";
import type { Rights, Token } from "../support/github/tokens.ts";
import { freePort } from "../support/http/ports.ts";

const ALL: Rights = { contents: "read", actions: "write", secrets: "write", variables: "write" };

/** A copy of the template on GitHub, a Spotify account, and a machine on which nothing is known. */
interface SetupScene extends AsyncDisposable {
  readonly emulator: Emulator;
  readonly github: FakeGitHub;
  readonly repository: FakeRepository;
  /** The person's, and one that may only write secrets. */
  readonly tokens: { readonly person: Token; readonly secrets: Token };
  readonly home: string;
  readonly port: string;
  readonly env: Readonly<Record<string, string>>;
}

async function createSetupScene(options: Partial<RepositoryOptions> = {}): Promise<SetupScene> {
  const emulator = await startEmulator({
    accounts: [smallLibrary()],
    redirectUris: ["http://127.0.0.1/callback"],
  });
  const github = await startGitHub();
  const repository = await github.addRepository({
    owner: "somebody",
    name: "tracksafe",
    files: templateFiles(),
    ...options,
  });
  const token = (label: string, rights: Rights) =>
    github.addToken({ label, rights: { [repository.fullName]: rights } });
  const home = await mkdtemp(join(tmpdir(), "tracksafe-setup-"));
  return {
    emulator,
    github,
    repository,
    tokens: {
      person: token("person", ALL),
      secrets: token("secrets", { secrets: "write" }),
    },
    home,
    port: String(await freePort()),
    env: {
      ...fastTime(),
      HOME: home,
      GITHUB_API_URL: github.url,
      SPOTIFY_API_URL: emulator.apiUrl,
      SPOTIFY_ACCOUNTS_URL: emulator.accountsUrl,
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([emulator.close(), github.close()]);
      await rm(home, { recursive: true, force: true });
    },
  };
}

const setupArgs = ({ port }: SetupScene, ...more: string[]) => [
  "setup",
  "--no-browser",
  "--port",
  port,
  ...more,
];

/** The command lines of all processes, as everybody on the machine can read them. */
async function commandLines(): Promise<string> {
  const processes = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const lines = processes.map((id) => readFile(`/proc/${id}/cmdline`, "utf8").catch(() => ""));
  return (await Promise.all(lines)).join("\n");
}

/** Answers one question after the other, each once it is on the screen. */
async function answer(
  terminal: OnTerminal,
  answers: readonly (readonly [RegExp, string])[],
): Promise<void> {
  for (const [question, line] of answers) {
    await terminal.shows(question);
    terminal.type(line);
  }
}

describe("tracksafe setup", () => {
  it("leads from nothing to a sealed snapshot, shows no secret, and finds all right afterwards", async () => {
    await using scene = await createSetupScene();
    const { emulator, github, repository, tokens, home, env } = scene;
    const { clientId, clientSecret } = emulator.app;
    using terminal = startOnTerminal(setupArgs(scene, "--verbose"), env);
    await answer(terminal, [
      [/Token \(not shown\): /, tokens.person.value],
      [/Your repository \(owner\/name\): /, "https://github.com/somebody/tracksafe"],
      [/not given as owner\/name[\s\S]+Your repository/, repository.fullName],
      [/Log in now\? \[Y\/n\] /, ""],
      [/Client ID: /, clientId],
      [/Client secret \(not shown\): /, "not-the-secret"],
      [/does not accept the app's credentials[\s\S]+Client secret/, clientSecret],
    ]);
    const [, url = ""] = await terminal.shows(/^(http:\/\/127\.0\.0\.1:\d+\/authorize\?\S+)\r?$/m);
    const seen = [await commandLines()];
    expect((await fetch(await approve(url))).status).toBe(200);
    await answer(terminal, [
      [/Set up the key now\? \[Y\/n\] /, "y"],
      [/Do you already have an age key.*\[y\/N\] /, ""],
      [/File for the key \(Enter for .*tracksafe\.key/, ""],
      [/File for a recovery copy.*: /, "~/recovery.age"],
      [/Type its last 4 characters/, "wrong!"],
    ]);
    const [, passphrase = ""] = await terminal.shows(/^ {4}([a-z2-9-]{29})\r?$/m);
    await answer(terminal, [
      [
        /The answer does not match the last 4 characters[\s\S]+Type its last 4/,
        passphrase.slice(-4),
      ],
      [/Add it now\? \[y\/N\] /, "y"],
      [
        /"Secrets" and "Variables: Read and write"[\s\S]+Token \(not shown; Enter for none\): /,
        "junk junk",
      ],
      [/The answer is not a GitHub token[\s\S]+Enter for none/, tokens.secrets.value],
      [/Start it now\? \[Y\/n\] /, ""],
    ]);
    await terminal.shows(/The backup is running: \S+\/actions\/runs\/7000/);
    seen.push(await commandLines());
    const [run] = repository.runs;
    if (run === undefined) throw new Error("no run was started");
    const { log } = await carryOut(run, { github, emulator, repository });
    const { exit, screen } = await terminal.finished;
    expect([exit, run.conclusion], log).toEqual([0, "success"]);
    expect(screen).toMatch(/The first snapshot exists: [\d-]+T[\d-]+\. It is complete\./);
    expect(screen).toContain("Backups run by themselves from now on.");

    // libsodium opens the secrets as GitHub received them.
    const refreshToken = (await openSecret(repository, "SPOTIFY_REFRESH_TOKEN")) ?? "";
    expect(await openSecret(repository, "SPOTIFY_CLIENT_SECRET")).toBe(clientSecret);
    expect(await openSecret(repository, "SECRETS_TOKEN")).toBe(tokens.secrets.value);
    expect([...repository.secrets.keys()].sort()).toEqual([
      "SECRETS_TOKEN",
      "SPOTIFY_CLIENT_SECRET",
      "SPOTIFY_REFRESH_TOKEN",
    ]);
    expect(Object.fromEntries(repository.variables)).toEqual({
      SPOTIFY_CLIENT_ID: clientId,
      SPOTIFY_AUTHORIZED_AT: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      AGE_RECIPIENTS: expect.stringMatching(/^age1[0-9a-z]{58}$/),
      TRACKSAFE_KEY_ID: expect.stringMatching(/^[0-9a-f]{16}$/),
    });

    // The key that the person saved opens the committed snapshot.
    const key = join(home, "tracksafe.key");
    expect((await stat(key)).mode & 0o777).toBe(0o600);
    const place = `github:${repository.fullName}`;
    const verified = await runInProcess(["verify", place, "--json"], {
      ...env,
      GITHUB_TOKEN: tokens.person.value,
      AGE_IDENTITY: key,
    });
    expect(verified).toMatchObject({ exit: 0 });

    // The key file names the key of the snapshots, and the first snapshot has that key.
    const keyId = repository.variables.get("TRACKSAFE_KEY_ID");
    expect(await readFile(key, "utf8")).toContain(`\n# tracksafe key id: ${keyId}\n`);
    const listed = await runInProcess(["list", place, "--json"], {
      ...env,
      GITHUB_TOKEN: tokens.person.value,
    });
    expect(JSON.parse(listed.stdout)).toMatchObject({
      snapshots: [{ keyId, doubt: null, latest: true }],
    });

    const [identity = ""] = /AGE-SECRET-KEY-\S+/.exec(await readFile(key, "utf8")) ?? [];
    expect(identity).not.toBe("");
    const secrets = [clientSecret, refreshToken, identity];
    secrets.push(...Object.values(tokens).map(({ value }) => value));
    const shown = [screen, ...seen, log.replace(/^::add-mask::.*$/gm, "")].join("\n");
    expect(secrets.flatMap(encodedForms).filter((form) => shown.includes(form))).toEqual([]);
    expect(screen.split(passphrase)).toHaveLength(2);

    // Once more, without a terminal.
    github.reset();
    const again = await runInProcess(["setup", "--repository", repository.fullName, "--json"], {
      ...env,
      GITHUB_TOKEN: tokens.person.value,
    });
    expect(again.exit).toBe(0);
    expect(JSON.parse(again.stdout)).toMatchObject({ written: [], run: null, isComplete: true });
    expect(new Set(github.requests.map(({ method }) => method))).toEqual(new Set(["GET"]));
    expect(repository.runs).toHaveLength(1);
  });

  it("is given back after Ctrl-C and after the end of the input, with nothing written", async () => {
    await using scene = await createSetupScene();
    const env = { ...scene.env, GITHUB_TOKEN: scene.tokens.person.value };
    for (const [key, exit] of [
      ["\u0003", 130],
      ["\u0004", 130],
    ] as const) {
      using terminal = startOnTerminal(setupArgs(scene, "--repository", "somebody/tracksafe"), env);
      await terminal.shows(/Log in now\?/);
      terminal.press(key);
      const finished = await terminal.finished;
      expect([finished.exit, finished.screen]).toEqual([
        exit,
        expect.stringContaining("[cancelled]"),
      ]);
    }
    // The end of the input is not an answer to a question with hidden typing either.
    using terminal = startOnTerminal(setupArgs(scene, "--repository", "somebody/tracksafe"), env);
    await answer(terminal, [
      [/Log in now\?/, ""],
      [/Client ID: /, scene.emulator.app.clientId],
    ]);
    await terminal.shows(/Client secret/);
    terminal.press("\u0004");
    const { exit, screen } = await terminal.finished;
    expect([exit, screen]).toEqual([
      130,
      expect.stringContaining("ended before all questions were answered. [cancelled]"),
    ]);
    expect(scene.github.requests.every(({ method }) => method === "GET")).toBe(true);
  });

  it("ends with a token that GitHub does not accept, whatever the repository is called", async () => {
    await using scene = await createSetupScene();
    using terminal = startOnTerminal(setupArgs(scene), scene.env);
    await answer(terminal, [
      [/Token \(not shown\): /, `github_pat_${"x".repeat(30)}`],
      [/Your repository/, "somebody/tracksafe"],
    ]);
    const { exit, screen } = await terminal.finished;
    expect([exit, screen]).toEqual([4, expect.stringContaining("[auth/github-token]")]);
    expect(screen.match(/Your repository/g)).toHaveLength(1);
  });

  it("stops waiting at Ctrl-C, and leaves the run to go on", async () => {
    await using scene = await createSetupScene();
    const { repository, env, tokens } = scene;
    const { recipient } = await generateKey("x25519", new Date());
    for (const name of ["SPOTIFY_CLIENT_SECRET", "SPOTIFY_REFRESH_TOKEN"]) {
      repository.secrets.set(name, "sealed");
    }
    repository.variables.set("SPOTIFY_CLIENT_ID", "the-client");
    repository.variables.set("SPOTIFY_AUTHORIZED_AT", new Date().toISOString().slice(0, 10));
    repository.variables.set("AGE_RECIPIENTS", recipient);
    const args = setupArgs(scene, "--repository", repository.fullName);
    using terminal = startOnTerminal(args, { ...env, GITHUB_TOKEN: tokens.person.value });
    await answer(terminal, [
      [/Add it now\?/, ""],
      [/Start it now\?/, ""],
    ]);
    await terminal.shows(/Waiting until it ends/);
    terminal.interrupt();
    const { exit, screen } = await terminal.finished;
    expect([exit, screen]).toEqual([130, expect.stringContaining("[cancelled]")]);
    expect(repository.runs.map(({ conclusion }) => conclusion)).toEqual([null]);
  });

  it("takes a key that is pasted with all its lines as one answer, off the screen", async () => {
    await using scene = await createSetupScene();
    const { repository, env, tokens } = scene;
    const { recipient, secret, fileText } = await generateKey("x25519", new Date());
    const steps = ["--skip", "login,secrets-token,schedule,first-run"];
    const args = setupArgs(scene, "--repository", repository.fullName, ...steps);
    for (const [paste, hasEnter] of [
      [fileText.reveal(), true],
      [fileText.reveal().trimEnd(), false],
    ] as const) {
      repository.variables.clear();
      using terminal = startOnTerminal(args, { ...env, GITHUB_TOKEN: tokens.person.value });
      await answer(terminal, [
        [/Set up the key now\?/, ""],
        [/already have an age key/, "y"],
      ]);
      await terminal.shows(/Path of the key file, or the key itself/);
      terminal.press(paste.replaceAll("\n", "\r"));
      if (!hasEnter) terminal.press("\r");
      await terminal.shows(/Recipients to seal for \(Enter for age1/);
      terminal.type("");
      const { exit, screen } = await terminal.finished;
      expect([exit, repository.variables.get("AGE_RECIPIENTS")]).toEqual([3, recipient]);
      expect(screen).not.toContain(secret.reveal().slice(0, 20));
      expect(screen).not.toContain("created:");
    }
  });

  it("takes the GitHub CLI's token, for the host it is for, and writes nothing in a dry run", async () => {
    await using scene = await createSetupScene();
    const bin = join(scene.home, "bin");
    await mkdir(bin);
    const { host } = new URL(scene.github.url);
    const gh = `#!/bin/sh\n[ "$*" = "auth token --hostname ${host}" ] && echo ${scene.tokens.person.value}\n`;
    await writeFile(join(bin, "gh"), gh, { mode: 0o755 });
    const env = { ...scene.env, PATH: `${bin}:${process.env["PATH"]}` };
    const args = ["setup", "--repository", scene.repository.fullName, "--dry-run"];
    const { exit, stdout, stderr } = await runInProcess(args, env);
    expect([exit, stdout]).toEqual([
      0,
      `place         already done
login         to do
key           to do
secrets-token to do
schedule      already done
first-run     to do
This was a dry run, so nothing was written.
`,
    ]);
    expect(stderr).toContain(
      "This step would set the secrets SPOTIFY_CLIENT_SECRET and SPOTIFY_REFRESH_TOKEN",
    );
    const requests = scene.github.requests.map(({ method, token }) => `${method} ${token}`);
    expect(new Set(requests)).toEqual(new Set(["GET person"]));
    expect(scene.repository.secrets.size + scene.repository.variables.size).toBe(0);
  });

  it("says what is missing where nobody can be asked", async () => {
    await using scene = await createSetupScene();
    const env = { ...scene.env, GITHUB_TOKEN: scene.tokens.person.value };
    const asked = await runInProcess(["setup"], env);
    expect([asked.exit, asked.stderr]).toEqual([2, expect.stringContaining("[usage/terminal]")]);
    const cases: readonly (readonly [string[], Partial<Rights> | null, number, string])[] = [
      [[], null, 2, "[usage/terminal]"],
      [["--skip", "login,tea"], null, 2, '--skip does not know "tea". [usage/step]'],
      [["--again", "everything"], null, 2, "place,login,key,secrets-token,schedule,first-run"],
      [["--port", "0"], null, 2, "[usage/port]"],
      [[], { contents: "none" }, 9, 'lacks the permission "contents: read"'],
      [[], { secrets: "none" }, 9, 'lacks the permission "secrets: read"'],
      [[], { variables: "none" }, 9, 'lacks the permission "variables: read"'],
      [[], { actions: "none" }, 9, 'lacks the permission "actions: read"'],
    ];
    for (const [flags, less, exit, text] of cases) {
      const rights = { [scene.repository.fullName]: { ...ALL, ...less } };
      const token = scene.github.addToken({ label: "less", rights }).value;
      const args = ["setup", "--repository", scene.repository.fullName, ...flags];
      const run = await runInProcess(args, { ...env, GITHUB_TOKEN: token });
      expect([run.exit, run.stderr]).toEqual([exit, expect.stringContaining(text)]);
    }
    const unknown = ["setup", "--repository", "somebody/else"];
    expect((await runInProcess(unknown, env)).exit).toBe(10);
    expect(scene.repository.secrets.size + scene.repository.variables.size).toBe(0);
  });

  it("offers the repository that the directory is a clone of", async () => {
    await using scene = await createSetupScene();
    const git = (...args: string[]) => output("git", ["-C", scene.home, ...args]);
    await git("init", "--quiet");
    const { host } = new URL(scene.github.url);
    for (const [address, isOffered] of [
      [`https://${host}/somebody/tracksafe.git`, true],
      [`git@${host}:somebody/tracksafe.git`, true],
      ["https://elsewhere.example/somebody/tracksafe", false],
    ] as const) {
      await git("config", "remote.origin.url", address);
      const env = { ...scene.env, GITHUB_TOKEN: "ghp_none", GIT_DIR: join(scene.home, ".git") };
      using running = startInProcess(setupArgs(scene), env, { columns: 80, typing: true });
      const [question] = await running.said(/Your repository \(owner\/name[^)]*\): /);
      expect(question.includes("Enter for somebody/tracksafe")).toBe(isOffered);
      running[Symbol.dispose]();
      expect(await running.finished).toMatchObject({ exit: 130 });
    }
  });
});
