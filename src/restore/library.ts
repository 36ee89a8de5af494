import type { Collection, Playlist } from "../model/records.ts";
import type { SourceItem } from "./restore-item.ts";

/** A file that cannot be used, or not in whole, and why. */
export interface SkippedFile {
  /** The snapshot's label, or the name of a single file's source. */
  readonly source: string;
  readonly file: string;
  /** The error's code, or the state the backup left it in: `failed`, `incomplete`. */
  readonly code: string;
}

/** A file that nothing proves, and that is restored because the person said so. */
export interface UnprovedFile {
  readonly source: string;
  readonly file: string;
}

/** A playlist to restore. */
export interface SourcePlaylist {
  /** The id of its file. */
  readonly file: string;
  /** Its name in a journal: its own reference, or the id of its file if it has none. */
  readonly key: string;
  readonly playlist: Playlist;
  /** `null`: withheld by the provider. */
  readonly entries: readonly SourceItem[] | null;
  /** When the snapshot was taken; what was added to the target since cannot be older than it. */
  readonly takenAt: string;
  /** The directory of the account it was backed up from; `null` where nothing tells. */
  readonly user: string | null;
  /** Reads its cover; throws what makes it unusable. `null`: there is none. */
  readonly cover: (() => Promise<Uint8Array>) | null;
  /** Set when the backup did not come to its end. */
  readonly incomplete: SkippedFile | null;
}

/** The content of one source. */
export interface LoadedSource {
  readonly label: string;
  /** Tells these bytes from any others. */
  readonly pin: string;
  readonly user: string | null;
  readonly collections: readonly {
    readonly kind: Collection;
    readonly entries: readonly SourceItem[];
    readonly incomplete: SkippedFile | null;
  }[];
  /** In the order of the account's list. */
  readonly playlists: readonly SourcePlaylist[];
  readonly skipped: readonly SkippedFile[];
  readonly unproved: readonly UnprovedFile[];
}

/** All that is to be restored. */
export interface Library {
  readonly labels: readonly string[];
  readonly pins: readonly string[];
  readonly users: readonly string[];
  /** Newest first, nothing twice. */
  readonly collections: ReadonlyMap<Collection, readonly SourceItem[]>;
  readonly playlists: readonly SourcePlaylist[];
  readonly skipped: readonly SkippedFile[];
  /** The files that are restored as far as the backup had read them. */
  readonly incomplete: readonly SkippedFile[];
  readonly unproved: readonly UnprovedFile[];
}

/** Merges sources. What is in several of them is taken from the first that has the whole of it. */
export function mergeSources(sources: readonly LoadedSource[]): Library {
  const collections = new Map<Collection, readonly SourceItem[]>();
  const lists = sources.flatMap((source) => source.collections);
  for (const { kind, entries } of lists) {
    const before = collections.get(kind);
    collections.set(kind, before ? mergeEntries(before, entries) : entries);
  }
  const playlists = new Map<string, SourcePlaylist>();
  for (const playlist of sources.flatMap((source) => source.playlists)) {
    const { key, incomplete } = playlist;
    const known = playlists.get(key);
    const isBetter = known?.incomplete != null && incomplete === null;
    if (known === undefined || isBetter) playlists.set(key, playlist);
  }
  return {
    labels: sources.map(({ label }) => label),
    pins: sources.map(({ pin }) => pin),
    users: [...new Set(sources.flatMap(({ user }) => user ?? []))],
    collections,
    playlists: [...playlists.values()],
    skipped: sources.flatMap(({ skipped }) => skipped),
    unproved: sources.flatMap(({ unproved }) => unproved),
    incomplete: [...lists, ...playlists.values()].flatMap(({ incomplete }) => incomplete ?? []),
  };
}

/** Both lists as one: newest first; what has no date keeps to the end. */
function mergeEntries(
  first: readonly SourceItem[],
  second: readonly SourceItem[],
): readonly SourceItem[] {
  const known = new Set(first.map(({ ownReference }) => ownReference));
  const added = second.filter(
    ({ ownReference }) => ownReference === "" || !known.has(ownReference),
  );
  return [...first, ...added]
    .sort((a, b) => timeOf(b) - timeOf(a))
    .map((item, at) => ({ ...item, position: at + 1 }));
}

function timeOf({ addedAt }: SourceItem): number {
  return (addedAt === null ? Number.NaN : Date.parse(addedAt)) || 0;
}
