import { readdir } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { generateLibrary } from "../../emulator/index.ts";
import { generateKey } from "../../src/crypto/keygen.ts";
import {
  type CommandOptions,
  preload,
  type Running,
  runInProcess,
  startCommand,
  startInProcess,
  TERMINAL,
} from "../support/cli/command.ts";
import { digestFiles } from "../support/files.ts";
import { startGitHub } from "../support/github/server.ts";
import { createScene, type Scene } from "../support/spotify/scene.ts";

const library = () => generateLibrary({ seed: 26, likes: 400, playlists: 8, itemsPerPlaylist: 60 });

const [SHOW_CURSOR, HIDE_CURSOR] = ["\x1b[?25h", "\x1b[?25l"];

/** A disk that never answers when a snapshot is to be committed. */
const HANGING_DISK = `
  import fs from "node:fs/promises";
  import { syncBuiltinESMExports } from "node:module";
  const { rename } = fs;
  fs.rename = (from, to) => {
    if (!String(to).endsWith("metadata.json")) return rename(from, to);
    setInterval(() => {}, 1000);
    console.error("the disk hangs");
    return new Promise(() => {});
  };
  syncBuiltinESMExports();
`;

/** Sends the first Ctrl-C twice. */
const ECHO = `
  process.once("SIGINT", () => process.emit("SIGINT"));
`;

/** Where a backup is made, and from what. */
type Place = Pick<Scene, "emulator" | "directory" | "env">;

/** A backup under way in a process of its own. */
const startBackup = (scene: Place, requests: number, options: CommandOptions = {}) =>
  underWay(scene, requests, ["--full"], (args) => startCommand(args, scene.env, options));

/** A backup under way in this process, where `Symbol.dispose` stops it as a signal does. */
const startBackupHere = (scene: Place, requests: number, more = ["--full"]) =>
  underWay(scene, requests, more, (args) => startInProcess(args, scene.env));

/** What `start` starts, once so many requests have come in. */
async function underWay<R extends Running>(
  scene: Place,
  requests: number,
  more: readonly string[],
  start: (args: readonly string[]) => R,
): Promise<R> {
  const reached = new Promise<void>((resolve) => {
    let seen = 0;
    const off = scene.emulator.onRequest(() => {
      seen += 1;
      if (seen < requests) return;
      off();
      resolve();
    });
  });
  const place = more.includes("--to") ? [] : ["--out", scene.directory];
  const args = ["backup", ...place, "--json", ...more];
  const running = start(args);
  await reached;
  return running;
}

const CANCELLED = { error: { code: "cancelled", message: "Stopped before it was done." } };

/** All that is below a directory, by its path there. */
const namesIn = (directory: string) => readdir(directory, { recursive: true });

/** Expects one partial snapshot, whole in itself, and nothing besides it. */
async function expectPartial({ directory }: Scene): Promise<void> {
  const list = await runInProcess(["list", directory, "--json"]);
  const [{ user, name, status }, ...others] = JSON.parse(list.stdout).snapshots;
  expect({ status, others }).toEqual({ status: "partial", others: [] });
  const verified = await runInProcess(["verify", directory]);
  expect(verified).toMatchObject({ exit: 0 });
  const files = await namesIn(directory);
  const inside = files.filter((file) => file !== user && file !== `${user}/${name}`);
  for (const file of inside) {
    expect(file).toMatch(new RegExp(`^${user}/${name}/[a-z]+(?:_\\w+)?(?:\\.\\d+)?\\.json`));
  }
}

describe("a first backup that is to stop", () => {
  it.each(["SIGINT", "SIGTERM"] as const)("keeps what it has read after %s", async (signal) => {
    await using scene = await createScene({ accounts: [library()], latencyMs: 20 });
    using running = await startBackup(scene, 12);
    running.kill(signal);
    const { exit, stdout, stderr } = await running.finished;
    expect(exit).toBe(130);
    const result = JSON.parse(stdout);
    expect(result).toMatchObject({ status: "partial", ...CANCELLED });
    expect(stderr).toBe("tracksafe: Stopped before it was done. [cancelled]\n");
    await expectPartial(scene);

    // The next run goes on: it sends fewer requests than a first run.
    const requests: number[] = [];
    for (const more of [[], ["--full"]]) {
      const args = ["backup", "--out", scene.directory, "--json", ...more];
      const next = await runInProcess(args, scene.env);
      expect(next.exit).toBe(0);
      requests.push(JSON.parse(next.stdout).requests);
    }
    expect(requests[0]).toBeLessThan(requests[1] ?? 0);
  });

  it("leaves nothing behind where nothing was read", async () => {
    await using scene = await createScene({ accounts: [library()], latencyMs: 300 });
    using running = await startBackupHere(scene, 2);
    running[Symbol.dispose]();
    const { exit, stdout, stderr } = await running.finished;
    expect(exit).toBe(130);
    expect(JSON.parse(stdout)).toEqual(CANCELLED);
    expect(stderr).toBe("tracksafe: Stopped before it was done. [cancelled]\n");
    expect(await namesIn(scene.directory)).toEqual([]);
  });

  it("goes on in the next run, which may be stopped as well", async () => {
    await using scene = await createScene({ accounts: [library()], latencyMs: 20 });
    for (const requests of [10, 10]) {
      using running = await startBackupHere(scene, requests, []);
      running[Symbol.dispose]();
      expect((await running.finished).exit).toBe(130);
    }
    const list = await runInProcess(["list", scene.directory, "--json"]);
    const { snapshots } = JSON.parse(list.stdout);
    const entries = snapshots.map(({ kinds }: { kinds: { entries: number }[] }) =>
      kinds.reduce((sum, kind) => sum + kind.entries, 0),
    );
    expect(entries).toHaveLength(2);
    expect(entries[0]).toBeGreaterThan(entries[1]);
  });

  it("commits what it has read to a repository, sealed", async () => {
    await using scene = await createScene({ accounts: [library()], latencyMs: 20 });
    const key = await generateKey("x25519", new Date());
    const server = await startGitHub();
    try {
      const repository = await server.addRepository({
        ...{ owner: "somebody", name: "backups", files: { "README.md": "x" } },
      });
      const rights = { [repository.fullName]: { contents: "write" as const } };
      const { value } = server.addToken({ label: "own", kind: "personal", rights });
      const env = { ...scene.env, GITHUB_TOKEN: value, GITHUB_API_URL: server.url };
      const place = `github:${repository.fullName}`;
      const to = ["--to", place, "--recipient", key.recipient];
      using running = await startBackupHere({ ...scene, env }, 12, to);
      running[Symbol.dispose]();
      const { exit, stdout } = await running.finished;
      expect({ exit, status: JSON.parse(stdout).status }).toEqual({ exit: 130, status: "partial" });
      const identity = { ...env, AGE_IDENTITY: key.fileText.reveal() };
      expect(await runInProcess(["verify", place], identity)).toMatchObject({ exit: 0 });
    } finally {
      await server.close();
    }
  });
});

describe("a backup that is to stop", () => {
  it("leaves earlier snapshots as they are", async () => {
    await using scene = await createScene({ accounts: [library()], latencyMs: 10 });
    await scene.backup();
    const before = await digestFiles(scene.directory);
    using running = await startBackupHere(scene, 12);
    running[Symbol.dispose]();
    expect((await running.finished).exit).toBe(130);
    expect(await digestFiles(scene.directory)).toEqual(before);
    const list = await runInProcess(["list", scene.directory, "--json"]);
    expect(JSON.parse(list.stdout).snapshots).toHaveLength(1);
  });

  it("does so on a terminal too, and gives the cursor back", async () => {
    await using scene = await createScene({ accounts: [library()], latencyMs: 20 });
    using running = await startBackup(scene, 12, preload(TERMINAL));
    running.kill("SIGINT");
    const { exit, stderr } = await running.finished;
    expect(exit).toBe(130);
    expect(stderr).toContain("Backing up …");
    expect(stderr.lastIndexOf(SHOW_CURSOR)).toBeGreaterThan(stderr.lastIndexOf(HIDE_CURSOR));
    expect(stderr).toMatch(/Stopped before it was done\. \[cancelled\]\n$/);
    await expectPartial(scene);
  });

  it("takes a signal that comes twice at a time for one", async () => {
    await using scene = await createScene({ accounts: [library()], latencyMs: 20 });
    using running = await startBackup(scene, 12, preload(ECHO));
    running.kill("SIGINT");
    expect((await running.finished).exit).toBe(130);
    await expectPartial(scene);
  });

  it("ends at once the second time, however long the tidying takes", async () => {
    await using scene = await createScene({ accounts: [library()], latencyMs: 20 });
    using running = await startBackup(scene, 12, preload(TERMINAL, HANGING_DISK));
    running.kill("SIGINT");
    await running.said(/the disk hangs/);
    await delay(150);
    running.kill("SIGINT");
    const { exit, stdout, stderr } = await running.finished;
    expect({ exit, stdout }).toEqual({ exit: 130, stdout: "" });
    expect(stderr.lastIndexOf(SHOW_CURSOR)).toBeGreaterThan(stderr.lastIndexOf(HIDE_CURSOR));
    const left = await runInProcess(["list", scene.directory, "--json"]);
    expect(JSON.parse(left.stdout)).toMatchObject({
      snapshots: [],
      unfinished: [{ status: "interrupted" }],
    });
  });
});

describe("reading snapshots", () => {
  it.each(["list", "verify"])("stops when it is to: %s", async (command) => {
    await using scene = await createScene({ accounts: [library()] });
    await scene.backup({ include: ["likes"] });
    const signal = AbortSignal.abort();
    const args = [command, scene.directory, "--json"];
    const { exit, stdout } = await runInProcess(args, {}, { signal });
    expect(exit).toBe(130);
    expect(JSON.parse(stdout)).toEqual(CANCELLED);
  });
});
