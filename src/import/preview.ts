import type { Entry, Kind } from "../model/records.ts";
import type { ImportedList, ReadFile } from "./list.ts";
import type { Order, OrderedLikes } from "./order.ts";

/** The result of an import, for a person to check before anything is written. */
export interface Preview {
  readonly files: readonly {
    readonly label: string;
    readonly format: string;
    readonly lists: number;
    readonly rows: number;
  }[];
  /** `name` is only there for a playlist, and for the owner's eyes only. */
  readonly lists: readonly {
    readonly kind: Kind;
    readonly name: string;
    readonly rows: number;
  }[];
  readonly rows: number;
  /** How many of the rows are tracks, local files aside. */
  readonly tracks: number;
  /**
   * The number of rows that lack a Spotify reference, an ISRC (of tracks) or the time when they
   * were added.
   */
  readonly missing: {
    readonly references: number;
    readonly isrcs: number;
    readonly dates: number;
    /** Rows without any content in the file. */
    readonly contents: number;
  };
  readonly likes: { readonly order: Order; readonly isDated: boolean } | null;
  /**
   * The number of rows or files that are left out, by reason: `banned`, `other`, `repeated`,
   * `files`.
   */
  readonly leftOut: readonly { readonly reason: string; readonly count: number }[];
}

/** The preview of these files and of the lists that were read from them. */
export function previewOf(
  files: readonly ReadFile[],
  { lists, order, isDated }: OrderedLikes,
  counts: { readonly repeated: number; readonly passedOver: number },
): Preview {
  const entries = lists.flatMap((list) => list.entries);
  const count = (lacks: (entry: Entry) => boolean) => entries.filter(lacks).length;
  return {
    files: files.map(({ label, read }) => ({
      label,
      format: read.format,
      lists: read.lists.filter((list) => list.entries.length > 0).length,
      rows: rowsOf(read.lists),
    })),
    lists: lists.map((list) => ({
      kind: list.kind,
      name: list.name,
      rows: list.entries.length,
    })),
    rows: entries.length,
    tracks: count(({ type }) => type === "track"),
    missing: {
      references: count((entry) => entry.type !== "unavailable" && !entry.item.refs["spotify"]),
      isrcs: count((entry) => entry.type === "track" && entry.item.isrc === undefined),
      dates: count(({ addedAt }) => addedAt === null),
      contents: count(({ type }) => type === "unavailable"),
    },
    likes: order === null ? null : { order, isDated },
    leftOut: leftOut(files, counts),
  };
}

function leftOut(
  files: readonly ReadFile[],
  { repeated, passedOver }: { readonly repeated: number; readonly passedOver: number },
): Preview["leftOut"] {
  const counts = new Map<string, number>();
  for (const [reason, count] of files.flatMap(({ read }) => [...read.leftOut])) {
    counts.set(reason, (counts.get(reason) ?? 0) + count);
  }
  const all = [...counts, ["repeated", repeated] as const, ["files", passedOver] as const];
  return all.filter(([, count]) => count > 0).map(([reason, count]) => ({ reason, count }));
}

function rowsOf(lists: readonly ImportedList[]): number {
  return lists.reduce((sum, list) => sum + list.entries.length, 0);
}
