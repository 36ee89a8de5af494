import { describe, expect, it } from "vitest";
import type { FileSystem } from "../../../src/disk/fs.ts";
import { StoreError, systemCode } from "../../../src/errors.ts";
import { createLog } from "../../../src/log.ts";
import type { SnapshotStore } from "../../../src/model/snapshot-store.ts";
import { createDirectoryStore } from "../../../src/store/directory/store.ts";
import { createMemoryDisk } from "../../support/disk/memory-disk.ts";
import {
  type FileSystemCall,
  systemError,
  watchFileSystem,
  withShortWrites,
} from "../../support/disk/watched-file-system.ts";
import { isLong } from "../../support/seeds.ts";
import {
  bytesOf,
  metadataOf,
  pieces,
  saveSnapshot,
  storeContent,
  storedFile,
} from "../../support/snapshot/stored-snapshots.ts";

const USER = "0123456789abcdef";
const EARLIER = "2026-11-22T03-17-00";
const NAME = "2026-11-23T03-17-00";
const AFTER = "2026-11-24T03-17-00";

const CODES = {
  ENOSPC: "store/no-space",
  EDQUOT: "store/no-space",
  EACCES: "store/permission",
  EPERM: "store/permission",
  EROFS: "store/permission",
  EIO: "store/io",
  EMFILE: "store/io",
  EINTR: "store/io",
} as const;

/** A file system that holds one snapshot. */
async function usedDisk(): Promise<FileSystem> {
  const { fs } = createMemoryDisk();
  const store = createDirectoryStore("/backups", { fs });
  await saveSnapshot(store, USER, EARLIER, { "likes.json": "likes", "albums.json": "albums" });
  return fs;
}

/** A whole run: everything a backup asks of a store. Gives up as a backup does. */
async function backUp(store: SnapshotStore): Promise<void> {
  await store.checkWritable();
  await store.users();
  const [previous] = await store.list(USER);
  if (previous === undefined) throw new Error("the earlier snapshot is gone");
  await store.read(previous, "metadata.json");
  const writer = await store.create(USER, NAME);
  try {
    const stored = [
      await writer.write("likes.json", pieces("new ", "likes")),
      await writer.write("playlist_a.json", pieces("a")),
      await writer.carry(previous, storedFile("albums.json", "albums"), "albums.json"),
    ];
    await writer.write("unwanted.json", pieces("x"));
    await writer.discard("unwanted.json");
    await writer.commit(metadataOf(stored));
  } catch (error) {
    await writer.abort().catch(() => {});
    throw error;
  }
}

/** The first run of all: gives what it ended with, or `null`. */
async function saveFirst(store: SnapshotStore): Promise<unknown> {
  try {
    await store.checkWritable();
    const writer = await store.create(USER, NAME);
    try {
      await writer.commit(metadataOf([await writer.write("likes.json", pieces("likes"))]));
      return null;
    } catch (error) {
      await writer.abort();
      return error;
    }
  } catch (error) {
    return error;
  }
}

const EARLIER_CONTENT = {
  [`${USER}/${EARLIER}`]: { "likes.json": "likes", "albums.json": "albums" },
};
const WHOLE_CONTENT = {
  ...EARLIER_CONTENT,
  [`${USER}/${NAME}`]: {
    "albums.json": "albums",
    "likes.json": "new likes",
    "playlist_a.json": "a",
  },
};

interface Outcome {
  readonly error: unknown;
  readonly warnings: readonly string[];
}

/** Runs a backup in which the calls that `fails` picks end with `code`. */
async function backUpWithFaults(
  fs: FileSystem,
  code: string,
  fails: (index: number) => boolean,
): Promise<Outcome> {
  let index = 0;
  const open = new Set<string>();
  const faulty = watchFileSystem(fs, ({ method, path }) => {
    index += 1;
    // A close that fails also closes the file.
    if (method === "close") open.delete(path);
    if (fails(index - 1)) throw systemError(code);
    if (method === "createFile") open.add(path);
  });
  const warnings: string[] = [];
  const log = createLog("warn", (_, event, fields) => warnings.push(`${event} ${fields["code"]}`));
  const store = createDirectoryStore("/backups", { fs: faulty, log });
  const error = await backUp(store).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect([...open]).toEqual([]);
  return { error, warnings };
}

/** Every call of a run that goes well. */
async function callsOfRun(): Promise<readonly FileSystemCall[]> {
  const calls: FileSystemCall[] = [];
  const fs = watchFileSystem(await usedDisk(), (call) => calls.push(call));
  await backUp(createDirectoryStore("/backups", { fs }));
  return calls;
}

/** Every path on the disk but temporary ones. */
async function pathsOn(fs: FileSystem, path = "/backups"): Promise<readonly string[]> {
  const paths: string[] = [];
  for (const { name, kind } of await fs.readdir(path)) {
    if (name.startsWith(".tmp-")) continue;
    paths.push(`${path}/${name}`);
    if (kind === "directory") paths.push(...(await pathsOn(fs, `${path}/${name}`)));
  }
  return paths.sort();
}

/**
 * The calls that fail with `code`, with their numbers. Only the name depends on the code, so all
 * calls fail with EIO, and the other codes take turns.
 */
function callsToFail<T>(calls: readonly T[], code: string): readonly (readonly [number, T])[] {
  const all = [...calls.entries()];
  if (code === "EIO" || isLong()) return all;
  const turn = Object.keys(CODES).indexOf(code);
  return all.filter(([at]) => at % 4 === turn % 4);
}

describe("a directory store on a disk that fails", () => {
  it("makes every kind of call", async () => {
    const methods = new Set((await callsOfRun()).map(({ method }) => method));
    expect([...methods].sort()).toEqual(
      [
        "close",
        "createFile",
        "lstat",
        "mkdir",
        "readFile",
        "readdir",
        "rename",
        "sync",
        "syncDirectory",
        "unlink",
        "write",
      ].sort(),
    );
  });

  it.each(Object.entries(CODES))("once, with %s: %s, and nothing is harmed", async (code, own) => {
    const calls = await callsOfRun();
    let thrown = 0;
    for (const [at, call] of callsToFail(calls, code)) {
      const fs = await usedDisk();
      const before = await pathsOn(fs);
      const { error, warnings } = await backUpWithFaults(fs, code, (index) => index === at);
      const healthy = createDirectoryStore("/backups", { fs });
      const context = `${call.method} ${call.path} (call ${at})`;
      if (error === null) {
        const isLast = at === calls.length - 1;
        expect(warnings, context).toEqual(isLast ? [] : [`store.sweep-failed ${own}`]);
        expect(await storeContent(healthy), context).toEqual(WHOLE_CONTENT);
      } else {
        thrown += 1;
        expect(error, context).toBeInstanceOf(StoreError);
        expect(error, context).toMatchObject({ code: own, hint: expect.any(String) });
        expect(systemCode(error), context).toBe(code);
        expect(warnings, context).toEqual([]);
        expect(await pathsOn(fs), context).toEqual(before);
        expect(await storeContent(healthy), context).toEqual(EARLIER_CONTENT);
      }
      await saveSnapshot(healthy, USER, AFTER, { "likes.json": "after" });
      expect(await storeContent(healthy), context).toMatchObject(EARLIER_CONTENT);
    }
    // Only sweeping goes on, which looks into the place, one snapshot and twice into the user's
    // directory, and the run whose mark stays, for the next one to remove.
    if (code === "EIO") expect(thrown).toBe(calls.length - 5);
  });

  it.each(Object.entries(CODES))("from then on, with %s: %s", async (code, own) => {
    const calls = await callsOfRun();
    const last = calls.length - 1;
    for (const [at] of callsToFail(calls.slice(0, last), code)) {
      const fs = await usedDisk();
      const { error } = await backUpWithFaults(fs, code, (index) => index >= at);
      expect(error, `call ${at}`).toBeInstanceOf(StoreError);
      expect(error, `call ${at}`).toMatchObject({ code: own });
      const content = await storeContent(createDirectoryStore("/backups", { fs }));
      // The metadata may be in its place already when making that durable fails, or what follows.
      if (Object.keys(content).length > 1) {
        expect(content).toEqual(WHOLE_CONTENT);
        expect(at).toBe(last - 1);
      } else {
        expect(content).toEqual(EARLIER_CONTENT);
      }
    }
  });

  it("leaves no user behind when the very first run fails", async () => {
    let failed = 0;
    for (let at = 0; ; at += 1) {
      const { fs } = createMemoryDisk();
      let left = at;
      const faulty = watchFileSystem(fs, () => {
        left -= 1;
        if (left === -1) throw systemError("EIO");
      });
      const error = await saveFirst(createDirectoryStore("/backups", { fs: faulty }));
      if (left >= 0) break;
      if (error === null) continue;
      failed += 1;
      expect(await createDirectoryStore("/backups", { fs }).users(), `call ${at}`).toEqual([]);
    }
    expect(failed).toBeGreaterThan(15);
  });

  it.each([1, 2, 3, 7])("writes everything when %i bytes are taken at a time", async (most) => {
    const fs = await usedDisk();
    await backUp(createDirectoryStore("/backups", { fs: withShortWrites(fs, most) }));
    expect(await storeContent(createDirectoryStore("/backups", { fs }))).toEqual(WHOLE_CONTENT);
  });

  it("does not wait for ever for a disk that takes nothing", async () => {
    const fs = withShortWrites(await usedDisk(), 0);
    const store = createDirectoryStore("/backups", { fs });
    await expect(store.checkWritable()).rejects.toMatchObject({ code: "store/io" });
  });

  it("names the file within the store, and where that is, but no temporary file", async () => {
    const messages: string[] = [];
    for (const at of (await callsOfRun()).keys()) {
      const { error } = await backUpWithFaults(await usedDisk(), "EIO", (index) => index === at);
      if (error instanceof StoreError) messages.push(error.message);
    }
    expect([...new Set(messages)].sort()).toEqual(
      [
        "Reading /backups failed (EIO).",
        "Writing /backups failed (EIO).",
        `Reading ${USER} in /backups failed (EIO).`,
        `Writing ${USER} in /backups failed (EIO).`,
        `Reading ${USER}/${EARLIER} in /backups failed (EIO).`,
        `Reading ${USER}/${EARLIER}/albums.json in /backups failed (EIO).`,
        `Reading ${USER}/${EARLIER}/metadata.json in /backups failed (EIO).`,
        `Reading ${USER}/${NAME} in /backups failed (EIO).`,
        `Writing ${USER}/${NAME} in /backups failed (EIO).`,
        `Writing ${USER}/${NAME}/albums.json in /backups failed (EIO).`,
        `Writing ${USER}/${NAME}/likes.json in /backups failed (EIO).`,
        `Writing ${USER}/${NAME}/metadata.json in /backups failed (EIO).`,
        `Writing ${USER}/${NAME}/playlist_a.json in /backups failed (EIO).`,
        `Writing ${USER}/${NAME}/unwanted.json in /backups failed (EIO).`,
      ].sort(),
    );
  });

  it("lets a commit that failed be tried again", async () => {
    const fs = await usedDisk();
    let full = true;
    const faulty = watchFileSystem(fs, ({ method, to = "" }) => {
      if (full && method === "rename" && to.endsWith("metadata.json")) throw systemError("ENOSPC");
    });
    const store = createDirectoryStore("/backups", { fs: faulty });
    const writer = await store.create(USER, NAME);
    await expect(writer.commit(bytesOf("{}"))).rejects.toMatchObject({ code: "store/no-space" });
    expect(await store.list(USER)).toHaveLength(1);
    full = false;
    await writer.commit(bytesOf("{}"));
    expect(await store.list(USER)).toHaveLength(2);
  });
});

describe("a directory store's order of calls", () => {
  it("closes no file with bytes that are not durable", async () => {
    const dirty = new Set<string>();
    const closed: string[] = [];
    for (const { method, path } of await callsOfRun()) {
      if (method === "write") dirty.add(path);
      if (method === "sync") dirty.delete(path);
      if (method !== "close") continue;
      expect(dirty).not.toContain(path);
      closed.push(path);
    }
    // The probe, the mark, four files and the metadata.
    expect(closed).toHaveLength(7);
  });

  it("makes each name durable before it goes on", async () => {
    const calls = await callsOfRun();
    const naming = calls.flatMap(({ method, to, path }, at) => {
      const named = method === "rename" ? to : method === "unlink" ? path : undefined;
      return named === undefined || /\.(tmp|writing)-/.test(named) ? [] : [{ named, at }];
    });
    expect(naming).toHaveLength(6);
    for (const { named, at } of naming) {
      expect(calls[at + 1]).toEqual({
        method: "syncDirectory",
        path: named.slice(0, named.lastIndexOf("/")),
      });
    }
    const made = calls.findIndex(({ method, path }) => method === "mkdir" && path.endsWith(NAME));
    expect(calls.slice(made + 1, made + 3)).toEqual([
      { method: "syncDirectory", path: `/backups/${USER}` },
      { method: "syncDirectory", path: "/backups" },
    ]);
  });

  it("writes the metadata last", async () => {
    const renamed = (await callsOfRun()).filter(({ method }) => method === "rename");
    expect(renamed.at(-1)?.to).toBe(`/backups/${USER}/${NAME}/metadata.json`);
  });
});
