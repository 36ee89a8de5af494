import type { FileRecord } from "../snapshot/metadata.ts";
import { countKinds } from "../snapshot/summary.ts";
import { count, counted, size, table } from "./text.ts";

/** The content of files of another tool. */
export interface ImportPreview {
  readonly files: readonly { readonly format: string }[];
  /** `name` is that of a playlist, for the owner's eyes only. */
  readonly lists: readonly {
    readonly kind: string;
    readonly name: string;
    readonly rows: number;
  }[];
  readonly rows: number;
  /** The number of rows that are tracks. */
  readonly tracks: number;
  readonly missing: {
    readonly references: number;
    readonly isrcs: number;
    readonly dates: number;
    readonly contents: number;
  };
  readonly likes: {
    readonly order: "newest-first" | "oldest-first";
    readonly isDated: boolean;
  } | null;
  readonly leftOut: readonly { readonly reason: string; readonly count: number }[];
}

/** An import that is done. */
export interface ImportReport {
  readonly preview: ImportPreview;
  readonly snapshot: {
    readonly user: string;
    readonly name: string;
    readonly location: string;
  };
  readonly files: readonly FileRecord[];
  /** Whether the snapshot was made now. Otherwise an earlier import made the same. */
  readonly isNew: boolean;
  /** `null`: the snapshot is in the clear. */
  readonly keyId: string | null;
}

/** An import as JSON. */
export function importJson({ preview, snapshot, isNew, files, keyId }: ImportReport) {
  return {
    preview: {
      format: formatOf(preview),
      files: preview.files.length,
      kinds: kindsOf(preview),
      rows: preview.rows,
      missing: preview.missing,
      likes: preview.likes,
      leftOut: preview.leftOut,
    },
    snapshot,
    isNew,
    keyId,
    kinds: countKinds(files),
  };
}

/** The preview of an import, which a person reads before anything is written. */
export function importPreviewText(preview: ImportPreview): string {
  const { files, rows, leftOut } = preview;
  const lists = listRows(preview);
  const lacks = lackRows(preview);
  return [
    `Recognised: ${formatOf(preview)}, ${counted(files.length, "file")}, ${counted(rows, "row")}`,
    ...table(lists, (lists[0]?.length ?? 1) - 1).map((row) => `  ${row}`),
    ...(lacks.length === 0 ? [] : ["Missing:", ...table(lacks, 2).map((row) => `  ${row}`)]),
    ...leftOut.map(
      ({ reason, count: all }) =>
        `Left out: ${counted(all, ...(REASONS[reason] ?? [reason, reason]))}`,
    ),
    ...orderLines(preview),
  ].join("\n");
}

/** The snapshot that was made, as a person reads it. */
export function importText({ snapshot, isNew, files, keyId }: ImportReport): string {
  if (!isNew) return `Imported before, and nothing changed: ${snapshot.location}`;
  const bytes = countKinds(files).reduce((sum, kind) => sum + kind.bytes, 0);
  const sealed =
    keyId === null
      ? []
      : [
          `The key id of the snapshot is ${keyId}. It is recorded on this machine. On another machine a restore may need it (--key-id).`,
        ];
  return [`Imported (${size(bytes)}): ${snapshot.location}`, ...sealed].join("\n");
}

/** Reason → what was left out: one of it, and several. */
const REASONS: Readonly<Record<string, readonly [string, string]>> = {
  banned: ["banned track or artist: it is no like", "banned tracks and artists: they are no likes"],
  other: ["entry of an unknown kind", "entries of an unknown kind"],
  repeated: ["repeat", "repeats"],
  files: ["file about something else", "files about something else"],
};

function formatOf({ files }: ImportPreview): string {
  return files[0]?.format ?? "";
}

/** The number of playlists that are shown by name. */
const SHOWN = 10;

function listRows({ lists }: ImportPreview): readonly (readonly string[])[] {
  const playlists = lists.filter(isPlaylist);
  const shown = playlists.length > SHOWN ? playlists.slice(0, SHOWN - 1) : playlists;
  const others = playlists.slice(shown.length);
  const more = others.reduce((sum, { rows }) => sum + rows, 0);
  const collections = lists.filter((list) => !isPlaylist(list));
  if (playlists.length === 0) {
    return collections.map(({ kind, rows }) => [kind, counted(rows, "row")]);
  }
  return [
    ...collections.map(({ kind, rows }) => [kind, "", counted(rows, "row")]),
    ...shown.map(({ name, rows }) => [
      "playlist",
      name || "(without a name)",
      counted(rows, "row"),
    ]),
    ...(others.length === 0
      ? []
      : [["", `and ${count(others.length)} more`, counted(more, "row")]]),
  ];
}

/** The facts that the files lack, as a column of names and a column of sentences. */
function lackRows({ rows, tracks, missing }: ImportPreview): readonly (readonly string[])[] {
  const { dates, isrcs, references, contents } = missing;
  const line = (what: string, lacking: number, all: number, none: string, some: string) => {
    if (lacking === 0) return [];
    return [[what, lacking === all ? none : `${count(lacking)} of ${count(all)} ${some}`]];
  };
  const byWords = "a restore looks for them by their words";
  return [
    ...line("dates", dates, rows, "no row says when it was added", "rows do not say when"),
    ...line("ISRCs", isrcs, tracks, "no track has one", "tracks have none"),
    ...line(
      "Spotify ids",
      references,
      rows,
      `no row has one: ${byWords}`,
      `rows have none: ${byWords}`,
    ),
    ...line(
      "content",
      contents,
      rows,
      "all rows are empty, and keep their places",
      "rows are empty, and keep their places",
    ),
  ];
}

function isPlaylist({ kind }: { readonly kind: string }): boolean {
  return kind === "playlists";
}

function kindsOf({ lists }: ImportPreview) {
  const kinds = new Map<string, { kind: string; lists: number; rows: number }>();
  for (const { kind, rows } of lists) {
    const before = kinds.get(kind) ?? { kind, lists: 0, rows: 0 };
    kinds.set(kind, { kind, lists: before.lists + 1, rows: before.rows + rows });
  }
  return [...kinds.values()];
}

function orderLines({ likes, lists }: ImportPreview): readonly string[] {
  if (likes === null) {
    const isOne = lists.length === 1 && lists.every(isPlaylist);
    return isOne ? ["It becomes a playlist. If these are your likes, use --as likes."] : [];
  }
  const [first, last] =
    likes.order === "newest-first" ? ["newest", "oldest"] : ["oldest", "newest"];
  if (likes.isDated) return [`Order of the likes: ${first} first, as their dates show.`];
  return [
    `Order of the likes: the first one in the files counts as the ${first}. If it is the ${last}, use --${last}-first.`,
  ];
}
