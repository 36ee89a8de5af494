import type { ListedSnapshot } from "../../src/history/list.ts";
import { clockText, dayText } from "../timeline/times.ts";

interface SnapshotChoiceProps {
  readonly id: string;
  readonly label: string;
  readonly snapshots: readonly ListedSnapshot[];
  readonly name: string;
  readonly onChoose: (name: string) => void;
}

/** Chooses a snapshot by its date, newest first. */
export function SnapshotChoice({ id, label, snapshots, name, onChoose }: SnapshotChoiceProps) {
  return (
    <div class="choose">
      <label for={id}>{label}</label>
      <select id={id} value={name} onChange={({ currentTarget }) => onChoose(currentTarget.value)}>
        {snapshots.toReversed().map((one) => (
          <option key={one.name} value={one.name}>
            {dayText(one.name)}, {clockText(one.name)}
            {one.latest ? " (latest)" : ""}
          </option>
        ))}
      </select>
    </div>
  );
}

/** The name of the snapshot that is meant where none is chosen; `null`: there is none. */
export function latestName(snapshots: readonly ListedSnapshot[]): string | null {
  return (snapshots.find(({ latest }) => latest) ?? snapshots.at(-1))?.name ?? null;
}
