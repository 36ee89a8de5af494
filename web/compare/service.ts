import { choosePair, compareSnapshots } from "../../src/history/compare.ts";
import { outlineSections, sectionsOf } from "../../src/report/diff.ts";
import { skippedFiles, skippedSnapshotLines } from "../../src/report/skipped-snapshots.ts";
import type { WorkerSession } from "../worker/session.ts";
import { shownLine } from "../worker/shown.ts";
import type { View, Views } from "../worker/views.ts";

/** Two snapshots by their names; `null`: the newest, and the one before. */
export interface ComparisonRequest {
  readonly from: string | null;
  readonly to: string | null;
}

/** A list that differs. */
export interface ComparedList {
  /** The name of the list and what changed, in numbers. */
  readonly heading: string;
  /** The first of its rows in the view, and their number. */
  readonly from: number;
  readonly length: number;
}

/** The difference of two snapshots. Its rows are lines of text, which are safe to show. */
export interface Compared extends View {
  readonly from: string;
  readonly to: string;
  readonly lists: readonly ComparedList[];
  /** Whether only numbers were compared, because there is no key. */
  readonly isLocked: boolean;
  /** Sentences about what could not be compared. */
  readonly skipped: readonly string[];
}

/** Answers questions about the difference of two snapshots. */
export function compareService(session: WorkerSession, views: Views) {
  return {
    async compare({ from, to }: ComparisonRequest): Promise<Compared> {
      const { history, deps } = session.current();
      const pair = choosePair(history, {
        ...(from === null ? {} : { from }),
        ...(to === null ? {} : { to }),
      });
      const refOf = (name: string) => ({ user: history.user, name });
      const found = await compareSnapshots(refOf(pair.from), refOf(pair.to), deps);
      const { diff, outline, unread } = found;
      const sections = outline === null ? sectionsOf(diff) : outlineSections(outline);
      const lists: ComparedList[] = [];
      const lines: (() => string)[] = [];
      for (const { heading, length, line } of sections) {
        lists.push({ heading: shownLine(heading), from: lines.length, length });
        for (let at = 0; at < length; at += 1) lines.push(() => line(at));
      }
      const rows = { length: lines.length, at: (at: number) => shownLine(lines[at]?.() ?? "") };
      return {
        ...views.keep("compare", rows),
        from: pair.from,
        to: pair.to,
        lists,
        isLocked: outline !== null,
        skipped: skippedSnapshotLines([...pair.skipped, ...skippedFiles(unread)]),
      };
    },
  };
}
