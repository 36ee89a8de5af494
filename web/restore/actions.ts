import { type Ask, problemOf } from "../history/actions.ts";
import type { Store } from "../store.ts";
import { NO_RESTORE, type RestoreState, type TargetChoice } from "./state.ts";

/** Everything that a person can do with the preview of a restore. Nothing here throws. */
export interface RestoreActions {
  /** Looks at a restore of the snapshot `name`, compared with `target`. */
  show(name: string, target: TargetChoice): Promise<void>;
  /** Restores only these kinds and files; `null`: everything. */
  choose(only: readonly string[] | null): Promise<void>;
  compareWith(target: TargetChoice): Promise<void>;
  /**
   * Shows the plan that `restore --dry-run --json` printed into `file`, also when a snapshot is shown
   * only afterwards.
   */
  readFile(file: File): Promise<void>;
}

/** The actions on `store`. */
export function createRestoreActions(store: Store<RestoreState>, ask: Ask): RestoreActions {
  let asked = new AbortController();

  /** Does `work`, unless something else is asked for meanwhile. */
  async function show(
    part: Partial<RestoreState>,
    work: (signal: AbortSignal) => Promise<Partial<RestoreState>>,
  ): Promise<void> {
    asked.abort();
    const own = new AbortController();
    asked = own;
    store.set({ ...store.state(), ...part, isWorking: true, problem: null });
    const result = await work(own.signal).catch((error: unknown) => ({
      preview: null,
      problem: problemOf(error),
    }));
    if (!own.signal.aborted) store.set({ ...store.state(), ...result, isWorking: false });
  }

  async function preview(signal: AbortSignal): Promise<Partial<RestoreState>> {
    const { name, contents, only, target, file } = store.state();
    if (file !== null) {
      const content = new Uint8Array(await file.arrayBuffer());
      return { preview: await ask("readDryRun", content, { signal }) };
    }
    if (name === null || contents?.isLocked || only?.length === 0) return { preview: null };
    const request = {
      snapshot: name,
      only: only ?? [],
      target: target === "empty" ? null : target,
    };
    return { preview: await ask("previewRestore", request, { signal }) };
  }

  return {
    show(name, target) {
      const shown = store.state();
      const file = shown.name === null || shown.name === name ? shown.file : null;
      return show({ ...NO_RESTORE, name, target, file }, async (signal) => {
        const { contents } = await ask("contents", name, { signal });
        if (signal.aborted) return {};
        store.set({ ...store.state(), contents });
        return preview(signal);
      });
    },
    choose: (only) => show({ only, file: null }, preview),
    compareWith: (target) => show({ target, file: null }, preview),
    readFile: (file) => show({ file }, preview),
  };
}
