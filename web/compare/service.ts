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
      let rows = 0;
      const lists = sections.map(({ heading, length }): ComparedList => {
        const from = rows;
        rows += length;
        return { heading: shownLine(heading), from, length };
      });
      const lineAt = (at: number): string => {
        const list = lists.findLastIndex(({ from }) => from <= at);
        return shownLine(sections[list]?.line(at - (lists[list]?.from ?? 0)) ?? "");
      };
      return {
        ...views.keep("compare", { length: rows, at: lineAt }),
        from: pair.from,
        to: pair.to,
        lists,
        isLocked: outline !== null,
        skipped: skippedSnapshotLines([...pair.skipped, ...skippedFiles(unread)]),
      };
    },
  };
}
