import type { ShownError } from "../worker/messages.ts";
import type { Compared } from "./service.ts";

/** The comparison of two snapshots. */
export interface CompareState {
  /** `null`: there is none yet. */
  readonly compared: Compared | null;
  readonly isWorking: boolean;
  readonly problem: ShownError | null;
}

/** Nothing is compared. */
export const NO_COMPARISON: CompareState = { compared: null, isWorking: false, problem: null };
