import { AppError } from "../src/errors.ts";
import type { Log } from "../src/log.ts";

/** What a person is told outside of the run's own output. */
export interface Notice {
  readonly title: string;
  /** Markdown. */
  readonly body: string;
}

/** A place with one notice at most, such as the one issue of a repository. */
export interface NoticeBoard {
  /** Puts the notice up, in place of the one that is there. */
  report(notice: Notice): Promise<unknown>;
  /** Takes the notice down with some last words; does nothing when none is up. */
  close(words: string): Promise<void>;
}

/**
 * Puts `notice` up on the first board that takes it; with `null`, takes down what is up there.
 * Gives whether one did. Being told is not what a run is for: what goes wrong is logged and never
 * thrown.
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
