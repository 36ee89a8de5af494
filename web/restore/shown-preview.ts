import type { PreviewReport } from "../../src/report/restore.ts";
import {
  incompleteLines,
  skippedItemLines,
  todoLines,
  unusableLines,
} from "../../src/report/restore-lines.ts";
import { itemsToAdd, kindRows, whatHappens } from "../../src/report/restore-preview.ts";
import { shownLine } from "../worker/shown.ts";

/** The preview of a restore. Texts are safe to show. */
export interface ShownPreview {
  /** A kind, and the numbers: to add, there, left out. */
  readonly rows: readonly (readonly string[])[];
  /** In the order of the account's list. */
  readonly playlists: readonly ShownPlaylist[];
  /** Lines about what is left out, and what is left to do by hand. */
  readonly lines: readonly string[];
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

/** `parts` as the page shows them. */
export function shownPreview({ plan, unusable, incomplete }: PreviewParts): ShownPreview {
  const skipped = [...plan.collections, ...plan.playlists].flatMap((each) => each.skipped);
  return {
    rows: kindRows(plan),
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
    ].map((line) => line.replace(/^ {2}/, "")),
  };
}
