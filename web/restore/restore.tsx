import { useLayoutEffect } from "preact/hooks";
import { ShownProblem } from "../parts/shown-problem.tsx";
import { latestName, SnapshotChoice } from "../parts/snapshot-choice.tsx";
import { hashOf } from "../route.ts";
import { countTexts } from "../timeline/counts.ts";
import type { Timeline } from "../timeline/service.ts";
import { clockText, dayText } from "../timeline/times.ts";
import type { RestoreActions } from "./actions.ts";
import { Instructions } from "./instructions.tsx";
import { PartChoice } from "./part-choice.tsx";
import { PreviewTables } from "./preview-tables.tsx";
import type { RestoreState } from "./state.ts";

interface RestoreScreenProps {
  readonly timeline: Timeline;
  /** The snapshot in the address; `null`: the latest. */
  readonly named: string | null;
  readonly state: RestoreState;
  readonly actions: RestoreActions;
}

/** The screen that previews a restore, and gives the command for it. */
export function RestoreScreen({ timeline, named, state, actions }: RestoreScreenProps) {
  const { snapshots } = timeline;
  const latest = latestName(snapshots);
  const name = named ?? latest;
  // The worker begins before the browser draws the screen.
  useLayoutEffect(() => {
    if (name === null) return;
    void actions.show(name, latest === null || latest === name ? "empty" : latest);
  }, [name, latest, timeline]);
  const snapshot = snapshots.find((one) => one.name === name);
  const { contents, target, preview, file, only, isWorking, problem } = state;
  return (
    <main class="wide" aria-labelledby="title">
      <h1 id="title" tabIndex={-1}>
        Restore preview
      </h1>
      <p class="hint">
        This page writes nothing. It shows what a restore would add, and the command for it. A
        restore deletes nothing.
      </p>
      {name !== null && snapshot !== undefined && (
        <>
          <div class="panel choices">
            <SnapshotChoice
              id="restore-snapshot"
              label="Restore the snapshot of"
              snapshots={snapshots}
              name={name}
              onChoose={(chosen) => {
                location.hash = hashOf({ screen: "restore", name: chosen });
              }}
            />
            <div class="choose">
              <label for="restore-target">Compare with</label>
              <select
                id="restore-target"
                value={target}
                onChange={({ currentTarget }) => actions.compareWith(currentTarget.value)}
              >
                <option value="empty">an account that has nothing</option>
                {snapshots.toReversed().map((one) => (
                  <option key={one.name} value={one.name}>
                    the account as of {dayText(one.name)}, {clockText(one.name)}
                  </option>
                ))}
              </select>
            </div>
            <label class="file">
              Or show the plan of a dry run
              <input
                type="file"
                accept=".json,application/json"
                autocomplete="off"
                onChange={({ currentTarget }) => {
                  const [chosen] = currentTarget.files ?? [];
                  if (chosen !== undefined) void actions.readFile(chosen);
                }}
              />
              <small>
                The JSON that <code>tracksafe restore … --dry-run --json</code> prints. You can also
                drop it on this page.
              </small>
            </label>
          </div>
          {contents !== null && (
            <PartChoice contents={contents} only={only} onChoose={actions.choose} />
          )}
          <p role="status" class="working">
            {isWorking && "Comparing."}
          </p>
          {problem !== null && <ShownProblem id="restore-problem" error={problem} />}
          {contents?.isLocked && file === null && (
            <p class="hint">
              The snapshot is sealed. It has {countTexts(snapshot).join(", ")}. With your key the
              page shows what would be added, list by list, and what cannot be restored.
            </p>
          )}
          {preview !== null && (
            <PreviewTables
              preview={preview}
              heading={file === null ? "What would be added" : `The plan in ${file.name}`}
            />
          )}
          {contents !== null && <Instructions timeline={timeline} name={name} only={only ?? []} />}
        </>
      )}
    </main>
  );
}
