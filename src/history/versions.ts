import type { SnapshotRef, SnapshotStore } from "../model/snapshot-store.ts";
import type { Evidence } from "../snapshot/doubt.ts";
import type { FileRecord, Metadata } from "../snapshot/metadata.ts";
import { contentKeyOf } from "../snapshot/summary.ts";
import { type JudgedSnapshot, walkNewest } from "./walk-snapshots.ts";

/** A snapshot that could not be read, or is not believed, and the error code or the doubt. */
export interface SkippedSnapshot {
  readonly name: string;
  readonly reason: string;
}

/** One content of a file, and the snapshots that have it. */
export interface FileVersion {
  readonly file: FileRecord;
  /** A snapshot that holds it: the oldest of them. */
  readonly ref: SnapshotRef;
  readonly metadata: Pick<Metadata, "encryption">;
  /**
   * The positions of the first and the last snapshot that has it, in {@link Versions.snapshots}.
   */
  readonly first: number;
  readonly last: number;
}

/** The contents that the files of an account had over time. */
export interface Versions {
  /** The snapshots that were read, oldest first. */
  readonly snapshots: readonly SnapshotRef[];
  /**
   * By the id of the file, oldest first. Between two versions a file may be missing: then it is
   * gone in the snapshots between them that say anything of its kind.
   */
  readonly files: ReadonlyMap<string, readonly FileVersion[]>;
  readonly skipped: readonly SkippedSnapshot[];
}

/**
 * Reads the metadata of all snapshots of `user` that `evidence` believes. A file that a run could
 * not read, or was not asked for, says nothing: the version before it is taken to go on. Throws
 * what the store throws.
 */
export async function readVersions(
  store: SnapshotStore,
  user: string,
  evidence: Evidence,
): Promise<Versions> {
  const newestFirst = await Array.fromAsync(walkNewest(store, user, evidence));
  return versionsOf(newestFirst.reverse());
}

/** A snapshot with its metadata, unless that is damaged: then `code` says how. */
type Judged = Pick<JudgedSnapshot, "user" | "name" | "metadata" | "doubt" | "code">;

/** The versions in `judged`, the snapshots of one account from old to new; see {@link readVersions}. */
export function versionsOf(judged: readonly Judged[]): Versions {
  const snapshots: SnapshotRef[] = [];
  const skipped: SkippedSnapshot[] = [];
  const versions = new Map<string, FileVersion[]>();
  for (const { user, name, metadata, doubt, code } of judged) {
    if (metadata === null || doubt !== null) {
      skipped.push({ name, reason: doubt ?? code ?? "snapshot/corrupt" });
      continue;
    }
    const { status, encryption, include } = metadata;
    if (status === "failed") continue;
    const ref = { user, name };
    const position = snapshots.push(ref) - 1;
    const present = new Set<string>();
    for (const file of metadata.files) {
      if (file.kind === "covers" || file.kind === "index") continue;
      present.add(file.id);
      extend(versions, { file, ref, metadata: { encryption }, position });
    }
    for (const [id, known] of versions) {
      const current = known.at(-1);
      const isAsked = include.some((kind) => kind === current?.file.kind);
      if (current?.last !== position - 1 || present.has(id) || isAsked) continue;
      known[known.length - 1] = { ...current, last: position };
    }
  }
  return { snapshots, files: versions, skipped };
}

interface Sighting extends Pick<FileVersion, "file" | "ref" | "metadata"> {
  readonly position: number;
}

function extend(
  versions: Map<string, FileVersion[]>,
  { file, ref, metadata, position }: Sighting,
): void {
  const known = versions.get(file.id) ?? [];
  versions.set(file.id, known);
  const current = known.at(-1);
  const isUnread = file.parts.length === 0 || file.state === "incomplete";
  const isSame = current !== undefined && contentKeyOf(current.file) === contentKeyOf(file);
  if (current !== undefined && (isUnread || isSame) && current.last === position - 1) {
    known[known.length - 1] = { ...current, last: position };
  } else if (file.parts.length > 0) {
    known.push({ file, ref, metadata, first: position, last: position });
  }
}
