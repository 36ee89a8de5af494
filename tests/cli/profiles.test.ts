import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ALL_SCOPES, createAccount, type Emulator, startEmulator } from "../../emulator/index.ts";
import { openCredentials } from "../../src/app/credentials.ts";
import { createWorld } from "../../src/app/world.ts";
import { Secret } from "../../src/secret.ts";
import { userName } from "../../src/snapshot/names.ts";
import { runInProcess } from "../support/cli/command.ts";

describe("profiles of logins", () => {
  let home: string;
  let emulator: Emulator;
  let env: Readonly<Record<string, string>>;
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), "tracksafe-profiles-"));
    emulator = await startEmulator({ accounts: [createAccount("one"), createAccount("two")] });
    env = {
      HOME: home,
      XDG_CONFIG_HOME: join(home, "settings"),
      XDG_CACHE_HOME: join(home, "cache"),
      SPOTIFY_API_URL: emulator.apiUrl,
      SPOTIFY_ACCOUNTS_URL: emulator.accountsUrl,
    };
  });
  afterEach(async () => {
    await emulator.close();
    await rm(home, { recursive: true, force: true });
  });

  const account = (id: string) => userName("spotify", id);

  async function store(profile: string, id: string) {
    await openCredentials(env, createWorld(), profile)?.write({
      clientId: emulator.app.clientId,
      clientSecret: new Secret(emulator.app.clientSecret),
      refreshToken: new Secret(emulator.issueRefreshToken(id, ALL_SCOPES)),
      scopes: null,
      account: account(id),
      authorizedAt: new Date(),
    });
  }

  const settings = () => readdir(join(home, "settings", "tracksafe"));
  const run = (args: readonly string[], changes: Readonly<Record<string, string>> = {}) =>
    runInProcess(args, { ...env, ...changes });

  it("keep the login of one account beside that of another", async () => {
    await store("default", "one");
    await store("restore", "two");
    expect([...(await settings())].sort()).toEqual([
      "credentials.json",
      "credentials.restore.json",
    ]);
    const out = join(home, "backups");
    expect(await run(["backup", "--out", out])).toMatchObject({ exit: 0 });
    expect(await readdir(out)).toEqual([account("one")]);
    const other = join(home, "others");
    expect(await run(["backup", "--out", other, "--profile", "restore"])).toMatchObject({
      exit: 0,
    });
    expect(await readdir(other)).toEqual([account("two")]);
    const named = { TRACKSAFE_PROFILE: "restore" };
    // Into another account than the snapshot's, which needs no --same-account.
    expect(await run(["restore", out, "--dry-run"], named)).toMatchObject({ exit: 0 });
    expect(await run(["restore", out, "--dry-run"])).toMatchObject({ exit: 11 });
  });

  it("are listed by auth status, and removed one by one", async () => {
    await store("default", "one");
    await store("restore", "two");
    await writeFile(join(home, "settings", "tracksafe", "credentials.odd.json"), "{", {
      mode: 0o600,
    });
    await writeFile(join(home, "settings", "tracksafe", "credentials.A B.json"), "{}");
    const status = JSON.parse((await run(["auth", "status", "--json"])).stdout);
    expect(status).toMatchObject({
      account: account("one"),
      profile: "default",
      others: [{ profile: "odd" }, { profile: "restore", account: account("two") }],
    });
    const text = (await run(["auth", "status", "--profile", "restore"])).stdout;
    expect(text).toMatch(new RegExp(`^Profile: restore\nAccount: ${account("two")}\n`));
    expect(text).toContain(`Profile default: account ${account("one")}.`);
    expect(text).toContain("Profile odd: its file cannot be read.");
    // The flag counts before the name of the subcommand, too.
    for (const args of [
      ["auth", "logout", "--profile", "odd"],
      ["auth", "--profile", "restore", "logout"],
    ]) {
      expect(await run([...args, "--json"])).toMatchObject({ exit: 0 });
    }
    expect(await settings()).not.toContain("credentials.restore.json");
    expect(await settings()).toContain("credentials.json");
    const none = await run(["auth", "status"], { TRACKSAFE_PROFILE: "restore" });
    expect(none).toMatchObject({ exit: 4 });
    expect(none.stderr).toContain("tracksafe auth --profile restore");
  });

  it("say nothing of profiles where there is one login", async () => {
    await store("default", "one");
    expect((await run(["auth", "status"])).stdout).not.toContain("rofile");
  });

  it.each(["../x", "A", "a/b", "a.b", "-a", "x".repeat(33), "a\0"])(
    "take a name only as one (%j)",
    async (name) => {
      await store("default", "one");
      const out = join(home, "backups");
      for (const args of [
        ["auth", "status"],
        ["backup", "--out", out],
        ["list", home],
      ]) {
        const { exit, stderr } = await run([...args, `--profile=${name}`]);
        expect([exit, stderr]).toEqual([2, expect.stringContaining("[config/invalid]")]);
      }
      expect(await settings()).toEqual(["credentials.json"]);
    },
  );

  it("are not mixed with a login of the environment", async () => {
    await store("restore", "two");
    const login = {
      SPOTIFY_CLIENT_ID: emulator.app.clientId,
      SPOTIFY_REFRESH_TOKEN: emulator.issueRefreshToken("one", ALL_SCOPES),
    };
    const args = ["backup", "--out", join(home, "backups"), "--profile", "restore"];
    const { exit, stderr } = await run(args, login);
    expect([exit, stderr]).toEqual([2, expect.stringContaining("Unset SPOTIFY_REFRESH_TOKEN")]);
  });
});
