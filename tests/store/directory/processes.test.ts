import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { lstat, mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SnapshotStore } from "../../../src/model/snapshot-store.ts";
import { createDirectoryStore } from "../../../src/store/directory/store.ts";
import { STORE_CHILD } from "../../support/cli/programs.ts";
import { brokenFiles, saveSnapshot } from "../../support/snapshot/stored-snapshots.ts";

const USER = "0123456789abcdef";
const NAME = "2026-11-22T03-17-00";
const LATER = "2026-11-23T03-17-00";

/** The end of a child process, with its messages. */
interface Ended {
  readonly told: readonly unknown[];
  readonly status: number | null;
  readonly signal: string | null;
  readonly stderr: string;
}

/** Runs the child in a shell, after `setup` there. `onLine` hears of each line it tells. */
async function runChild(
  setup: string,
  args: readonly (string | number)[],
  onLine: (child: ChildProcess, lines: number) => void = () => {},
): Promise<Ended> {
  const script = `${setup}\nexec "$@"`;
  const program = [process.execPath, STORE_CHILD, ...args.map(String)];
  const child = spawn("sh", ["-c", script, "sh", ...program]);
  const told: unknown[] = [];
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  createInterface({ input: child.stdout }).on("line", (line) => {
    told.push(JSON.parse(line));
    onLine(child, told.length);
  });
  const [status, signal] = await once(child, "close");
  return { told, status, signal, stderr };
}

describe("a directory store used by processes", () => {
  let root: string;
  let store: SnapshotStore;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "tracksafe-store-"));
    store = createDirectoryStore(join(root, "backups"));
  });
  afterEach(() => rm(root, { recursive: true }));

  /** The damage after a process was killed that had reported the `committed` snapshots. */
  async function findDamage(committed: readonly unknown[]): Promise<readonly string[]> {
    const listed = await store.list(USER);
    const names = listed.map(({ name }) => name);
    const broken: string[] = committed
      .filter((name) => !names.some((each) => each === name))
      .map((name) => `${name} is gone`);
    for (const ref of listed) broken.push(...(await brokenFiles(store, ref)));
    return broken;
  }

  async function temporaryFiles(): Promise<readonly string[]> {
    return (await readdir(root, { recursive: true })).filter((path) => path.includes(".tmp-"));
  }

  it("shows nothing that is not whole, wherever in a run it is killed", async () => {
    let killed = 0;
    let leftBehind = 0;
    for (let point = 0; ; point += 7) {
      const place = join(root, "backups");
      const { told, signal, stderr } = await runChild("", ["kill-itself", place, point]);
      expect(stderr).toBe("");
      expect(await findDamage(told.filter((line) => line !== "ended"))).toEqual([]);
      if (told.at(-1) === "ended") break;
      expect([told.length, signal], `call ${point}`).toEqual([1, "SIGKILL"]);
      killed += 1;
      leftBehind += (await temporaryFiles()).length;
      await saveSnapshot(store, USER, LATER, { "likes.json": "after" });
      expect(await temporaryFiles(), `call ${point}`).toEqual([]);
      await rm(place, { recursive: true });
    }
    expect(killed).toBeGreaterThan(6);
    expect(leftBehind).toBeGreaterThan(2);
  });

  it("shows nothing that is not whole, whenever it is killed", async () => {
    for (let round = 1; round <= 4; round += 1) {
      const { told, signal } = await runChild(
        "",
        ["save", join(root, "backups"), 1_000_000],
        (child, lines) => {
          if (lines === round * 3) child.kill("SIGKILL");
        },
      );
      expect(signal).toBe("SIGKILL");
      expect(told.length).toBeGreaterThanOrEqual(round * 3);
      expect(await findDamage(told)).toEqual([]);
    }
    await saveSnapshot(store, USER, LATER, {});
    expect(await temporaryFiles()).toEqual([]);
  });

  it("gives each of several processes names of its own", async () => {
    const ended = await Promise.all(
      Array.from({ length: 4 }, () => runChild("", ["save", join(root, "backups"), 5])),
    );
    const names = ended.flatMap(({ told }) => told).sort();
    const numbered = Array.from({ length: 19 }, (_, index) => `${NAME}-${index + 2}`);
    expect(names).toEqual([NAME, ...numbered].sort());
    expect(await findDamage(names)).toEqual([]);
    expect(await store.list(USER)).toHaveLength(20);
  });

  it.each(["000", "022", "077"])("is readable only by its owner, under umask %s", async (mask) => {
    const { told } = await runChild(`umask ${mask}`, ["save", join(root, "deep/backups"), 1]);
    expect(told).toEqual([NAME]);
    const modes: Record<string, string> = {};
    for (const path of await readdir(root, { recursive: true })) {
      modes[path] = ((await lstat(join(root, path))).mode & 0o777).toString(8);
    }
    expect(modes).toEqual({
      deep: "700",
      "deep/backups": "700",
      [`deep/backups/${USER}`]: "700",
      [`deep/backups/${USER}/${NAME}`]: "700",
      [`deep/backups/${USER}/${NAME}/likes.json`]: "600",
      [`deep/backups/${USER}/${NAME}/playlist_a.json`]: "600",
      [`deep/backups/${USER}/${NAME}/metadata.json`]: "600",
    });
  });

  describe("with a real limit to what it can write", () => {
    /** The message of a child that stopped at a limit: the first `saved` sizes fit. */
    const stopped = (code: string, saved: number) => {
      const names = Array.from({ length: saved }, (_, index) =>
        index === 0 ? NAME : `${NAME}-${index + 1}`,
      );
      const sizes = names.map((_, index) => 20_000 * (index + 1));
      return [{ code, saved: names, listed: names, sizes }];
    };

    it("stops at the largest file that is allowed, and keeps what it has", async () => {
      // In blocks of 512 bytes: the file of 80,000 bytes is the first that is cut.
      const { told, stderr } = await runChild("ulimit -f 150", ["fill", join(root, "backups")]);
      expect(stderr).toBe("");
      expect(told).toEqual(stopped("store/io", 3));
    });

    it("stops when the disk is full, and keeps what it has", async () => {
      const disk = join(root, "disk");
      await mkdir(disk);
      const mount = `mount -t tmpfs -o size=256k tmpfs "${disk}"`;
      const small = `unshare -rm sh -c '${mount} && exec "$@"' sh`;
      const mounts = await canRun(`${small} true`);
      const { told, stderr } = mounts
        ? await runChild(`set -- ${small} "$@"`, ["fill", join(disk, "backups")])
        : await runChild("ulimit -f 320", ["fill", join(disk, "backups")]);
      expect(stderr).toBe("");
      // 20, 40, 60 and 80 thousand bytes fit into 256 KiB of memory, but not 100 more.
      expect(told).toEqual(mounts ? stopped("store/no-space", 4) : stopped("store/io", 8));
      if (mounts) expect(await readdir(disk)).toEqual([]);
    });
  });
});

async function canRun(script: string): Promise<boolean> {
  const child = spawn("sh", ["-c", script], { stdio: "ignore" });
  const [status] = await once(child, "close");
  return status === 0;
}
