import {
  createHistoryActions,
  type HistoryActions,
  type RunningWorker,
} from "./history/actions.ts";
import { createActions, type MakeKeyActions } from "./make-key/actions.ts";
import { type PageState, startAt } from "./page-state.ts";
import { parseRoute } from "./route.ts";
import { partOf, type Store } from "./store.ts";

/** Everything that a person can do on the page. */
export interface PageActions {
  readonly history: HistoryActions;
  readonly makeKey: MakeKeyActions;
  /** Goes to the screen that the hash of the address names. */
  follow(hash: string): void;
}

/** The surroundings of the page, which a test replaces. */
export interface PageWorld {
  readonly now: () => Date;
  /** Ends once the page shows its state. */
  readonly painted: () => Promise<void>;
  readonly startWorker: () => RunningWorker;
}

/** The actions on the state of the page. */
export function createPageActions(store: Store<PageState>, world: PageWorld): PageActions {
  /** Drops all that screens show of the history, so that nothing of it stays after locking. */
  const forget = () => {
    const { route, history, makeKey } = store.state();
    store.set({ ...startAt(route), history, makeKey });
  };
  return {
    history: createHistoryActions(partOf(store, "history"), world.startWorker, forget),
    makeKey: createActions(partOf(store, "makeKey"), world.now, world.painted),
    follow(hash) {
      store.set({ ...store.state(), route: parseRoute(hash) });
    },
  };
}
