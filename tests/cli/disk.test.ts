import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { generateLibrary } from "../../emulator/index.ts";
import { type Finished, runCommand, runInProcess } from "../support/cli/command.ts";
import { digestFiles, listFiles } from "../support/files.ts";
import { createScene, type Scene } from "../support/spotify/scene.ts";

const PAGE = 4096;

const library = () => generateLibrary({ seed: 25, likes: 60, playlists: 6, itemsPerPlaylist: 60 });

/** A disk with what is below `directory` on it, and `free` bytes besides. */
type Disk = (directory: string, free: number) => Promise<{ launcher: string[]; out: string }>;

/** No file may grow beyond `free` bytes, as with a quota and on some file systems. */
const smallFiles: Disk = async (directory, free) => ({
  launcher: ["sh", "-c", `ulimit -f ${free / 512}; exec "$@"`, "sh"],
  out: directory,
});

/**
 * A real file system of so many bytes, which only the command sees; `directory` gets a copy of what
 * is on it in the end.
 */
const smallDisk: Disk = async (directory, free) => {
  const out = await mkdtemp(join(tmpdir(), "tracksafe-disk-"));
  let size = free;
  for (const file of await listFiles(directory)) {
    size += Math.ceil((await stat(join(directory, file))).size / PAGE) * PAGE;
  }
  const script = `
    mount -t tmpfs -o size=${size} tmpfs '${out}' && cp -a '${directory}/.' '${out}' || exit 99
    "$@"; exit=$?
    rm -rf '${directory}'/* && cp -a '${out}/.' '${directory}' || exit 98
    exit $exit`;
  return { launcher: ["unshare", "--map-root-user", "--mount", "sh", "-c", script, "sh"], out };
};

/** On some machines nothing can be mounted. */
const canMount =
  spawnSync("unshare", ["--map-root-user", "--mount", "mount", "-t", "tmpfs", "tmpfs", tmpdir()])
    .status === 0;

async function backUpOn(
  disk: Disk,
  free: number,
  scene: Scene,
  flags: readonly string[] = ["--json"],
): Promise<Finished> {
  const { launcher, out } = await disk(scene.directory, free);
  try {
    return await runCommand(["backup", "--out", out, ...flags], scene.env, { launcher });
  } finally {
    if (out !== scene.directory) await rm(out, { recursive: true });
  }
}

const DISKS: [string, Disk][] = [["cannot hold a large file", smallFiles]];
if (canMount) DISKS.push(["is full", smallDisk]);

describe.each(DISKS)("a disk that %s", (_name, disk) => {
  it("fails the backup with 9, and leaves what was there as it was", async () => {
    await using scene = await createScene({ accounts: [library()] });
    expect((await scene.backup()).status).toBe("complete");
    const before = await digestFiles(scene.directory);

    const run = await backUpOn(disk, 5 * PAGE, scene);
    expect(run.exit).toBe(9);
    const { status, error } = JSON.parse(run.stdout);
    expect(status).toBe("failed");
    expect(error.code).toBe(disk === smallDisk ? "store/no-space" : "store/io");
    expect(run.stderr).toContain(`[${error.code}]\n${error.hint}\n`);

    expect(await digestFiles(scene.directory)).toMatchObject(before);
    const files = await listFiles(scene.directory);
    expect(files.filter((file) => file.includes(".tmp-"))).toEqual([]);
    expect((await runInProcess(["verify", scene.directory])).exit).toBe(0);
    const list = await runInProcess(["list", scene.directory, "--json"]);
    expect(JSON.parse(list.stdout).snapshots.at(-1)).toMatchObject({
      status: "complete",
      latest: true,
    });
    expect(await scene.backup()).toMatchObject({ status: "complete" });
  });

  it("is said to take no more, not to be unreadable", async () => {
    await using scene = await createScene({ accounts: [library()] });
    const run = await backUpOn(disk, 5 * PAGE, scene, []);
    expect(run.exit).toBe(9);
    expect(run.stdout).toMatch(/could not be written \[store\//);
    expect(run.stdout).not.toContain("could not be read");
  });

  it("is found before any request when it takes nothing at all", async () => {
    await using scene = await createScene({ accounts: [library()] });
    await writeFile(join(scene.directory, "all that fits"), Buffer.alloc(PAGE));
    const run = await backUpOn(disk, 0, scene);
    expect(run.exit).toBe(9);
    expect(JSON.parse(run.stdout).error.code).toMatch(/^store\//);
    expect(scene.emulator.requests).toEqual([]);
    expect(await listFiles(scene.directory)).toEqual(["all that fits"]);
  });
});

describe("a place that cannot be written to", () => {
  // Root may write anywhere, unless that privilege is taken away.
  const asAnybody = process.getuid?.() === 0 ? ["setpriv", "--bounding-set=-all"] : [];

  it("is named before any request is made", async () => {
    await using scene = await createScene({ accounts: [library()] });
    const locked = join(scene.directory, "locked");
    await mkdir(locked, { mode: 0o555 });
    for (const out of [locked, join(locked, "below")]) {
      const args = ["backup", "--out", out, "--json"];
      const run = await runCommand(args, scene.env, { launcher: asAnybody });
      expect(run.exit).toBe(9);
      expect(JSON.parse(run.stdout).error).toMatchObject({
        code: "store/permission",
        message: `${out} cannot be written (EACCES).`,
        hint: expect.stringContaining("permissions"),
      });
    }
    expect(scene.emulator.requests).toEqual([]);
  });

  it("is named when it is a file", async () => {
    await using scene = await createScene({ accounts: [library()] });
    const file = join(scene.directory, "file");
    await writeFile(file, "mine");
    for (const out of [file, join(file, "below")]) {
      const run = await runInProcess(["backup", "--out", out, "--json"], scene.env);
      expect(run.exit).toBe(9);
      expect(JSON.parse(run.stdout).error.message).toContain(out);
    }
    expect(scene.emulator.requests).toEqual([]);
  });

  it("is no hindrance when it only has to be created", async () => {
    await using scene = await createScene({ accounts: [library()] });
    const out = join(scene.directory, "not", "there", "yet");
    const run = await runInProcess(["backup", "--out", out], scene.env);
    expect(run).toMatchObject({ exit: 0, stderr: "" });
    expect((await runInProcess(["verify", out])).exit).toBe(0);
  });
});
