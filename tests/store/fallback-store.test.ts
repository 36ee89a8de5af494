import { describe, expect, it } from "vitest";
import { CancelledError, StoreError } from "../../src/errors.ts";
import { createLog } from "../../src/log.ts";
import type { SnapshotStore } from "../../src/model/snapshot-store.ts";
import { createDirectoryStore } from "../../src/store/directory/store.ts";
import { withFallback } from "../../src/store/fallback-store.ts";
import { createMemoryDisk } from "../support/disk/memory-disk.ts";
import {
  type FileSystemCall,
  systemError,
  watchFileSystem,
} from "../support/disk/watched-file-system.ts";
import {
  brokenFiles,
  metadataOf,
  pieces,
  saveSnapshot,
  storeContent,
  storedFile,
} from "../support/snapshot/stored-snapshots.ts";

const USER = "0123456789abcdef";
const EARLIER = { user: USER, name: "2026-11-22T03-17-00" };
const NAME = "2026-11-23T03-17-00";
const ALBUMS = storedFile("albums.json", "albums");
const WHOLE = { [`${USER}/${NAME}`]: { "albums.json": "albums", "likes.json": "new likes" } };

const refused = new StoreError("store/permission", "The commit was refused.");

interface Scene {
  /** The error that the commit throws; `null`: it succeeds. */
  readonly error: Error | null;
  /** From then on, the store cannot be read either. */
  readonly isDown?: boolean;
  /** Hears of every call to the fallback's disk, and prevents it by throwing. */
  readonly onCall?: (call: FileSystemCall) => void;
}

/** Writes a snapshot: one new file, one taken over, and one that was thought better of. */
async function backUp({ error, isDown = false, onCall = () => {} }: Scene) {
  const inner = createDirectoryStore("/backups", { fs: createMemoryDisk().fs });
  await saveSnapshot(inner, USER, EARLIER.name, { "albums.json": "albums" });
  let isReadable = true;
  const store: SnapshotStore = {
    ...inner,
    read: (ref, name) => (isReadable ? inner.read(ref, name) : Promise.reject(refused)),
    async create(user, name) {
      const writer = await inner.create(user, name);
      const commit = async (metadata: Uint8Array) => {
        isReadable = !isDown;
        if (error !== null) throw error;
        await writer.commit(metadata);
      };
      return { ...writer, commit };
    },
  };
  const { fs } = createMemoryDisk();
  const fallback = createDirectoryStore("/left", { fs: watchFileSystem(fs, onCall) });
  const told: string[] = [];
  const log = createLog("warn", (_, event, fields) => told.push(`${event} ${fields["code"]}`));
  const place = withFallback(store, fallback, { log, onKept: () => told.push("kept") });
  const writer = await place.create(USER, NAME);
  const likes = await writer.write("likes.json", pieces("new ", "likes"));
  await writer.carry(EARLIER, ALBUMS, "albums.json");
  await writer.write("unwanted.json", pieces("x"));
  await writer.discard("unwanted.json");
  const thrown = await writer.commit(metadataOf([likes, ALBUMS])).then(
    () => null,
    (reason: unknown) => reason,
  );
  return { thrown, told, left: createDirectoryStore("/left", { fs }), fs };
}

describe("withFallback", () => {
  it("leaves nothing of a snapshot that is committed, or that nobody wants any more", async () => {
    for (const error of [null, new CancelledError("cancelled", "Stopped.")]) {
      const { thrown, told, left } = await backUp({ error });
      expect(thrown).toBe(error);
      expect(told).toEqual([]);
      expect(await storeContent(left)).toEqual({});
    }
  });

  it("leaves a whole snapshot where the commit fails, and tells", async () => {
    const { thrown, told, left } = await backUp({ error: refused });
    expect(thrown).toBe(refused);
    expect(told).toEqual(["kept"]);
    expect(await storeContent(left)).toEqual(WHOLE);
    expect(await brokenFiles(left, { user: USER, name: NAME })).toEqual([]);
  });

  it("leaves nothing, and says why, where what was taken over cannot be read any more", async () => {
    const { thrown, told, left, fs } = await backUp({ error: refused, isDown: true });
    expect(thrown).toBe(refused);
    expect(told).toEqual(["store.fallback store/permission"]);
    expect(await storeContent(left)).toEqual({});
    expect(await fs.readdir("/left")).toEqual([]);
  });

  it("leaves all or nothing, and throws the same, whatever goes wrong in the fallback", async () => {
    const calls: FileSystemCall[] = [];
    await backUp({ error: refused, onCall: (call) => calls.push(call) });
    expect(calls.length).toBeGreaterThan(20);
    const outcomes = new Set<string>();
    for (let failing = 0; failing < calls.length; failing += 1) {
      let index = 0;
      const onCall = () => {
        index += 1;
        if (index === failing + 1) throw systemError("ENOSPC");
      };
      const { thrown, told, left } = await backUp({ error: refused, onCall });
      expect(thrown).toBe(refused);
      expect(await storeContent(left), `call ${failing}`).toEqual(told[0] === "kept" ? WHOLE : {});
      outcomes.add(told.join());
    }
    expect(outcomes).toContain("store.fallback store/no-space");
  });
});
