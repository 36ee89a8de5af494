import { KINDS } from "../model/records.ts";
import type { FileRecord, Metadata, MetadataContent } from "./metadata.ts";

/** The counts of one kind in a run. */
export interface KindCount {
  readonly kind: string;
  readonly files: number;
  readonly entries: number;
  readonly bytes: number;
  /**
   * Only of playlists: the number that are kept as name and link only; see {@link countNameOnly}.
   */
  readonly nameOnly?: number;
}

/**
 * A snapshot's metadata in a size that does not grow with the snapshot, so that years of snapshots
 * fit into memory, even ones that somebody made large on purpose.
 */
export interface SnapshotSummary
  extends Pick<Metadata, "user" | "createdAt" | "finishedAt" | "status" | "include"> {
  /** `null`: the snapshot is in the clear. */
  readonly encryption: { readonly keyId: string } | null;
  /** At most {@link MAX_SUMMARY_WARNINGS}; `shrunk` comes first. */
  readonly warnings: Metadata["warnings"];
  readonly kinds: readonly KindCount[];
  /** All parts together, in bytes as they are stored. */
  readonly bytes: number;
  /** See {@link countNameOnly}. */
  readonly nameOnly: number;
}

/** No run gives a person more warnings than this. */
export const MAX_SUMMARY_WARNINGS = 100;

/** The summary of `metadata`. */
export function summarize(metadata: MetadataContent): SnapshotSummary {
  const { user, createdAt, finishedAt, status, include, encryption, warnings, files } = metadata;
  const shrunkFirst = [
    ...warnings.filter(({ code }) => code === "shrunk"),
    ...warnings.filter(({ code }) => code !== "shrunk"),
  ];
  return {
    user,
    createdAt,
    finishedAt,
    status,
    include: KINDS.filter((kind) => include.includes(kind)),
    encryption: encryption && { keyId: encryption.keyId },
    warnings: shrunkFirst.slice(0, MAX_SUMMARY_WARNINGS),
    kinds: countKinds(files),
    bytes: files.reduce((all, file) => all + bytesOf(file), 0),
    nameOnly: countNameOnly(files),
  };
}

/**
 * The number of other people's playlists that are kept as name and link only, because the provider
 * never showed their items.
 */
export function countNameOnly(files: readonly FileRecord[]): number {
  return files.filter(({ state, entries }) => state === "withheld" && entries === undefined).length;
}

/** The number of files, entries and bytes of each kind. */
export function countKinds(files: readonly FileRecord[]): readonly KindCount[] {
  return [...KINDS, "covers"].flatMap((kind) => {
    const own = files.filter((file) => file.kind === kind && file.parts.length > 0);
    if (own.length === 0) return [];
    return [
      {
        kind,
        files: own.length,
        entries: own.reduce((all, { entries = 0 }) => all + entries, 0),
        bytes: own.reduce((all, file) => all + bytesOf(file), 0),
        ...(kind === "playlists" && { nameOnly: countNameOnly(own) }),
      },
    ];
  });
}

/** Equal for two files with equal content, even if they are stored differently. */
export function contentKeyOf({ parts }: FileRecord): string {
  return parts.map(({ contentId, sha256 }) => contentId ?? sha256).join(" ");
}

function bytesOf({ parts }: FileRecord): number {
  return parts.reduce((all, { bytes }) => all + bytes, 0);
}
