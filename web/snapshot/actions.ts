import type { FormatName } from "../../src/export/formats.ts";
import type { ExportedFile } from "../export/service.ts";
import { type Ask, problemOf } from "../history/actions.ts";
import type { LoadRows } from "../parts/row-cache.ts";
import type { Store } from "../store.ts";
import type { EntryRow } from "./entry-row.ts";
import type { ListRequest, Sort } from "./service.ts";
import { NO_SNAPSHOT, type SnapshotState } from "./state.ts";

/** Everything that a person can do with one snapshot. Nothing here throws but `export` and `rows`. */
export interface SnapshotActions {
  /** Shows the snapshot `name`, and its list `list`; `null`: its lists only. */
  show(name: string, list: string | null): Promise<void>;
  filter(words: string): Promise<void>;
  /** Sorts by the column, or turns its order round. */
  sort(by: Sort["by"]): Promise<void>;
  /** Checks every byte of the snapshot. */
  verify(): Promise<void>;
  /** The file of the rows that are shown, in their order. Throws `AnswerError`. */
  export(format: FormatName): Promise<ExportedFile>;
  /** The rows of the open list. Throws `AnswerError`. */
  readonly rows: LoadRows<EntryRow>;
}

const AS_STORED: Sort = { by: "place", isDescending: false };

/** The actions on `store`. */
export function createSnapshotActions(store: Store<SnapshotState>, ask: Ask): SnapshotActions {
  let shown = new AbortController();
  let opened = new AbortController();

  /** Changes the state, unless something else was asked for since `asked`. */
  function change({ signal }: AbortController, part: Partial<SnapshotState>): void {
    if (!signal.aborted) store.set({ ...store.state(), ...part });
  }

  async function openList(request: ListRequest): Promise<void> {
    opened.abort();
    const asked = new AbortController();
    opened = asked;
    const { signal } = asked;
    change(asked, { request, problem: null });
    try {
      const isSame = store.state().list?.list === request.list;
      change(asked, { list: await ask("openList", request, { signal }) });
      if (!isSame) change(asked, { cover: await ask("cover", request, { signal }) });
    } catch (error) {
      change(asked, { list: null, problem: problemOf(error) });
    }
  }

  function arrange(part: Partial<ListRequest>): Promise<void> {
    const { request } = store.state();
    return request === null ? Promise.resolve() : openList({ ...request, ...part });
  }

  return {
    async show(name, list) {
      shown.abort();
      opened.abort();
      const asked = new AbortController();
      shown = asked;
      const { state } = store;
      // With a key, a snapshot that was locked says more.
      const isKnown = state().name === name && state().shown?.contents.isLocked === false;
      if (!isKnown) store.set({ ...NO_SNAPSHOT, name });
      else store.set({ ...state(), request: null, list: null, cover: null, problem: null });
      try {
        if (state().shown === null) {
          change(asked, { shown: await ask("contents", name, { signal: asked.signal }) });
        }
      } catch (error) {
        change(asked, { problem: problemOf(error) });
        return;
      }
      if (list === null || asked.signal.aborted) return;
      await openList({ snapshot: name, list, filter: "", sort: AS_STORED });
    },
    filter: (filter) => arrange({ filter }),
    sort(by) {
      const sort = store.state().request?.sort;
      return arrange({ sort: { by, isDescending: sort?.by === by && !sort.isDescending } });
    },
    async verify() {
      const asked = shown;
      const { signal } = asked;
      const { name } = store.state();
      if (name === null) return;
      change(asked, { verified: null, checking: { done: 0, total: 0 }, problem: null });
      try {
        const onProgress = (checking: SnapshotState["checking"]) => change(asked, { checking });
        const verified = await ask("verify", name, { signal, onProgress });
        change(asked, { verified, checking: null });
      } catch (error) {
        change(asked, { checking: null, problem: problemOf(error) });
      }
    },
    async export(format) {
      const { request } = store.state();
      if (request === null) throw new Error("no list is open");
      return ask("exportList", { ...request, format });
    },
    async rows(from, to) {
      const view = store.state().list?.view ?? -1;
      return (await ask("window", { view, from, to })) as readonly EntryRow[];
    },
  };
}
