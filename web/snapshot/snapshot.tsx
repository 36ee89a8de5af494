import { useLayoutEffect } from "preact/hooks";
import { doubtSentences } from "../../src/report/doubts.ts";
import { skippedFiles, skippedSnapshotLines } from "../../src/report/skipped-snapshots.ts";
import { ShownProblem } from "../parts/shown-problem.tsx";
import { latestName, SnapshotChoice } from "../parts/snapshot-choice.tsx";
import { hashOf } from "../route.ts";
import type { Timeline } from "../timeline/service.ts";
import { clockText, dayText } from "../timeline/times.ts";
import type { SnapshotActions } from "./actions.ts";
import { ListOfLists } from "./list-of-lists.tsx";
import { ListView } from "./list-view.tsx";
import { Proof } from "./proof.tsx";
import type { SnapshotState } from "./state.ts";

interface SnapshotScreenProps {
  readonly timeline: Timeline;
  /** The names in the address; `null`: the latest snapshot, and no list. */
  readonly named: { readonly name: string | null; readonly list: string | null };
  readonly state: SnapshotState;
  readonly actions: SnapshotActions;
}

/** One snapshot: what it says of itself, its lists, and the entries of one of them. */
export function SnapshotScreen({ timeline, named, state, actions }: SnapshotScreenProps) {
  const { list } = named;
  const name = named.name ?? latestName(timeline.snapshots);
  // The worker begins before the browser draws the screen.
  useLayoutEffect(() => {
    if (name !== null) void actions.show(name, list);
  }, [name, list, timeline]);
  const snapshot = timeline.snapshots.find((one) => one.name === name);
  if (name === null || snapshot === undefined) return <NoSnapshot />;
  const contents = state.name === name ? state.shown?.contents : undefined;
  return (
    <main class="wide" aria-labelledby="title">
      <h1 id="title" tabIndex={-1}>
        Snapshot of {dayText(name)}, {clockText(name)}
      </h1>
      <SnapshotChoice
        id="snapshot"
        label="Show the snapshot of"
        snapshots={timeline.snapshots}
        name={name}
        onChoose={(chosen) => {
          location.hash = hashOf({ screen: "snapshot", name: chosen, list });
        }}
      />
      <Proof snapshot={snapshot} state={state} isBrief={list !== null} onVerify={actions.verify} />
      {doubtSentences([snapshot]).map((sentence) => (
        <p key={sentence} class="warning">
          {sentence}
        </p>
      ))}
      {state.problem !== null && snapshot.metadata !== null && (
        <ShownProblem id="snapshot-problem" error={state.problem} />
      )}
      {contents !== undefined && (
        <div class={list === null ? "contents" : "contents with-list"}>
          <ListOfLists name={name} current={list} contents={contents} />
          {list !== null && (
            <ListView
              named={contents.lists.find(({ id }) => id === list)}
              snapshot={name}
              state={state}
              actions={actions}
            />
          )}
        </div>
      )}
      {skippedSnapshotLines(skippedFiles(contents?.unread ?? [])).map((line) => (
        <p key={line} class="warning">
          {line}
        </p>
      ))}
    </main>
  );
}

function NoSnapshot() {
  return (
    <main class="wide" aria-labelledby="title">
      <h1 id="title" tabIndex={-1}>
        Snapshot
      </h1>
      <p class="hint">The history has no snapshot of this name. Choose one from the timeline.</p>
    </main>
  );
}
