import type { FileRecord } from "../snapshot/metadata.ts";
import { countKinds } from "../snapshot/summary.ts";
import { count, counted, size, table } from "./text.ts";

/** The content of files of another tool, without the names of playlists. */
export interface ImportPreview {
  readonly files: readonly { readonly format: string }[];
  readonly lists: readonly { readonly kind: string; readonly rows: number }[];
  readonly rows: number;
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
  /** `null`: the snapshot is in the clear. */
  readonly keyId: string | null;
}

/** An import as JSON. */
export function importJson({ preview, snapshot, files, keyId }: ImportReport) {
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
    keyId,
    kinds: countKinds(files),
  };
}

/** The preview of an import, which a person reads before anything is written. */
export function importPreviewText(preview: ImportPreview): string {
  const { files, rows, missing, leftOut } = preview;
  const kinds = kindsOf(preview).map(({ kind, lists, rows: inKind }) => [
    kind,
    kind === "playlists" ? counted(lists, "playlist") : "",
    counted(inKind, "row"),
  ]);
  const lacks = [
    ...lackOf(missing.dates, "when it was added"),
    ...lackOf(missing.isrcs, "the ISRC"),
    ...lackOf(missing.references, "the Spotify id"),
    ...lackOf(missing.contents, "everything: they keep their places"),
  ];
  return [
    `Recognised: ${formatOf(preview)}, ${counted(files.length, "file")}, ${counted(rows, "row")}`,
    ...table(kinds).map((row) => `  ${row}`),
    ...(lacks.length === 0 ? [] : ["Not in the files:", ...lacks.map((line) => `  ${line}`)]),
    ...leftOut.map((one) => `Left out: ${count(one.count)} ${REASONS[one.reason] ?? one.reason}`),
    ...orderLines(preview.likes),
  ].join("\n");
}

/** The snapshot that was made, as a person reads it. */
export function importText({ snapshot, files, keyId }: ImportReport): string {
  const bytes = countKinds(files).reduce((sum, kind) => sum + kind.bytes, 0);
  const sealed =
    keyId === null
      ? []
      : [
          `The key id of the snapshot is ${keyId}. It is on record on this machine. On another machine a restore may need it (--key-id).`,
        ];
  return [`Imported (${size(bytes)}): ${snapshot.location}`, ...sealed].join("\n");
}

const REASONS: Readonly<Record<string, string>> = {
  banned: "banned tracks and artists, which are not likes",
  other: "entries of an unknown kind",
  repeated: "repeats",
  files: "files about something else",
};

function formatOf({ files }: ImportPreview): string {
  return files[0]?.format ?? "";
}

function lackOf(rows: number, what: string): readonly string[] {
  return rows === 0 ? [] : [`of ${counted(rows, "row")}: ${what}`];
}

function kindsOf({ lists }: ImportPreview) {
  const kinds = new Map<string, { kind: string; lists: number; rows: number }>();
  for (const { kind, rows } of lists) {
    const before = kinds.get(kind) ?? { kind, lists: 0, rows: 0 };
    kinds.set(kind, { kind, lists: before.lists + 1, rows: before.rows + rows });
  }
  return [...kinds.values()];
}

function orderLines(likes: ImportPreview["likes"]): readonly string[] {
  if (likes === null) return [];
  const first = likes.order === "newest-first" ? "newest" : "oldest";
  const why = likes.isDated ? ", according to the dates" : "";
  const line = `tracksafe takes the first like in the files as the ${first} one${why}.`;
  const other = likes.order === "newest-first" ? "--oldest-first" : "--newest-first";
  return [likes.isDated ? line : `${line} If that is wrong, use ${other}.`];
}
