import { NotFoundError } from "../../src/errors.ts";
import { type Contents, readContents } from "../../src/history/contents.ts";
import { foldText } from "../../src/history/find.ts";
import type { ListedSnapshot } from "../../src/history/list.ts";
import { entryReaderOf } from "../../src/history/row-reader.ts";
import { snapshotFiles } from "../../src/history/walk-snapshots.ts";
import type { Entry, Playlist } from "../../src/model/records.ts";
import { readCover } from "../../src/restore/load-snapshot.ts";
import { unsealingOf } from "../../src/snapshot/content.ts";
import { type Verification, verifySnapshot } from "../../src/snapshot/verify.ts";
import type { Call } from "../worker/serve.ts";
import type { WorkerSession } from "../worker/session.ts";
import { shownLine } from "../worker/shown.ts";
import type { View, Views } from "../worker/views.ts";
import { type EntryRow, entryRow } from "./entry-row.ts";

/** A snapshot and its lists. */
export interface ShownContents {
  readonly snapshot: ListedSnapshot;
  readonly contents: Contents;
}

/** A list of a snapshot. */
export interface ListRef {
  readonly snapshot: string;
  /** The id of the list's file: `likes`, `playlist_…`. */
  readonly list: string;
}

/** The rows of a list, in the order and with the filter that the person chose. */
export interface ListRequest extends ListRef {
  /** Words that each row must have; empty: all rows. */
  readonly filter: string;
  readonly sort: Sort;
}

/** The order of rows. `place`: as the list has them. */
export interface Sort {
  readonly by: "place" | "title" | "artists" | "album" | "addedAt" | "durationMs";
  readonly isDescending: boolean;
}

/** A list that is open. Its rows are {@link EntryRow}. */
export interface OpenList extends View {
  /** The id of its file. */
  readonly list: string;
  /** `null`: it is a collection. */
  readonly playlist: Playlist | null;
  /** The number of rows without the filter; `null`: the provider withheld them. */
  readonly total: number | null;
}

/** Answers questions about one snapshot. */
export function snapshotService(session: WorkerSession, views: Views) {
  return {
    async contents(name: string): Promise<ShownContents> {
      const { ref, listed, metadata } = await session.snapshot(name);
      const contents = await readContents(ref, metadata, session.current().deps);
      const lists = contents.lists.map((list) => ({
        ...list,
        title: list.title === null ? null : shownLine(list.title),
      }));
      return { snapshot: listed, contents: { ...contents, lists } };
    },

    /** Checks every byte of a snapshot, and opens its files where there is a key. */
    async verify(
      name: string,
      { onProgress, signal }: Call,
    ): Promise<Omit<Verification, "metadata">> {
      const { ref, metadata } = await session.snapshot(name);
      const { store, deps } = session.current();
      const files = snapshotFiles(store, ref);
      const total = metadata.files.reduce((sum, { parts }) => sum + parts.length, 0);
      let done = 0;
      const read = async (file: string) => {
        signal.throwIfAborted();
        done += 1;
        onProgress({ done, total });
        return files.read(file);
      };
      const { metadata: _, ...verification } = await verifySnapshot({ ...files, read }, deps.open);
      return verification;
    },

    async openList({ snapshot, list, filter, sort }: ListRequest): Promise<OpenList> {
      const { head, rows, isWithheld } = await readListRows(session, snapshot, list);
      const order = arrange(rows, filter, sort);
      const view = views.keep("list", {
        length: order.length,
        at: (position): EntryRow => {
          const place = order[position] ?? 0;
          return entryRow(rows[place] as Entry, place);
        },
      });
      return {
        ...view,
        list,
        playlist: head.kind === "playlist" ? shownPlaylist(head.playlist) : null,
        total: isWithheld ? null : rows.length,
      };
    },

    /** The JPEG of a playlist's cover; `null`: there is none, or it was not kept. */
    async cover({ snapshot, list }: ListRef): Promise<Uint8Array | null> {
      const { ref, metadata } = await session.snapshot(snapshot);
      const id = list.replace(/^playlist_/, "cover_");
      const file = metadata.files.find((one) => one.kind === "covers" && one.id === id);
      if (file === undefined || file.parts.length === 0) return null;
      const { store, deps } = session.current();
      const keyed = deps.evidence.keys.get(metadata.encryption?.keyId ?? "") ?? null;
      return readCover(snapshotFiles(store, ref), file, unsealingOf(metadata, deps.open, keyed));
    },
  };
}

/**
 * Reads a list of a snapshot. Throws `NotFoundError` `snapshot/no-list` when nothing of it was
 * stored, and what reading throws.
 */
export async function readListRows(session: WorkerSession, snapshot: string, list: string) {
  const { ref, metadata } = await session.snapshot(snapshot);
  const file = metadata.files.find(({ id }) => id === list);
  if (file === undefined || file.parts.length === 0) {
    throw new NotFoundError("snapshot/no-list", "The snapshot holds nothing of this list.", {
      hint: "The backup could not read it.",
    });
  }
  const read = await entryReaderOf(session.current().deps).read({ file, ref, metadata });
  return { ...read, kind: file.kind };
}

function shownPlaylist(playlist: Playlist): Playlist {
  const { name, description, owner } = playlist;
  return {
    ...playlist,
    name: shownLine(name),
    description: description === null ? null : shownLine(description),
    owner: { ...owner, name: shownLine(owner.name) },
  };
}

/** The places of the rows that have all words of `filter`, in the order of `sort`. */
export function arrange(
  rows: readonly Entry[],
  filter: string,
  { by, isDescending }: Sort,
): readonly number[] {
  const words = foldText(filter).split(/\s+/).filter(Boolean);
  const places = rows.flatMap((entry, place) => {
    if (words.length === 0) return [place];
    const { title, artists, album } = entryRow(entry, place);
    const text = foldText(`${title} ${artists} ${album}`);
    return words.every((word) => text.includes(word)) ? [place] : [];
  });
  if (by === "place") return isDescending ? places.reverse() : places;
  const keys = new Map(places.map((place) => [place, sortKey(rows[place] as Entry, by)]));
  const sign = isDescending ? -1 : 1;
  return places.sort((a, b) => sign * compareKeys(keys.get(a) ?? "", keys.get(b) ?? "") || a - b);
}

function sortKey(entry: Entry, by: Exclude<Sort["by"], "place">): string | number {
  const value = entryRow(entry, 0)[by];
  return typeof value === "string" ? foldText(value) : (value ?? -1);
}

function compareKeys(a: string | number, b: string | number): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
