import type { ChangesByName, FirstLook, Timeline } from "../timeline/service.ts";
import type { Progress, ShownError } from "../worker/messages.ts";

/** The place that is open, and whether its key is in use. */
export interface HistoryState {
  /** `null`: no place is open. */
  readonly timeline: Timeline | null;
  /** Shown until there is a timeline. `null`: there is none yet. */
  readonly firstLook: FirstLook | null;
  /** `null`: it is not known yet. */
  readonly changes: ChangesByName | null;
  /** A sentence about the work that takes a while now; `null`: there is none. */
  readonly working: string | null;
  /** The progress of the work; `null`: it is not known. */
  readonly progress: Progress | null;
  /** The reason why the place was not opened, or the key not used; `null`: there is no problem. */
  readonly problem: ShownError | null;
  /** A sentence about why the page locked itself; `null`: it did not. */
  readonly lockedBecause: string | null;
}

/** The state of the page when it opens. */
export const NO_HISTORY: HistoryState = {
  timeline: null,
  firstLook: null,
  changes: null,
  working: null,
  progress: null,
  problem: null,
  lockedBecause: null,
};
