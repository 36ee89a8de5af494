import type { Progress, ShownError } from "../worker/messages.ts";
import type { Found, FoundRow } from "./service.ts";

/** The search through the history. */
export interface SearchState {
  readonly text: string;
  /** The last result; `null`: there was no search. */
  readonly found: Found | null;
  /** The first rows of it. */
  readonly rows: readonly FoundRow[];
  readonly isWorking: boolean;
  /** The progress of reading the history. Only the first search has to read it. */
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
