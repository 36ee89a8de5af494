import { type Ask, problemOf } from "../history/actions.ts";
import type { LoadRows } from "../parts/row-cache.ts";
import type { Store } from "../store.ts";
import type { ComparisonRequest } from "./service.ts";
import type { CompareState } from "./state.ts";

/** Everything that a person can do with a comparison. Nothing here throws but `rows`. */
export interface CompareActions {
  show(request: ComparisonRequest): Promise<void>;
  /** The lines of the comparison. Throws `AnswerError`. */
  readonly rows: LoadRows<string>;
}

/** The actions on `store`. */
export function createCompareActions(store: Store<CompareState>, ask: Ask): CompareActions {
  let asked = new AbortController();
  return {
    async show(request) {
      asked.abort();
      const own = new AbortController();
      asked = own;
      const change = (next: CompareState) => {
        if (!own.signal.aborted) store.set(next);
      };
      change({ ...store.state(), isWorking: true, problem: null });
      try {
        const compared = await ask("compare", request, { signal: own.signal });
        change({ compared, isWorking: false, problem: null });
      } catch (error) {
        change({ compared: null, isWorking: false, problem: problemOf(error) });
      }
    },
    async rows(from, to) {
      const view = store.state().compared?.view ?? -1;
      return (await ask("window", { view, from, to })) as readonly string[];
    },
  };
}
