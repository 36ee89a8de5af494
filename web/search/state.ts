import type { Progress, ShownError } from "../worker/messages.ts";
import type { Found, FoundRow } from "./questions.ts";

/** The search through the history. */
export interface SearchState {
  readonly text: string;
  /** What was found last; `null`: nothing was looked for. */
  readonly found: Found | null;
  /** The first rows of it. */
  readonly rows: readonly FoundRow[];
  readonly isWorking: boolean;
  /** How much of the history was read; only the first search has to read it. */
  readonly progress: Progress | null;
  readonly problem: ShownError | null;
}

/** Nothing was looked for. */
export const NO_SEARCH: SearchState = {
  text: "",
  found: null,
  rows: [],
  isWorking: false,
  progress: null,
  problem: null,
};
