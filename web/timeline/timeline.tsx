import type { ListedSnapshot } from "../../src/history/list.ts";
import { doubtSentences } from "../../src/report/doubts.ts";
import { counted } from "../../src/report/text.ts";
import { isSealed } from "../history/readable.ts";
import { Chart } from "./chart.tsx";
import { Months } from "./months.tsx";
import type { ChangesByName, Timeline } from "./service.ts";
import { SnapshotCard } from "./snapshot-card.tsx";
import { dayText } from "./times.ts";

interface TimelineScreenProps {
  readonly timeline: Timeline;
  readonly changes: ChangesByName | null;
  readonly onChooseUser: (user: string) => void;
}

/** Every snapshot of the history, newest first, month by month. */
export function TimelineScreen({ timeline, changes, onChooseUser }: TimelineScreenProps) {
  const { place, users, user, snapshots, unfinished } = timeline;
  const befores = namesBefore(snapshots);
  return (
    <main class="wide" aria-labelledby="title">
      <h1 id="title" tabIndex={-1}>
        Timeline
      </h1>
      <p class="place">
        {place}: {extent(snapshots)}.
      </p>
      {users.length > 1 && (
        <p>
          <label for="user">Account</label>
          <select
            id="user"
            value={user}
            onChange={({ currentTarget }) => onChooseUser(currentTarget.value)}
          >
            {users.map((one, at) => (
              <option key={one} value={one}>
                Account {at + 1}
              </option>
            ))}
          </select>
        </p>
      )}
      {doubtSentences(snapshots).map((sentence) => (
        <p key={sentence} class="warning">
          {sentence}
        </p>
      ))}
      {!timeline.isUnlocked && isSealed(timeline) && (
        <p class="hint">
          These are facts from the metadata, which is not sealed. Nothing is proved before the key
          is given.
        </p>
      )}
      {unfinished > 0 && (
        <p class="hint">
          {counted(unfinished, "snapshot")} more is not finished, so it is left out.
        </p>
      )}
      <Chart snapshots={snapshots} />
      <Months
        snapshots={snapshots}
        card={(snapshot) => (
          <SnapshotCard
            key={snapshot.name}
            snapshot={snapshot}
            before={befores.get(snapshot.name) ?? null}
            changes={changes?.get(snapshot.name)}
          />
        )}
      />
    </main>
  );
}

/** The snapshots that the changes of each are counted from. */
function namesBefore(snapshots: readonly ListedSnapshot[]): ReadonlyMap<string, string> {
  const befores = new Map<string, string>();
  let before: string | null = null;
  for (const { name, metadata, doubt } of snapshots) {
    if (before !== null) befores.set(name, before);
    if (metadata !== null && metadata.status !== "failed" && doubt === null) before = name;
  }
  return befores;
}

function extent(snapshots: readonly ListedSnapshot[]): string {
  const [first, last] = [snapshots[0], snapshots.at(-1)];
  const all = counted(snapshots.length, "snapshot");
  if (first === undefined || last === undefined || first === last) return all;
  return `${all}, from ${dayText(first.name)} to ${dayText(last.name)}`;
}
