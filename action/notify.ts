import { AppError } from "../src/errors.ts";
import type { Log } from "../src/log.ts";
import type { Notice } from "../src/report/notice.ts";

/** A place that shows one notice at most, such as the one issue of a repository. */
export interface NoticeBoard {
  /** Shows the notice, in place of the one that is shown now. */
  report(notice: Notice): Promise<unknown>;
  /** Takes the notice away and adds a closing comment. Does nothing when no notice is shown. */
  close(comment: string): Promise<void>;
}

/**
 * Shows `notice` on the first board that works. With `null`, it closes the notice there with the
 * comment `closing`.
 *
 * Returns whether a board worked. A run does not fail because nobody could be told: errors are
 * logged and never thrown.
 */
export async function notify(
  boards: readonly (() => Promise<NoticeBoard>)[],
  notice: Notice | null,
  closing: string,
  log: Log,
): Promise<boolean> {
  for (const open of boards) {
    try {
      const board = await open();
      if (notice === null) await board.close(closing);
      else await board.report(notice);
      return true;
    } catch (error) {
      log.warn("notice.failed", {
        code: error instanceof AppError ? error.code : "internal/unexpected",
      });
    }
  }
  return false;
}
