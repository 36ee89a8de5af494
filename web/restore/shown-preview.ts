import type { PreviewReport } from "../../src/report/restore.ts";
import {
  incompleteLines,
  type MissingLine,
  missingItemLines,
  skippedItemLines,
  todoLines,
  unusableLines,
} from "../../src/report/restore-lines.ts";
import { itemsToAdd, kindNumbers, whatHappens } from "../../src/report/restore-preview.ts";
import { shownLine } from "../worker/shown.ts";

/** The preview of a restore. Texts are safe to show. */
export interface ShownPreview {
  readonly rows: readonly KindRow[];
  /** Lines with the newest of what comes back into each collection; empty where names are not known. */
  readonly added: readonly string[];
  /** In the order of the account's list. */
  readonly playlists: readonly ShownPlaylist[];
  /** Lines about what is left out, and what is left to do by hand. */
  readonly lines: readonly string[];
}

/** The numbers of one kind. */
export interface KindRow {
  readonly kind: string;
  readonly toAdd: number;
  /** Those without a reference, which the restore searches for and may not find. */
  readonly toLookUp: number;
  readonly present: number;
  readonly leftOut: number;
}

/** A playlist, and what happens to it. */
export interface ShownPlaylist {
  readonly name: string;
  /** `new`, `complete`, `there` … */
  readonly happens: string;
  /** The number of items to add. */
  readonly items: number;
}

/** The parts of a preview that are shown. */
export type PreviewParts = Pick<PreviewReport, "plan" | "unusable" | "incomplete">;

/** The numbers of items to look up in each row of a preview, by its kind. */
export type LookUps = ReadonlyMap<string, number>;

/** `parts` as the page shows them. `lookUps` are among what `parts` adds. */
export function shownPreview(
  { plan, unusable, incomplete }: PreviewParts,
  lookUps: LookUps = new Map(),
): ShownPreview {
  const isNamed = ({ title }: MissingLine) => title !== "";
  const skipped = [...plan.collections, ...plan.playlists].flatMap((each) => each.skipped);
  return {
    rows: kindNumbers(plan).map(([kind, all, present, leftOut]) => {
      const toLookUp = lookUps.get(kind) ?? 0;
      return { kind, toAdd: all - toLookUp, toLookUp, present, leftOut };
    }),
    added: missingItemLines(plan.collections.filter(({ missing }) => missing.some(isNamed))).map(
      withoutIndent,
    ),
    // A plan begins with the last playlist of the list.
    playlists: plan.playlists.toReversed().map((one) => ({
      name: shownLine(one.wanted.source.playlist.name),
      happens: whatHappens(one),
      items: itemsToAdd([one]),
    })),
    lines: [
      ...skippedItemLines(skipped),
      ...unusableLines(unusable),
      ...incompleteLines(incomplete),
      ...todoLines(plan.todo),
    ].map(withoutIndent),
  };
}

/** A line of a report as it is where nothing is around it. */
function withoutIndent(line: string): string {
  return shownLine(line.replace(/^ {2}/, ""));
}
