import type { ComponentChildren } from "preact";
import { KeyPanel } from "../history/key-panel.tsx";
import { PlacePanel } from "../history/place-panel.tsx";
import type { PageActions } from "../page-actions.ts";
import type { PageState } from "../page-state.ts";
import { ShownProblem } from "../parts/shown-problem.tsx";
import { Navigation } from "./navigation.tsx";

interface ShellProps {
  readonly state: PageState;
  readonly actions: PageActions;
  readonly children: ComponentChildren;
}

/** The frame around every screen: the navigation, the place, the key, and who the page is from. */
export function Shell({ state, actions, children }: ShellProps) {
  const { route, history } = state;
  const { timeline, working, progress, problem, lockedBecause } = history;
  const isHistory = route.screen !== "make-key";
  const isSealed = timeline?.snapshots.some((one) => one.metadata?.encryption != null) ?? false;
  return (
    <>
      <header>
        <b>tracksafe</b>
        <Navigation current={route.screen} />
        {timeline?.isUnlocked && (
          <button type="button" onClick={() => actions.history.lock()}>
            Lock
          </button>
        )}
      </header>
      {isHistory && (
        <div class="wide">
          {timeline === null && (
            <PlacePanel isDisabled={working !== null} onOpen={actions.history.open} />
          )}
          {isSealed && timeline?.isUnlocked === false && (
            <KeyPanel isDisabled={working !== null} onUnlock={actions.history.unlock} />
          )}
          <p role="status" class="working">
            {working ?? lockedBecause}
            {progress && ` ${progress.done} of ${progress.total}`}
          </p>
          {problem && <ShownProblem id="history-problem" error={problem} />}
        </div>
      )}
      {children}
      <footer>
        <p>
          This page sends nothing, stores nothing and loads nothing. To be sure, save it and open it
          with the network off.
        </p>
      </footer>
    </>
  );
}
