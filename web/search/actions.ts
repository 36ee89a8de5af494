import { type Ask, problemOf } from "../history/actions.ts";
import type { Store } from "../store.ts";
import type { FoundRow } from "./service.ts";
import type { SearchState } from "./state.ts";

/** The most results that are shown. */
export const MOST_SHOWN = 100;

/** Everything that a person can do with the search. Nothing here throws. */
export interface SearchActions {
  /** Looks for `text`. An earlier search that still runs is dropped. */
  look(text: string): Promise<void>;
}

/** The actions on `store`. */
export function createSearchActions(store: Store<SearchState>, ask: Ask): SearchActions {
  let asked = new AbortController();
  return {
    async look(text) {
      asked.abort();
      asked = new AbortController();
      const { signal } = asked;
      const change = (part: Partial<SearchState>) => {
        if (!signal.aborted) store.set({ ...store.state(), ...part });
      };
      change({ text, isWorking: true, progress: null, problem: null });
      try {
        const onProgress = (progress: SearchState["progress"]) => change({ progress });
        const found = await ask("search", text, { signal, onProgress });
        const window = { view: found.view, from: 0, to: MOST_SHOWN };
        const rows = (await ask("window", window, { signal })) as readonly FoundRow[];
        change({ found, rows, isWorking: false, progress: null });
      } catch (error) {
        change({ found: null, rows: [], isWorking: false, problem: problemOf(error) });
      }
    },
  };
}
