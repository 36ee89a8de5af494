import { CompareScreen } from "./compare/compare.tsx";
import { isReadable } from "./history/readable.ts";
import { StartScreen } from "./history/start.tsx";
import { MakeKey } from "./make-key/make-key.tsx";
import type { PageActions } from "./page-actions.ts";
import type { PageState } from "./page-state.ts";
import { RestoreScreen } from "./restore/restore.tsx";
import { SearchScreen } from "./search/search.tsx";
import { SnapshotScreen } from "./snapshot/snapshot.tsx";
import { FirstLookScreen } from "./timeline/first-look.tsx";
import { TimelineScreen } from "./timeline/timeline.tsx";

interface ScreenProps {
  readonly state: PageState;
  readonly actions: PageActions;
}

/** The screen that the address names. */
export function Screen({ state, actions }: ScreenProps) {
  const { route, history, makeKey, connection } = state;
  if (route.screen === "make-key") return <MakeKey state={makeKey} actions={actions.makeKey} />;
  if (history.timeline === null) {
    const { firstLook, working } = history;
    if (firstLook && route.screen === "timeline") return <FirstLookScreen {...firstLook} />;
    const { open } = actions.history;
    return <StartScreen connection={connection} isDisabled={working !== null} onOpen={open} />;
  }
  switch (route.screen) {
    case "timeline":
      return (
        <TimelineScreen
          timeline={history.timeline}
          changes={history.changes}
          onChooseUser={actions.history.chooseUser}
        />
      );
    case "search":
      return <SearchScreen state={state.search} isReadable={isReadable(history.timeline)} />;
    case "snapshot":
      return (
        <SnapshotScreen
          timeline={history.timeline}
          named={route}
          state={state.snapshot}
          actions={actions.snapshot}
        />
      );
    case "compare":
      return (
        <CompareScreen
          timeline={history.timeline}
          named={route}
          state={state.compare}
          actions={actions.compare}
        />
      );
    case "restore":
      return (
        <RestoreScreen
          timeline={history.timeline}
          named={route.name}
          state={state.restore}
          actions={actions.restore}
        />
      );
  }
}
