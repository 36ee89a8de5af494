import { execFile } from "node:child_process";
import { chmod, lstat, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openCredentials } from "../../src/app/credentials.ts";
import { createWorld } from "../../src/app/world.ts";
import type { Credentials, CredentialsStore } from "../../src/auth/credentials.ts";
import { temporaryName } from "../../src/disk/temporary.ts";
import { configDirectory } from "../../src/disk/user-directories.ts";
import { Secret } from "../../src/secret.ts";
import { appErrorOf, printed } from "../support/app-error.ts";

const LOGIN: Credentials = {
  clientId: "client",
  clientSecret: new Secret("the-client-secret"),
  refreshToken: new Secret("the-refresh-token"),
  authorizedAt: new Date("2026-11-22T03:17:00Z"),
  account: "0123456789abcdef",
  scopes: ["user-library-read"],
};

let directory: string;
let path: string;
let store: CredentialsStore;
const told: string[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "tracksafe-credentials-"));
  path = join(directory, "settings", "tracksafe", "credentials.json");
  told.length = 0;
  store = open();
});
afterEach(() => rm(directory, { recursive: true, force: true }));

function open(): CredentialsStore {
  const world = createWorld({ onSecret: (secret) => told.push(secret.reveal()) });
  const opened = openCredentials({ XDG_CONFIG_HOME: join(directory, "settings") }, world);
  if (opened === null) throw new Error("there is a place for it");
  return opened;
}

const modeOf = async (of: string) => (await lstat(of)).mode & 0o7777;
const revealed = async () => (await store.read())?.refreshToken.reveal();

describe("the directory of the settings", () => {
  it.each<[NodeJS.Platform, Readonly<Record<string, string>>, string | null]>([
    ["linux", { HOME: "/home/me" }, "/home/me/.config/tracksafe"],
    ["linux", { HOME: "/home/me", XDG_CONFIG_HOME: "/cfg" }, "/cfg/tracksafe"],
    ["linux", { HOME: "/h", XDG_CONFIG_HOME: "cfg" }, "/h/.config/tracksafe"],
    ["linux", { HOME: "/h", XDG_CONFIG_HOME: "" }, "/h/.config/tracksafe"],
    ["darwin", { HOME: "/Users/me" }, "/Users/me/.config/tracksafe"],
    ["win32", { APPDATA: "/AppData" }, "/AppData/tracksafe"],
    ["win32", { HOME: "/home/me" }, null],
    ["linux", { APPDATA: "/AppData" }, null],
    ["linux", { HOME: "" }, null],
  ])("on %s with %j is %s", (platform, env, wanted) => {
    expect(configDirectory(env, platform)).toBe(wanted);
  });
});

describe("a login that is kept", () => {
  it("comes back as it was, and its secrets are announced", async () => {
    expect(await store.read()).toBeNull();
    await store.write(LOGIN);
    const read = await open().read();
    expect({ ...read, secrets: told }).toEqual({
      ...LOGIN,
      secrets: ["the-client-secret", "the-refresh-token"],
    });
    expect(read?.clientSecret?.reveal()).toBe("the-client-secret");
    expect(read?.refreshToken.reveal()).toBe("the-refresh-token");
  });

  it("comes back without a client secret and without scopes", async () => {
    const { clientSecret: _secret, ...login } = LOGIN;
    await store.write({ ...login, scopes: null });
    expect(await store.read()).toEqual({ ...login, scopes: null });
  });

  it("is for its owner alone, whatever the umask, also in place of an open file", async () => {
    const before = process.umask(0);
    try {
      await store.write(LOGIN);
      expect([await modeOf(path), await modeOf(dirname(path))]).toEqual([0o600, 0o700]);
      await chmod(path, 0o666);
      await store.write(LOGIN);
      expect(await modeOf(path)).toBe(0o600);
    } finally {
      process.umask(before);
    }
    expect(await readdir(dirname(path))).toEqual(["credentials.json"]);
  });

  it.each([0o640, 0o604, 0o620, 0o610, 0o777])(
    "is refused with mode %o, with a command that mends it",
    async (mode) => {
      await store.write(LOGIN);
      await chmod(path, mode);
      const error = await appErrorOf(() => store.read());
      expect(error).toMatchObject({ name: "UsageError", code: "config/credentials" });
      const command = error.hint?.replace("Make it private: ", "") ?? "";
      expect(command).toBe(`chmod 600 ${path}`);
      await promisify(execFile)("sh", ["-c", command]);
      expect(await store.read()).toEqual(LOGIN);
    },
  );

  it("names a command that works for odd paths too", async () => {
    const odd = join(directory, "my settings' $HOME");
    const opened = openCredentials({ XDG_CONFIG_HOME: odd }, createWorld());
    await opened?.write(LOGIN);
    await chmod(opened?.path ?? "", 0o644);
    const { hint } = await appErrorOf(async () => opened?.read());
    await promisify(execFile)("sh", ["-c", hint?.replace("Make it private: ", "") ?? ""]);
    expect(await opened?.read()).toEqual(LOGIN);
  });

  it("is refused as a symbolic link, a directory, a pipe, or something huge", async () => {
    await mkdir(dirname(path), { recursive: true });
    const elsewhere = join(directory, "elsewhere.json");
    await store.write(LOGIN);
    await promisify(execFile)("mv", [path, elsewhere]);
    const makes = [
      () => symlink(elsewhere, path),
      () => symlink(join(directory, "nowhere"), path),
      () => mkdir(path),
      () => promisify(execFile)("mkfifo", ["-m", "600", path]),
      () => writeFile(path, " ".repeat(70_000), { mode: 0o600 }),
    ];
    for (const make of makes) {
      await make();
      expect(await appErrorOf(() => store.read())).toMatchObject({ code: "config/credentials" });
      await rm(path, { recursive: true });
    }
    expect(await modeOf(elsewhere)).toBe(0o600);
  });

  it.each([
    ["nothing", ""],
    ["half of it", '{"version":1,"refreshToken":"the-refresh-token","cli'],
    ["something else", "[]"],
    ["another version", JSON.stringify({ version: 2 })],
    ["a number for the token", JSON.stringify({ version: 1, clientId: "c", refreshToken: 1 })],
  ])("is refused when it is %s, and not quoted", async (_, text) => {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text, { mode: 0o600 });
    const error = await appErrorOf(() => store.read());
    expect(error.code).toBe("config/credentials");
    expect(error.hint).toContain("tracksafe auth logout");
    expect(printed(error)).not.toContain("the-refresh-token");
    expect(await store.remove()).toBe(true);
    expect(await store.read()).toBeNull();
  });

  it("says so when its place cannot be used", async () => {
    await writeFile(join(directory, "settings"), "a file");
    for (const work of [() => store.read(), () => store.write(LOGIN), () => store.remove()]) {
      expect(await appErrorOf(work)).toMatchObject({ name: "StoreError", code: "store/io" });
    }
  });

  it("is gone when it is removed, and what a killed process left of it too", async () => {
    await store.write(LOGIN);
    const gone = await promisify(execFile)(process.execPath, ["-p", "process.pid"]);
    const pid = Number(gone.stdout);
    const left = temporaryName({ host: hostname(), pid, isRunning: () => false });
    await writeFile(join(dirname(path), left), "the-refresh-token");
    await writeFile(join(dirname(path), "mine.txt"), "not ours");
    expect(await store.remove()).toBe(true);
    expect(await readdir(dirname(path))).toEqual(["mine.txt"]);
    expect(await store.remove()).toBe(false);
  });
});

describe("tokens that replace the one of a login", () => {
  it("are kept, one after the other, with all else as it was", async () => {
    await store.write(LOGIN);
    const keep = store.keeperOf(LOGIN);
    await keep(new Secret("second-token"));
    expect(await revealed()).toBe("second-token");
    await keep(new Secret("third-token"));
    expect(await store.read()).toEqual({ ...LOGIN, refreshToken: expect.any(Secret) });
    expect(await revealed()).toBe("third-token");
    expect(await modeOf(path)).toBe(0o600);
  });

  it("leave a login alone that was made in the meantime, or ended", async () => {
    await store.write(LOGIN);
    const keep = store.keeperOf(LOGIN);
    await store.write({ ...LOGIN, refreshToken: new Secret("a-new-login") });
    await keep(new Secret("second-token"));
    expect(await revealed()).toBe("a-new-login");
    await store.remove();
    await keep(new Secret("third-token"));
    expect(await store.read()).toBeNull();
  });

  it("are not said to be kept when they are not", async () => {
    await store.write(LOGIN);
    const keep = store.keeperOf(LOGIN);
    await rm(dirname(path), { recursive: true });
    await writeFile(dirname(path), "a file");
    expect(await appErrorOf(() => keep(new Secret("second-token")))).toMatchObject({
      code: "store/io",
    });
  });
});
