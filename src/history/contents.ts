import { isDamage, NotFoundError, UsageError } from "../errors.ts";
import type { Entry, Playlist } from "../model/records.ts";
import type { SnapshotRef } from "../model/snapshot-store.ts";
import { nearest } from "../nearest.ts";
import { plainLine, shorten } from "../safe-text.ts";
import type { FileRecord, Metadata } from "../snapshot/metadata.ts";
import { openIndex } from "../snapshot/verify.ts";
import { foldText } from "./find.ts";
import type { UnreadFile } from "./library.ts";
import { entryReaderOf, type RowReaderDeps } from "./row-reader.ts";
import { snapshotFiles } from "./walk-snapshots.ts";

/** A longer name is cut in a suggestion. */
const SUGGESTED_AT_MOST = 60;

/** The largest number of ids that an error suggests. */
const SUGGESTIONS = 5;

/** One list of a snapshot: a collection, or a playlist. */
export interface ListedFile extends Pick<FileRecord, "id" | "kind" | "state"> {
  /** The name of a playlist; `null`: it is a collection, or the name is not known. */
  readonly title: string | null;
  /** `null`: nothing was stored, or the provider withholds the entries. */
  readonly entries: number | null;
}

/** The lists of a snapshot. */
export interface Contents {
  /** Collections first, then the playlists in the order of the account's list. */
  readonly lists: readonly ListedFile[];
  /**
   * Whether the names of playlists are missing, because the snapshot is sealed and no key is given.
   */
  readonly isLocked: boolean;
  /** Files that are damaged, so that the name of their playlist is not known. */
  readonly unread: readonly UnreadFile[];
}

/** The entries of one list. */
export interface ReadList {
  readonly list: ListedFile;
  /** `null` for a collection. */
  readonly playlist: Playlist | null;
  /** `null`: the provider withheld them. */
  readonly entries: readonly Entry[] | null;
}

/**
 * The lists of a snapshot by its metadata, with the names of playlists as far as they can be read.
 * A sealed snapshot costs one read, one in the clear a read for each playlist. Throws what the
 * store throws, and `KeyError` `key/no-match`.
 */
export async function readContents(
  ref: SnapshotRef,
  metadata: Metadata,
  deps: RowReaderDeps,
): Promise<Contents> {
  const isLocked = metadata.encryption !== null && deps.open === null;
  const { titles, unread } = isLocked ? NO_TITLES : await readTitles(ref, metadata, deps);
  const lists = metadata.files
    .filter(({ kind }) => kind !== "covers" && kind !== "index")
    .toSorted((a, b) => (a.position ?? -1) - (b.position ?? -1))
    .map(({ id, kind, state, parts, entries }) => ({
      id,
      kind,
      state,
      title: titles.get(id) ?? null,
      entries: parts.length === 0 ? null : (entries ?? null),
    }));
  return { lists, isLocked, unread };
}

/** The names of playlists by the ids of their files, and the files that could not be read. */
interface Titles extends Pick<Contents, "unread"> {
  readonly titles: ReadonlyMap<string, string>;
}

const NO_TITLES: Titles = { titles: new Map(), unread: [] };

async function readTitles(
  ref: SnapshotRef,
  metadata: Metadata,
  deps: RowReaderDeps,
): Promise<Titles> {
  if (metadata.encryption !== null && deps.open !== null) {
    const { files } = await openIndex(snapshotFiles(deps.store, ref), metadata, deps.open);
    const named = files.flatMap(({ id, title }) =>
      title === undefined ? [] : ([[id, title]] as const),
    );
    return { titles: new Map(named), unread: [] };
  }
  const titles = new Map<string, string>();
  const unread: UnreadFile[] = [];
  for (const file of metadata.files) {
    if (file.kind !== "playlists" || file.parts.length === 0) continue;
    try {
      const { playlist } = await readFile(ref, metadata, file, deps);
      if (playlist !== null) titles.set(file.id, playlist.name);
    } catch (error) {
      if (!isDamage(error)) throw error;
      unread.push({ snapshot: ref.name, file: file.id, reason: error.code });
    }
  }
  return { titles, unread };
}

async function readFile(
  ref: SnapshotRef,
  metadata: Metadata,
  file: FileRecord,
  deps: RowReaderDeps,
): Promise<Pick<ReadList, "playlist" | "entries">> {
  const { head, rows, isWithheld } = await entryReaderOf(deps).read({ file, ref, metadata });
  return {
    playlist: head.kind === "playlist" ? head.playlist : null,
    entries: isWithheld ? null : rows,
  };
}

/**
 * Reads the list that a person calls `text`: a kind, the id of a file, or the name of a playlist in
 * any case and with any accents, or a beginning of one that no other playlist has.
 *
 * Throws `NotFoundError` `snapshot/no-list` when there is none, or none was stored, `UsageError`
 * `usage/list` when there are several, and what reading the file throws.
 */
export async function readList(
  ref: SnapshotRef,
  metadata: Metadata,
  text: string,
  deps: RowReaderDeps,
): Promise<ReadList> {
  const list = findList(await readContents(ref, metadata, deps), text);
  const file = metadata.files.find(({ id }) => id === list.id);
  if (file === undefined || file.parts.length === 0) {
    throw new NotFoundError("snapshot/no-list", `The snapshot holds nothing of ${list.id}.`, {
      hint: "The backup could not read it. `tracksafe show` without a name shows the state of each list.",
    });
  }
  return { list, ...(await readFile(ref, metadata, file, deps)) };
}

function findList({ lists }: Contents, text: string): ListedFile {
  const wanted = foldText(text.trim());
  const named = lists.filter(
    ({ id, kind, title }) => id === text.trim() || (title === null && kind === wanted),
  );
  const titled = (fits: (title: string) => boolean) =>
    lists.filter(({ title }) => title !== null && fits(foldText(title)));
  const candidates = [
    named,
    titled((title) => title === wanted),
    titled((title) => title.startsWith(wanted)),
  ];
  const [only, ...others] = candidates.find(({ length }) => length > 0) ?? [];
  if (only === undefined) {
    const meant = nearest(
      text.trim(),
      lists.map(({ kind, title }) => title ?? kind),
    );
    throw new NotFoundError(
      "snapshot/no-list",
      "The snapshot has no kind or playlist of this name.",
      {
        hint: `${meant === null ? "" : `Did you mean ${shorten(plainLine(meant), SUGGESTED_AT_MOST)}? `}\`tracksafe show\` without a name lists what the snapshot has.`,
      },
    );
  }
  if (others.length === 0) return only;
  const ids = [only, ...others].slice(0, SUGGESTIONS).map(({ id }) => id);
  throw new UsageError("usage/list", `${others.length + 1} playlists have this name.`, {
    hint: `Give the id of one of them: ${ids.join(", ")}.`,
  });
}
