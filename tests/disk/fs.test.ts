import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { lstat, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeDirectories } from "../../src/disk/durable.ts";
import { cannotSync, nodeFileSystem as fs } from "../../src/disk/fs.ts";
import { temporaryName, thisProcess } from "../../src/disk/temporary.ts";
import { systemError } from "../support/disk/watched-file-system.ts";
import { bytesOf } from "../support/snapshot/stored-snapshots.ts";

describe("making directories", () => {
  it("ends where the system denies that one is there, and then that it can be made", async () => {
    const asked: string[] = [];
    const denying = {
      ...fs,
      async mkdir(path: string) {
        asked.push(path);
        // As below /proc.
        throw systemError(path === "/denied" ? "EEXIST" : "ENOENT");
      },
    };
    const making = makeDirectories(denying, "/denied/state/tracksafe");
    await expect(making).rejects.toMatchObject({ code: "ENOENT" });
    expect(asked).toEqual(["/denied/state/tracksafe", "/denied/state", "/denied", "/denied/state"]);
  });
});

describe("the machine's file system", () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "tracksafe-fs-"));
  });
  afterEach(() => rm(root, { recursive: true }));

  it("never opens what is there already for writing", async () => {
    await writeFile(join(root, "file"), "mine");
    await symlink(join(root, "new"), join(root, "link"));
    for (const name of ["file", "link"]) {
      await expect(fs.createFile(join(root, name))).rejects.toMatchObject({ code: "EEXIST" });
    }
    expect(await readFile(join(root, "file"), "utf8")).toBe("mine");
    expect(existsSync(join(root, "new"))).toBe(false);
  });

  it("appends what it is given, and says how much that was", async () => {
    const file = await fs.createFile(join(root, "file"));
    expect(await file.write(bytesOf("one"))).toBe(3);
    expect(await file.write(bytesOf("two"))).toBe(3);
    await file.sync();
    await file.close();
    expect(await readFile(join(root, "file"), "utf8")).toBe("onetwo");
    expect((await lstat(join(root, "file"))).mode & 0o777).toBe(0o600);
  });

  it("reads no symbolic link, and closes what is read in part", async () => {
    await writeFile(join(root, "file"), new Uint8Array(200_000));
    await symlink(join(root, "file"), join(root, "link"));
    const sizes: number[] = [];
    for await (const chunk of fs.readFile(join(root, "file"))) sizes.push(chunk.length);
    expect(sizes).toEqual([4096, 8192, 16_384, 32_768, 65_536, 65_536, 7488]);
    for await (const chunk of fs.readFile(join(root, "file"))) {
      expect(chunk.length).toBe(4096);
      break;
    }
    await expect(fs.readFile(join(root, "link"))[Symbol.asyncIterator]().next()).rejects.toThrow();
  });

  it("says what an entry is without following it", async () => {
    await writeFile(join(root, "file"), "12345");
    await mkdir(join(root, "folder"));
    await symlink(join(root, "folder"), join(root, "link"));
    const entries = [...(await fs.readdir(root))].sort((a, b) => (a.name < b.name ? -1 : 1));
    expect(entries).toEqual([
      { name: "file", kind: "file" },
      { name: "folder", kind: "directory" },
      { name: "link", kind: "other" },
    ]);
    for (const { name, kind } of entries) {
      expect((await fs.lstat(join(root, name))).kind).toBe(kind);
    }
    expect((await fs.lstat(join(root, "file"))).bytes).toBe(5);
  });

  it("synchronizes a directory where that can be done, and passes over where not", async () => {
    await fs.syncDirectory(root);
    // Linux has no such thing in /proc, and says EINVAL; elsewhere there is no /proc.
    await fs.syncDirectory(existsSync("/proc/self") ? "/proc" : root);
    await expect(fs.syncDirectory(join(root, "none"))).rejects.toMatchObject({ code: "ENOENT" });
  });

  it.each([
    ["EINVAL", false, true],
    ["ENOTSUP", true, true],
    ["ENOSYS", true, true],
    ["ENOTTY", true, true],
    ["EIO", false, false],
    ["ENOSPC", false, false],
    ["EACCES", false, false],
  ])("knows what %s says of synchronizing a file, a directory", (code, file, directory) => {
    expect(cannotSync(systemError(code), "file")).toBe(file);
    expect(cannotSync(systemError(code), "directory")).toBe(directory);
  });
});

describe("temporary names", () => {
  it("are never given twice, and name the process", () => {
    const names = Array.from({ length: 100 }, () => temporaryName(thisProcess()));
    expect(new Set(names).size).toBe(100);
    for (const name of names) expect(name).toContain(`-${process.pid}-`);
  });

  it("belong to processes that run or do not", () => {
    const ended = spawnSync("true").pid;
    const { isRunning } = thisProcess();
    expect([process.pid, 1, ended].map(isRunning)).toEqual([true, true, false]);
  });
});
