import { useLayoutEffect } from "preact/hooks";
import { ShownProblem } from "../parts/shown-problem.tsx";
import { SnapshotChoice } from "../parts/snapshot-choice.tsx";
import { hashOf } from "../route.ts";
import type { Timeline } from "../timeline/service.ts";
import type { CompareActions } from "./actions.ts";
import { ChangedList } from "./changed-list.tsx";
import type { ComparisonRequest } from "./service.ts";
import type { CompareState } from "./state.ts";

interface CompareScreenProps {
  readonly timeline: Timeline;
  readonly named: ComparisonRequest;
  readonly state: CompareState;
  readonly actions: CompareActions;
}

/** The difference of two snapshots, list by list. */
export function CompareScreen({ timeline, named, state, actions }: CompareScreenProps) {
  const { snapshots } = timeline;
  const { compared, isWorking, problem } = state;
  const { from, to } = named;
  // The worker begins before the browser draws the screen.
  useLayoutEffect(() => {
    void actions.show({ from, to });
  }, [from, to, timeline]);
  const shown = { from: from ?? compared?.from, to: to ?? compared?.to };
  const go = (part: Partial<Record<keyof ComparisonRequest, string>>) => {
    const next = { ...shown, ...part };
    location.hash = hashOf({ screen: "compare", from: next.from ?? null, to: next.to ?? null });
  };
  return (
    <main class="wide" aria-labelledby="title">
      <h1 id="title" tabIndex={-1}>
        Compare
      </h1>
      <div class="panel choices">
        <SnapshotChoice
          id="compare-from"
          label="From"
          snapshots={snapshots}
          name={shown.from ?? ""}
          onChoose={(name) => go({ from: name })}
        />
        <SnapshotChoice
          id="compare-to"
          label="To"
          snapshots={snapshots}
          name={shown.to ?? ""}
          onChoose={(name) => go({ to: name })}
        />
      </div>
      <p role="status" class="working">
        {isWorking && "Comparing."}
      </p>
      {problem !== null && <ShownProblem id="compare-problem" error={problem} />}
      {compared !== null && !isWorking && (
        <>
          {compared.isLocked && (
            <p class="hint">
              The snapshots are sealed, so only numbers are shown. Your key shows names, and what
              was added and removed.
            </p>
          )}
          {compared.lists.length === 0 && (
            <p>
              {compared.skipped.length === 0
                ? "Nothing changed."
                : "Nothing changed in what could be compared."}
            </p>
          )}
          {compared.lists.map((list, at) => (
            <ChangedList
              key={`${compared.view} ${at}`}
              list={list}
              isOpen={at === 0}
              load={actions.rows}
            />
          ))}
          {compared.skipped.map((line) => (
            <p key={line} class="warning">
              {line}
            </p>
          ))}
        </>
      )}
    </main>
  );
}
