import type { ComponentChildren } from "preact";
import { KeyPanel } from "../history/key-panel.tsx";
import { hasSeveralKeys, isReadable } from "../history/readable.ts";
import type { PageActions } from "../page-actions.ts";
import type { PageState } from "../page-state.ts";
import { ShownProblem } from "../parts/shown-problem.tsx";
import { hashOf } from "../route.ts";
import { SearchBox } from "../search/search-box.tsx";
import { Navigation } from "./navigation.tsx";
import { PrivacyPromise } from "./privacy-promise.tsx";
import { useKeptFocus } from "./use-kept-focus.ts";

interface ShellProps {
  readonly state: PageState;
  readonly actions: PageActions;
  readonly children: ComponentChildren;
}

/** The frame around every screen: the navigation, the place, the key, and who the page is from. */
export function Shell({ state, actions, children }: ShellProps) {
  const { route, history, connection } = state;
  const { timeline, working, progress, problem, lockedBecause } = history;
  useKeptFocus([route, timeline]);
  const isHistory = route.screen !== "make-key";
  const isLocked = timeline !== null && !isReadable(timeline);
  const look = (text: string) => {
    if (route.screen !== "search") location.hash = hashOf({ screen: "search" });
    void actions.search.look(text);
  };
  return (
    <>
      <header>
        <Navigation current={route.screen} />
        {timeline !== null && <SearchBox text={state.search.text} onLook={look} />}
        {timeline?.isUnlocked && (
          <button type="button" onClick={() => actions.history.lock()}>
            Lock
          </button>
        )}
      </header>
      {isHistory && (
        <div class="wide">
          {isLocked && <KeyPanel isDisabled={working !== null} onUnlock={actions.history.unlock} />}
          <p role="status" class="working">
            {working ?? lockedBecause}
            {progress && ` ${progress.done} of ${progress.total}`}
          </p>
          {timeline !== null && !isLocked && hasSeveralKeys(timeline) && (
            <p class="warning">
              These snapshots name several keys, and nothing says which one is yours. Press Lock,
              and give the whole text of your key file: its comments name the id of your key.
            </p>
          )}
          {problem && <ShownProblem id="history-problem" error={problem} />}
        </div>
      )}
      {children}
      <PrivacyPromise connection={connection} />
    </>
  );
}
