import { IntegrityError, NotFoundError } from "../../errors.ts";
import { type ListedEntry, readBlob } from "../../github/git-data.ts";
import type { SnapshotRef, SnapshotStore, StoredFile } from "../../model/snapshot-store.ts";
import {
  compareSnapshotNames,
  requireFileName,
  requireSnapshotName,
  requireUserName,
} from "../names.ts";
import { MAX_READ_BYTES, once, storedFileTooLarge } from "../read-whole.ts";
import { cacheBlobs } from "./blob-cache.ts";
import type { BranchView } from "./branch-view.ts";
import { MAX_FILE_BYTES, storedDigest } from "./content.ts";
import { isSnapshot, listUsers } from "./listing.ts";
import { createReadAhead } from "./read-ahead.ts";
import { type Directory, isFile } from "./trees.ts";

/** The reading half of a GitHub store. */
export interface GitHubReader
  extends Pick<
    SnapshotStore,
    "users" | "list" | "prefetch" | "files" | "proves" | "read" | "open"
  > {
  /**
   * The sha of the content of a snapshot's file, which is read unless `file` gives that sha. Throws
   * `IntegrityError` `snapshot/corrupt` when it is not what `file` describes.
   */
  locate(ref: SnapshotRef, file: StoredFile): Promise<string>;
}

/**
 * The number of bytes of files that are kept in memory. A snapshot is a few megabytes and shares
 * most files with others, so that reading many snapshots sends requests only for the files that
 * differ.
 */
const KEPT_BYTES = 64 * 1024 * 1024;

/** Reads the snapshots of a branch. */
export function createGitHubReader(view: BranchView): GitHubReader {
  const { root } = view;
  const digests = new Map<string, string>();
  const blobs = cacheBlobs(async (sha) => {
    const content = await readBlob(view.github, view.at, sha);
    digests.set(sha, storedDigest(content));
    return content;
  }, KEPT_BYTES);
  const readContent = blobs.read;
  const readAhead = createReadAhead(view, blobs);

  async function directory(...path: readonly string[]): Promise<Directory | null> {
    return await view.directory(await view.head(), [...root, ...path]);
  }

  async function snapshot(ref: SnapshotRef): Promise<Directory> {
    const { user, name } = ref;
    requireUserName(user);
    requireSnapshotName(name);
    const path = [...root, user, name];
    const known = await view.directory(await view.head(), path);
    // A snapshot that is not there may have been added since the branch was read.
    const found = known ?? (await view.directory(await view.look(), path));
    if (found === null) throw notThere(`The snapshot ${name}`);
    return found;
  }

  async function find(ref: SnapshotRef, name: string): Promise<ListedEntry> {
    requireFileName(name);
    const entry = (await snapshot(ref)).get(name);
    if (entry === undefined) throw notThere(`${name} of the snapshot ${ref.name}`);
    if (!isFile(entry)) throw changed(name);
    if ((entry.size ?? 0) > MAX_FILE_BYTES) throw storedFileTooLarge(name);
    return entry;
  }

  async function digestOf({ sha }: ListedEntry): Promise<string> {
    return digests.get(sha) ?? storedDigest(await readContent(sha));
  }

  /** The trees of snapshots of which the tree or the file `name` is not at hand. */
  async function missing(refs: readonly SnapshotRef[], name: string): Promise<readonly string[]> {
    const shas: string[] = [];
    for (const ref of refs) {
      const entry = (await directory(ref.user))?.get(ref.name);
      if (entry === undefined || !isSnapshot(entry)) continue;
      const file = view.trees.has(entry.sha) ? (await snapshot(ref)).get(name) : undefined;
      if (file === undefined || !blobs.has(file.sha)) shas.push(entry.sha);
    }
    return [...new Set(shas)];
  }

  return {
    users: () => listUsers(directory),
    // A commit is all or nothing, so every snapshot has its metadata. If somebody took it away,
    // whoever reads the snapshot finds the damage. To look here would take a request per snapshot.
    async list(user) {
      requireUserName(user);
      const entries = [...((await directory(user))?.values() ?? [])].filter(isSnapshot);
      const names = entries.map(({ path }) => path).sort(compareSnapshotNames);
      return names.map((name) => ({ user, name }));
    },
    async prefetch(refs, name) {
      await readAhead(await missing(refs, name), name);
    },
    async files(ref) {
      return [...(await snapshot(ref)).keys()].sort();
    },
    async proves(ref, { name, bytes, blob }) {
      const entry = (await snapshot(ref)).get(name);
      return entry !== undefined && isFile(entry) && entry.size === bytes && entry.sha === blob;
    },
    async read(ref, name) {
      const { sha, size } = await find(ref, name);
      if ((size ?? 0) > MAX_READ_BYTES) throw storedFileTooLarge(name);
      return await readContent(sha);
    },
    async open(ref, name) {
      return once(await readContent((await find(ref, name)).sha));
    },
    async locate(ref, file) {
      const entry = await find(ref, file.name);
      const isSame =
        entry.size === file.bytes &&
        (entry.sha === file.blob || (await digestOf(entry)) === file.sha256);
      if (!isSame) throw changed(file.name);
      return entry.sha;
    },
  };
}

function notThere(what: string): NotFoundError {
  return new NotFoundError("store/not-found", `${what} does not exist.`, {
    hint: "`tracksafe list` shows the existing snapshots.",
  });
}

function changed(name: string): IntegrityError {
  return new IntegrityError("snapshot/corrupt", `${name} was changed after the backup.`, {
    hint: "Use another snapshot, or an older copy of this file.",
  });
}
