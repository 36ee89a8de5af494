import type { Entry, Playlist } from "../model/records.ts";
import { plainLine, plainLines } from "../safe-text.ts";
import { fitColumns } from "./columns.ts";
import { doubtSentences } from "./doubts.ts";
import { entryJson } from "./entry-text.ts";
import { type SkippedLine, skippedFiles, skippedSnapshotLines } from "./skipped-snapshots.ts";
import { type SnapshotLine, statusText } from "./snapshots.ts";
import { count, counted, size, table } from "./text.ts";

/** The widest title and names of artists in a table that fits 80 columns. */
const TITLE_AT_MOST = 36;
const ARTISTS_AT_MOST = 22;

/** One list of a snapshot, as far as a report needs it. */
export interface ListLine {
  readonly id: string;
  readonly kind: string;
  readonly state: string;
  /** `null`: it is no playlist, or its name is not known. */
  readonly title: string | null;
  /** `null`: there are none, or the provider withholds them. */
  readonly entries: number | null;
}

/** A snapshot and its lists. */
export interface ShownReport {
  readonly snapshot: SnapshotLine;
  readonly contents: {
    readonly lists: readonly ListLine[];
    readonly isLocked: boolean;
    readonly unread: readonly {
      readonly snapshot: string;
      readonly file: string;
      readonly reason: string;
    }[];
  };
}

/** One list with its entries. */
export interface ShownListReport {
  readonly snapshot: SnapshotLine;
  readonly read: {
    readonly list: ListLine;
    readonly playlist: Playlist | null;
    readonly entries: readonly Entry[] | null;
  };
}

/** Everything of a shown snapshot that could not be read or is not believed. */
export function skippedOf({ snapshot, contents }: ShownReport): readonly SkippedLine[] {
  return [...skippedSnapshot(snapshot), ...skippedFiles(contents.unread)];
}

/** The snapshot itself where it is not believed; else nothing. */
export function skippedSnapshot({ name, doubt }: SnapshotLine): readonly SkippedLine[] {
  return doubt === null ? [] : [{ name, reason: doubt }];
}

/** A snapshot as JSON. */
export function shownJson(report: ShownReport) {
  const { snapshot, contents } = report;
  const { user, name, metadata, code } = snapshot;
  return {
    snapshot: name,
    user,
    createdAt: metadata?.createdAt ?? null,
    status: statusText(metadata, code),
    sealed: metadata === null ? null : metadata.encryption !== null,
    lists: contents.lists,
    skipped: skippedOf(report),
  };
}

/** A snapshot as a person reads it. */
export function shownText(report: ShownReport): string {
  const { snapshot, contents } = report;
  const { name, metadata, code } = snapshot;
  const sealed = metadata?.encryption === null ? "in the clear" : "sealed";
  const facts = [statusText(metadata, code), sealed, size(metadata?.bytes ?? 0)];
  const collections = contents.lists.filter(({ kind }) => kind !== "playlists");
  const playlists = contents.lists.filter(({ kind }) => kind === "playlists");
  return plainLines([
    `${name} (${facts.join(", ")})`,
    ...table(collections.map((list) => [list.kind, entriesText(list)])).map(indent),
    ...(playlists.length === 0 ? [] : [counted(playlists.length, "playlist")]),
    ...table(playlists.map((list) => [titleOf(list), entriesText(list)])).map(indent),
    ...(contents.isLocked ? [LOCKED] : []),
    ...doubtSentences([snapshot]),
    ...skippedSnapshotLines(skippedOf(report)),
  ]);
}

const LOCKED =
  "The snapshot is sealed, so the names of playlists are not shown. Set AGE_IDENTITY to your key or to the path of its file to see them.";

/** A list as JSON. */
export function shownListJson({ snapshot, read }: ShownListReport) {
  const { list, playlist, entries } = read;
  return {
    snapshot: snapshot.name,
    user: snapshot.user,
    list,
    playlist,
    entries: entries?.map((entry, at) => ({ ...entryJson(entry), at })) ?? null,
    skipped: skippedSnapshot(snapshot),
  };
}

/** A list as a person reads it. */
export function shownListText({ snapshot, read }: ShownListReport): string {
  const { list, playlist, entries } = read;
  const rows = (entries ?? []).map((entry, at) => {
    const { title, artists, addedAt } = entryJson(entry);
    return [
      String(at + 1).padStart(String(entries?.length).length),
      fitColumns(plainLine(title ?? "no longer available"), TITLE_AT_MOST),
      fitColumns(plainLine(artists.join(", ")), ARTISTS_AT_MOST),
      addedAt?.slice(0, 10) ?? "",
    ];
  });
  const owner = playlist === null || playlist.owner.name === "" ? "" : ` by ${playlist.owner.name}`;
  return plainLines([
    `${titleOf(list)}${owner} in ${snapshot.name}: ${entriesText(list)}`,
    ...table(rows, 4),
    ...doubtSentences([snapshot]),
    ...skippedSnapshotLines(skippedSnapshot(snapshot)),
  ]);
}

function titleOf({ title, kind, id }: ListLine): string {
  return fitColumns(plainLine(title ?? (kind === "playlists" ? id : kind)), 2 * ARTISTS_AT_MOST);
}

function entriesText({ state, entries }: ListLine): string {
  const known = entries === null ? "" : count(entries);
  if (state === "ok") return known;
  if (state === "withheld") return "only name and link";
  return [known, `(${state})`].filter(Boolean).join(" ");
}

const indent = (line: string): string => `  ${line}`;
