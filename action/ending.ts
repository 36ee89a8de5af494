import type { AppError } from "../src/errors.ts";
import type { Notice } from "../src/report/notice.ts";
import type { ActionContext } from "./context.ts";
import type { Places } from "./places.ts";

/** What a command comes to. */
export interface Ending {
  readonly exit: number;
  /** For the log. */
  readonly text?: string;
  /** Markdown, for the summary of the job. */
  readonly summary: string;
  /** What to see at a glance: as a warning when the run went well, else as why it did not. */
  readonly warning?: string;
  /** What went wrong, when a result is there all the same; goes before `warning`. */
  readonly error?: AppError | null;
  /** What to tell outside of the run; `null`: all is well, absent: what was told stands. */
  readonly notice?: Notice | null;
}

/** The work of a command. What it throws fails the run. */
export type Command = (context: ActionContext, places: Places) => Promise<Ending>;
