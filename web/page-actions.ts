import type { Clock } from "../src/clock.ts";
import { type CompareActions, createCompareActions } from "./compare/actions.ts";
import {
  createHistoryActions,
  type HistoryActions,
  type RunningWorker,
} from "./history/actions.ts";
import { createActions, type MakeKeyActions } from "./make-key/actions.ts";
import { type PageState, startAt } from "./page-state.ts";
import { createRestoreActions, type RestoreActions } from "./restore/actions.ts";
import { parseRoute } from "./route.ts";
import { createSearchActions, type SearchActions } from "./search/actions.ts";
import { createSnapshotActions, type SnapshotActions } from "./snapshot/actions.ts";
import { partOf, type Store } from "./store.ts";

/** Everything that a person can do on the page. */
export interface PageActions {
  readonly history: HistoryActions;
  readonly search: SearchActions;
  readonly snapshot: SnapshotActions;
  readonly compare: CompareActions;
  readonly restore: RestoreActions;
  readonly makeKey: MakeKeyActions;
  /** Goes to the screen that the hash of the address names. */
  follow(hash: string): void;
}

/** The surroundings of the page, which a test replaces. */
export interface PageWorld {
  readonly clock: Clock;
  /** Ends once the page shows its state. */
  readonly painted: () => Promise<void>;
  readonly startWorker: () => RunningWorker;
}

/** The actions on the state of the page. */
export function createPageActions(store: Store<PageState>, world: PageWorld): PageActions {
  /** Drops all that screens show of the history, so that nothing of it stays after locking. */
  const forget = () => {
    const { connection, route, history, makeKey } = store.state();
    store.set({ ...startAt(route, connection), history, makeKey });
  };
  const history = createHistoryActions(partOf(store, "history"), world, forget);
  return {
    history,
    search: createSearchActions(partOf(store, "search"), history.ask),
    snapshot: createSnapshotActions(partOf(store, "snapshot"), history.ask),
    compare: createCompareActions(partOf(store, "compare"), history.ask),
    restore: createRestoreActions(partOf(store, "restore"), history.ask),
    makeKey: createActions(partOf(store, "makeKey"), world.clock.now, world.painted),
    follow(hash) {
      store.set({ ...store.state(), route: parseRoute(hash) });
    },
  };
}
