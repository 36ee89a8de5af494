import { basename, dirname, join, relative, resolve } from "node:path";
import { type Clock, systemClock } from "../../clock.ts";
import { makeDirectories, removeEmpty, undoQuietly, writeTemporary } from "../../disk/durable.ts";
import { withStoreErrors } from "../../disk/errors.ts";
import { type FileSystem, nodeFileSystem } from "../../disk/fs.ts";
import { isTemporaryName, type Owner, temporaryName, thisProcess } from "../../disk/temporary.ts";
import { StoreError, systemCode } from "../../errors.ts";
import { type Log, silentLog } from "../../log.ts";
import type { SnapshotRef, SnapshotStore } from "../../model/snapshot-store.ts";
import { requireSnapshotName, requireSnapshotTime, requireUserName } from "../names.ts";
import { parseMark } from "../writing-mark-name.ts";
import { createDirectoryReader, kindAt } from "./reader.ts";
import { removeSnapshot } from "./remove.ts";
import { removeAbandoned } from "./remove-abandoned.ts";
import { createDirectoryWriter } from "./writer.ts";
import { markName, putUpMark, removeMarked } from "./writing-mark.ts";

/** The file system and clock of a directory store; by default the machine's own. */
export interface DirectoryStoreDeps {
  readonly fs?: FileSystem;
  readonly clock?: Clock;
  readonly log?: Log;
  readonly owner?: Owner;
}

/** As much as a small file takes, so that a full disk shows. */
const PROBE = new Uint8Array(4096);

/**
 * Keeps snapshots as `root/<user>/<name>/<files>`, for their owner's eyes only. `root` is created
 * when something is first written; what else is kept there is left alone.
 *
 * A file appears whole, under a temporary name until then, and each step is made durable before the
 * next: once a commit resolves, the snapshot survives a kill and a loss of power, and before that
 * there is none. Every failure of the file system is a `StoreError` `store/no-space`,
 * `store/permission` or `store/io`; names that no store has are refused with `store/bad-name`.
 *
 * A user is a directory that holds something called like a snapshot, or an empty one called by a
 * hash: other folders in `root` are none. Symbolic links below `root` are not followed.
 */
export function createDirectoryStore(root: string, deps: DirectoryStoreDeps = {}): SnapshotStore {
  const base = resolve(root);
  const { clock = systemClock, log = silentLog, owner = thisProcess() } = deps;
  const fs = withStoreErrors(deps.fs ?? nodeFileSystem, (path) => subjectOf(path, base, root));
  const reader = createDirectoryReader({ fs, clock, owner }, base);

  return {
    location: root,
    keepsFailedRuns: true,

    async checkWritable() {
      await makeDirectories(fs, base);
      const probe = join(base, temporaryName(owner));
      await writeTemporary(fs, probe, [PROBE]);
      await fs.unlink(probe);
    },

    users: reader.users,
    list: reader.list,
    unfinished: reader.unfinished,
    files: reader.files,

    read: reader.read,
    open: reader.open,

    prefetch: async () => {},
    proves: async () => false,

    // Journals are elsewhere on this machine.
    checkRemovable: async () => {},

    async remove(user, names) {
      requireUserName(user);
      for (const name of names) requireSnapshotName(name);
      const parent = join(base, user);
      await removeAbandoned({ fs, clock, log, owner }, base, user);
      const missing: string[] = [];
      for (const name of names) {
        if (!(await removeSnapshot({ fs, owner, parent, name }))) missing.push(name);
      }
      return missing;
    },

    async create(user, name) {
      requireUserName(user);
      requireSnapshotTime(name);
      await removeAbandoned({ fs, clock, log, owner }, base, user);
      const ref = await claim({ fs, base, owner }, { user, name });
      const location = join(root, ref.user, ref.name);
      return createDirectoryWriter({ fs, reader, owner, ref, location, parent: join(base, user) });
    },
  };
}

/** The name of a path in messages: the path below the store, and the place of the store. */
function subjectOf(path: string, base: string, location: string): string {
  const isOurs = isTemporaryName(basename(path)) || parseMark(basename(path)) !== null;
  const shown = isOurs ? dirname(path) : path;
  const inside = relative(base, shown).replaceAll("\\", "/");
  return inside === "" || inside.startsWith("..") ? location : `${inside} in ${location}`;
}

/** The number of times that a directory may vanish between two steps before that is a failure. */
const PATIENCE = 100;

/** The place of a new snapshot, and the process that writes it. */
interface Claiming {
  readonly fs: FileSystem;
  readonly base: string;
  readonly owner: Owner;
}

/**
 * Creates a directory for a snapshot that no other writer has, with the mark of this run, both
 * durably. The name is the one wanted, or it with the first number that is free.
 */
async function claim(claiming: Claiming, wanted: SnapshotRef): Promise<SnapshotRef> {
  const { fs, base, owner } = claiming;
  const parent = join(base, wanted.user);
  let name: string | null = null;
  try {
    name = await makeFree(claiming, parent, wanted.name);
    // Also when they were here already: who created them may not have come to this yet.
    await fs.syncDirectory(parent);
    await fs.syncDirectory(base);
    return { user: wanted.user, name };
  } catch (error) {
    const made = name;
    await undoQuietly(async () => {
      if (made !== null) {
        await removeMarked(fs, join(parent, made), join(parent, markName(made, owner)));
      }
      // The remains of a first run that failed must not count as a user.
      await removeEmpty(fs, parent);
    });
    throw error;
  }
}

async function makeFree({ fs, owner }: Claiming, parent: string, wanted: string): Promise<string> {
  for (let number = 1, vanished = 0; ; ) {
    const name = number === 1 ? wanted : `${wanted}-${number}`;
    try {
      await makeDirectories(fs, parent);
      await requireOwnDirectory(fs, parent);
      // A name that is taken by somebody else gets no mark.
      if ((await kindAt(fs, join(parent, name))) === null) {
        await makeMarked(fs, join(parent, name), join(parent, markName(name, owner)));
        return name;
      }
      number += 1;
    } catch (error) {
      const code = systemCode(error);
      if (code === "EEXIST") number += 1;
      // Another writer gave up just now, and took the user's empty directory with it.
      else if (code === "ENOENT" && vanished < PATIENCE) vanished += 1;
      else throw error;
    }
  }
}

/** Makes a directory, and its mark first, so that it is never there without. */
async function makeMarked(fs: FileSystem, path: string, mark: string): Promise<void> {
  await putUpMark(fs, mark);
  try {
    await fs.mkdir(path);
  } catch (error) {
    await undoQuietly(() => fs.unlink(mark));
    throw error;
  }
}

/** Throws when something else has the name of a user's directory, a symbolic link for one. */
async function requireOwnDirectory(fs: FileSystem, path: string): Promise<void> {
  const kind = await kindAt(fs, path);
  if (kind === "directory" || kind === null) return;
  throw new StoreError("store/io", `${basename(path)} has to be a directory, but it is not one.`, {
    hint: "Move it away, then run the command again.",
  });
}
