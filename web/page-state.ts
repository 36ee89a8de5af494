import { type CompareState, NO_COMPARISON } from "./compare/state.ts";
import type { Connection } from "./connection.ts";
import { type HistoryState, NO_HISTORY } from "./history/state.ts";
import { type MakeKeyState, START as NO_KEY } from "./make-key/state.ts";
import { NO_RESTORE, type RestoreState } from "./restore/state.ts";
import type { Route } from "./route.ts";
import { NO_SEARCH, type SearchState } from "./search/state.ts";
import { NO_SNAPSHOT, type SnapshotState } from "./snapshot/state.ts";

/** Everything that the page shows. */
export interface PageState {
  readonly connection: Connection;
  readonly route: Route;
  readonly history: HistoryState;
  readonly search: SearchState;
  readonly snapshot: SnapshotState;
  readonly compare: CompareState;
  readonly restore: RestoreState;
  readonly makeKey: MakeKeyState;
}

/** The state of the page when it opens at `route` with `connection`. */
export function startAt(route: Route, connection: Connection): PageState {
  return {
    connection,
    route,
    history: NO_HISTORY,
    search: NO_SEARCH,
    snapshot: NO_SNAPSHOT,
    compare: NO_COMPARISON,
    restore: NO_RESTORE,
    makeKey: NO_KEY,
  };
}
