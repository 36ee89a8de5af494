import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type AccountState,
  ALL_SCOPES,
  createAccount,
  generateLibrary,
} from "../../emulator/index.ts";
import { generateKey } from "../../src/crypto/keygen.ts";
import { runCommand, runInProcess, runWithoutWaits, startCommand } from "../support/cli/command.ts";
import { fastTime } from "../support/cli/programs.ts";
import { startGitHub } from "../support/github/server.ts";
import { isWrite } from "../support/restore/request-trouble.ts";
import { accountContent } from "../support/restore/scene.ts";
import { createScene, READ_SCOPES, type Scene } from "../support/spotify/scene.ts";

const NOW = new Date("2026-11-22T12:00:00Z");

let scene: Scene;
let directory = "";
let snapshots = "";
let snapshot = "";

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "tracksafe-restore-"));
  snapshots = join(directory, "snapshots");
  const source = generateLibrary({
    seed: 62,
    likes: 2,
    playlists: 1,
    itemsPerPlaylist: 101,
    followed: 1,
  });
  scene = await createScene({ accounts: [source], timestampedIds: true });
  const made = await runWithoutWaits(["backup", "--out", snapshots, "--covers"], scene.env);
  expect(made.exit).toBe(0);
  const [user = ""] = await readdir(snapshots);
  const [name = ""] = await readdir(join(snapshots, user));
  snapshot = join(snapshots, user, name);
});

afterAll(async () => {
  await scene[Symbol.asyncDispose]();
  await rm(directory, { recursive: true });
});

/** A new account, and the environment that restores into it. */
function addTarget(scopes: readonly string[] = ALL_SCOPES) {
  const { emulator, env } = scene;
  const account = createAccount(`target${emulator.accounts.length}`);
  emulator.accounts.push(account);
  return {
    account,
    env: {
      ...env,
      SPOTIFY_REFRESH_TOKEN: emulator.issueRefreshToken(account.accountId, scopes),
      XDG_STATE_HOME: join(directory, account.accountId, "state"),
      XDG_CACHE_HOME: join(directory, account.accountId, "cache"),
    },
  };
}

const writes = () => scene.emulator.requests.filter(isWrite).length;

function expectWhole(account: AccountState): void {
  expect(accountContent(account)).toEqual(accountContent(scene.account));
}

describe("a restore that is killed", () => {
  it("at every write, one run after another, without any memory of it, ends whole", async () => {
    const { account, env } = addTarget();
    const before = writes();
    let runs = 0;
    for (let isDone = false; !isDone; runs += 1) {
      const running = startCommand(["restore", snapshots, "--yes"], {
        ...env,
        XDG_STATE_HOME: join(directory, account.accountId, `state${runs}`),
      });
      const stop = scene.emulator.onRequest((record) => {
        if (isWrite(record)) running.kill("SIGKILL");
      });
      const { exit } = await running.finished;
      stop();
      isDone = exit === 0;
      if (!isDone) expect(exit).toBe("SIGKILL");
    }
    expect(accountContent(account)).toEqual(accountContent(scene.account));
    // Likes, a playlist with two requests for items and a cover, one followed.
    expect([runs, writes() - before]).toEqual([7, 6]);
  });
});

describe("a restore from a repository", () => {
  it("reads what it needs over GitHub's interface, and clones nothing", async () => {
    const key = await generateKey("x25519", NOW);
    const server = await startGitHub();
    try {
      const repository = await server.addRepository({
        owner: "somebody",
        name: "backups",
        files: { "README.md": "x" },
      });
      const rights = { [repository.fullName]: { contents: "write" as const } };
      const token = server.addToken({ label: "own", kind: "personal", rights });
      const place = `github:${repository.fullName}`;
      const github = { GITHUB_TOKEN: token.value, GITHUB_API_URL: server.url };
      const backup = ["backup", "--to", place, "--recipient", key.recipient, "--covers"];
      expect(await runWithoutWaits(backup, { ...scene.env, ...github })).toMatchObject({ exit: 0 });

      const { account, env } = addTarget();
      const args = ["restore", place, "--yes"];
      const before = writes();
      const closed = await runWithoutWaits(args, { ...env, ...github });
      expect(closed).toMatchObject({ exit: 12 });
      expect(closed.stderr).toContain("AGE_IDENTITY");
      expect(writes()).toBe(before);

      server.reset();
      const opened = { ...env, ...github, AGE_IDENTITY: key.fileText.reveal() };
      const done = await runCommand(args, { ...opened, ...fastTime() });
      expect(done).toMatchObject({ exit: 0 });
      expect(done.stdout).toContain("The restore is complete");
      expectWhole(account);
      expect(server.requests.every(({ method }) => method === "GET")).toBe(true);
      // Metadata, index, likes and playlists, each of them a blob that is read once.
      const blobs = server.requests.filter(({ path }) => path.includes("/git/blobs/"));
      expect(new Set(blobs.map(({ path }) => path)).size).toBe(blobs.length);

      const named = await runInProcess(["list", place, "--json"], opened);
      const [{ user, name }] = JSON.parse(named.stdout).snapshots;
      const again = await runInProcess(["restore", `${place}/${user}/${name}`, "--yes"], opened);
      expect(again).toMatchObject({ exit: 0 });
      expect(again.stdout).toContain("there is nothing to write");
      const none = await runInProcess(["restore", `${place}/${user}/2020-01-01T00-00-00`], opened);
      expect(none).toMatchObject({ exit: 10 });
      expect(none.stderr).toContain(`The nearest ones are ${name}`);
    } finally {
      await server.close();
    }
  });
});

describe("bad input", () => {
  it("is answered before anything is written or kept", async () => {
    const { account, env } = addTarget();
    const readOnly = addTarget(READ_SCOPES);
    const user = join(snapshot, "..");
    const name = snapshot.split("/").at(-1) ?? "";
    const before = writes();
    const cases: [readonly string[], number, string, typeof env?][] = [
      [[join(user, "2020-01-01T00-00-00")], 10, `The nearest ones are ${name}`],
      [[join(snapshot, "..", "..", "..", "elsewhere")], 10, "does not exist"],
      [[directory], 10, "holds no snapshots"],
      [[join(snapshot, "likes.json"), join(snapshot, "nothing.json")], 10, "does not exist"],
      [["/etc/hostname"], 7, "The files are not proved to be yours"],
      [["/etc/hostname", "--unproved"], 10, "None of the given files can be restored"],
      [[snapshots, "--only", "lieks"], 2, "Did you mean likes?"],
      [[snapshots, "--user", "0123456789abcdef"], 10, "no snapshots"],
      [[snapshots], 4, "user-library-modify playlist-modify-public", readOnly.env],
    ];
    for (const [args, exit, said, special = env] of cases) {
      const result = await runInProcess(["restore", ...args, "--yes"], special);
      expect(result, args.join(" ")).toMatchObject({ exit });
      expect(result.stderr.replaceAll("\n", " ")).toContain(said);
    }
    expect(writes()).toBe(before);
    expect(accountContent(account)).toEqual(accountContent(createAccount(account.accountId)));
  });

  it("is named: a sealed snapshot without its identity", async () => {
    const key = await generateKey("x25519", NOW);
    const sealed = join(directory, "sealed");
    const args = ["backup", "--out", sealed, "--recipient", key.recipient];
    expect(await runInProcess(args, scene.env)).toMatchObject({ exit: 0 });
    const { env } = addTarget();
    const before = writes();
    for (const [identity, code] of [
      [undefined, "key/missing"],
      [(await generateKey("x25519", NOW)).fileText.reveal(), "key/no-match"],
    ] as const) {
      const result = await runInProcess(["restore", sealed, "--yes"], {
        ...env,
        AGE_IDENTITY: identity,
      });
      expect(result).toMatchObject({ exit: 12 });
      expect(result.stderr).toContain(code);
    }
    expect(writes()).toBe(before);
  });
});

describe("a damaged snapshot", () => {
  it("is restored as far as it is good, with exit code 3, and says what is not", async () => {
    const { account, env } = addTarget();
    const likes = await readFile(join(snapshot, "likes.json"), "utf8");
    const damaged = join(directory, "damaged");
    await cp(snapshots, damaged, { recursive: true });
    const copy = snapshot.replace(snapshots, damaged);
    await writeFile(join(copy, "likes.json"), likes.slice(0, -20));
    const done = await runWithoutWaits(["restore", damaged, "--yes"], env);
    expect(done).toMatchObject({ exit: 3 });
    expect(done.stdout).toMatch(/Cannot be used: likes of .*\[snapshot\/corrupt\]/);
    expect(accountContent(account)).toEqual({ ...accountContent(scene.account), likes: [] });
  });
});
