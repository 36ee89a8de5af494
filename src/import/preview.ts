import type { Kind } from "../model/records.ts";
import type { ImportedList, ReadFile } from "./list.ts";
import type { LikesOrder } from "./order.ts";
import type { Survey } from "./survey.ts";

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
  /** The number of rows that are tracks, without local files. */
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
  /** `null`: there are no likes. */
  readonly likes: LikesOrder | null;
  /**
   * The number of rows or files that are left out, by reason: `banned`, `other`, `repeated`,
   * `files`.
   */
  readonly leftOut: readonly { readonly reason: string; readonly count: number }[];
}

/** A list, and what it has and lacks. */
export interface SurveyedList {
  readonly list: ImportedList;
  readonly survey: Survey;
}

/** The preview of these files and of the lists that were read from them. */
export function previewOf(
  files: readonly ReadFile[],
  lists: readonly SurveyedList[],
  likes: LikesOrder | null,
  counts: { readonly repeated: number; readonly passedOver: number },
): Preview {
  const sum = (count: (survey: Survey) => number) =>
    lists.reduce((all, { survey }) => all + count(survey), 0);
  return {
    files: files.map(({ label, read }) => ({
      label,
      format: read.format,
      lists: read.lists.filter(({ entries }) => entries.length > 0).length,
      rows: countRows(read.lists),
    })),
    lists: lists.map(({ list, survey }) => ({
      kind: list.kind,
      name: list.name,
      rows: survey.rows,
    })),
    rows: sum(({ rows }) => rows),
    tracks: sum(({ tracks }) => tracks),
    missing: {
      references: sum(({ references }) => references),
      isrcs: sum(({ isrcs }) => isrcs),
      dates: sum(({ dates }) => dates),
      contents: sum(({ contents }) => contents),
    },
    likes,
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

/** The number of rows in all lists. */
export function countRows(lists: readonly ImportedList[]): number {
  return lists.reduce((sum, { entries }) => sum + entries.length, 0);
}
