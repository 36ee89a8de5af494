import { join } from "node:path";
import type { Clock } from "../../clock.ts";
import type { EntryKind, FileSystem } from "../../disk/fs.ts";
import { isTemporaryName, type Owner } from "../../disk/temporary.ts";
import { IntegrityError, NotFoundError, StoreError } from "../../errors.ts";
import type { SnapshotRef, SnapshotStore, UnfinishedSnapshot } from "../../model/snapshot-store.ts";
import {
  compareSnapshotNames,
  isSnapshotName,
  isUserName,
  METADATA_NAME,
  requireFileName,
  requireSnapshotName,
  requireUserName,
} from "../names.ts";
import { MAX_READ_BYTES, readWhole, storedFileTooLarge } from "../read-whole.ts";
import { type Mark, parseMark } from "../writing-mark-name.ts";
import { isAbandonedMark } from "./writing-mark.ts";

/** The reading half of a directory store. Everything throws as `SnapshotStore` does. */
export interface DirectoryReader
  extends Pick<SnapshotStore, "users" | "list" | "unfinished" | "files" | "read"> {
  /**
   * The bytes of a file of a snapshot, read while they are iterated over. Throws `IntegrityError`
   * `snapshot/corrupt` when there is something else of that name, such as a symbolic link.
   */
  open(ref: SnapshotRef, name: string): Promise<AsyncIterable<Uint8Array>>;
}

/** The form of the users' names that tracksafe gives: a hash. */
const OPAQUE_NAME = /^[0-9a-f]{16}$/;

/** The parts that reading takes. */
export interface ReaderDeps {
  readonly fs: FileSystem;
  readonly clock: Clock;
  readonly owner: Owner;
}

/** Reads the snapshots under `root`. Follows no symbolic link below it. */
export function createDirectoryReader(
  { fs, clock, owner }: ReaderDeps,
  root: string,
): DirectoryReader {
  /** Each directory is looked at once only, because many files are read from it. */
  const known = new Set<string>();

  async function requireDirectory(...path: readonly string[]): Promise<void> {
    const place = join(root, ...path);
    if (known.has(place)) return;
    const { kind } = await fs.lstat(place);
    if (kind === "directory") {
      known.add(place);
      return;
    }
    throw new NotFoundError("store/not-found", `${path.join("/")} is not a directory.`, {
      hint: "`tracksafe list` shows the existing snapshots.",
    });
  }

  async function requireSnapshot({ user, name }: SnapshotRef): Promise<string> {
    requireUserName(user);
    requireSnapshotName(name);
    await requireDirectory(user);
    await requireDirectory(user, name);
    return join(root, user, name);
  }

  async function requireFile(
    ref: SnapshotRef,
    name: string,
  ): Promise<{ readonly path: string; readonly bytes: number }> {
    requireFileName(name);
    const path = join(await requireSnapshot(ref), name);
    const { kind, bytes } = await fs.lstat(path);
    if (kind === "file") return { path, bytes };
    throw new IntegrityError("snapshot/corrupt", `${name} is no longer a file.`, {
      hint: "Something else is in its place. Use another snapshot, or an older copy of this file.",
    });
  }

  return {
    async users() {
      const users: string[] = [];
      for (const { name, kind } of (await nullIfNotFound(fs.readdir(root))) ?? []) {
        if (kind !== "directory" || !isUserName(name)) continue;
        if (await isUserDirectory(fs, join(root, name), name)) users.push(name);
      }
      return users.sort();
    },

    async list(user) {
      requireUserName(user);
      const directory = join(root, user);
      if ((await kindAt(fs, directory)) !== "directory") return [];
      const { whole, lost } = await surveySnapshots(fs, directory);
      if (lost.length > 0) {
        // They may have been begun, given up or committed while they were looked at.
        const again = await surveySnapshots(fs, directory);
        whole.push(...lost.filter((name) => again.whole.includes(name)));
        whole.push(...lost.filter((name) => again.lost.includes(name)));
      }
      return whole.sort(compareSnapshotNames).map((name) => ({ user, name }));
    },

    async unfinished(user) {
      requireUserName(user);
      const directory = join(root, user);
      if ((await kindAt(fs, directory)) !== "directory") return [];
      const { unfinished } = await surveySnapshots(fs, directory);
      const found: UnfinishedSnapshot[] = [];
      for (const mark of unfinished.sort((a, b) => compareSnapshotNames(a.snapshot, b.snapshot))) {
        const modified = await nullIfNotFound(lastWritten(fs, directory, mark));
        if (modified === null) continue;
        const isRunning = !isAbandonedMark(mark, modified, clock.now(), owner);
        found.push({ user, name: mark.snapshot, isRunning });
      }
      return found;
    },

    async files(ref) {
      const entries = await fs.readdir(await requireSnapshot(ref));
      return entries
        .map(({ name }) => name)
        .filter((name) => !isTemporaryName(name))
        .sort();
    },

    async read(ref, name) {
      const { path, bytes } = await requireFile(ref, name);
      if (bytes > MAX_READ_BYTES) throw storedFileTooLarge(name);
      return readWhole(fs.readFile(path, Math.max(bytes, 1)), name);
    },

    open: async (ref, name) => fs.readFile((await requireFile(ref, name)).path),
  };
}

/** The content of a user's directory. */
interface Survey {
  /** Snapshots with metadata. */
  readonly whole: string[];
  /** The marks of those that have none yet. */
  readonly unfinished: Mark[];
  /** Snapshots that have lost theirs: a directory without a mark was committed once. */
  readonly lost: string[];
}

async function surveySnapshots(fs: FileSystem, directory: string): Promise<Survey> {
  const survey: Survey = { whole: [], unfinished: [], lost: [] };
  const marks = await readMarks(fs, directory);
  for (const { name } of await snapshotDirectories(fs, directory)) {
    const mark = marks.find(({ snapshot }) => snapshot === name);
    if ((await kindAt(fs, join(directory, name, METADATA_NAME))) === "file")
      survey.whole.push(name);
    else if (mark !== undefined) survey.unfinished.push(mark);
    else survey.lost.push(name);
  }
  return survey;
}

/** The marks of runs in a user's directory. */
export async function readMarks(fs: FileSystem, directory: string): Promise<readonly Mark[]> {
  return (await fs.readdir(directory)).flatMap(({ name, kind }) => {
    const mark = kind === "file" ? parseMark(name) : null;
    return mark === null ? [] : [mark];
  });
}

/** When the run of `mark` last wrote anything into its snapshot. */
export async function lastWritten(fs: FileSystem, directory: string, mark: Mark): Promise<Date> {
  const { modified } = await fs.lstat(join(directory, mark.name));
  const snapshot = await nullIfNotFound(fs.lstat(join(directory, mark.snapshot)));
  return snapshot !== null && snapshot.modified > modified ? snapshot.modified : modified;
}

/** The directories in `path` that are called like snapshots. */
export async function snapshotDirectories(
  fs: FileSystem,
  path: string,
): Promise<readonly { readonly name: string }[]> {
  const entries = await fs.readdir(path);
  return entries.filter(({ name, kind }) => kind === "directory" && isSnapshotName(name));
}

/** The status of the entry at `path`; `null`: there is none. */
export async function kindAt(fs: FileSystem, path: string): Promise<EntryKind | null> {
  return (await nullIfNotFound(fs.lstat(path)))?.kind ?? null;
}

/**
 * Whether a directory is a user's, and not something else that is kept in the same place: it has
 * snapshots, even if none is whole, or it is called as only tracksafe does and still empty. What
 * cannot be looked into is passed over, unless it is called so: then it is a user's for certain.
 */
async function isUserDirectory(fs: FileSystem, path: string, name: string): Promise<boolean> {
  const opaque = OPAQUE_NAME.test(name);
  try {
    const entries = await fs.readdir(path);
    if (entries.length === 0) return opaque;
    return entries.some((entry) => entry.kind === "directory" && isSnapshotName(entry.name));
  } catch (error) {
    if (error instanceof NotFoundError) return false;
    if (error instanceof StoreError && error.code === "store/permission" && !opaque) return false;
    throw error;
  }
}

/** The result of `reading`; `null`: there is nothing to read. */
export async function nullIfNotFound<T>(reading: Promise<T>): Promise<T | null> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof NotFoundError) return null;
    throw error;
  }
}
