import { useMemo } from "preact/hooks";
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
  // A drawing of the screen must not make hundreds of dates into text again.
  const options = useMemo(() => snapshots.toReversed().map(optionOf), [snapshots]);
  return (
    <div class="choose">
      <label for={id}>{label}</label>
      <select id={id} value={name} onChange={({ currentTarget }) => onChoose(currentTarget.value)}>
        {options}
      </select>
    </div>
  );
}

function optionOf({ name, latest }: ListedSnapshot) {
  return (
    <option key={name} value={name}>
      {`${dayText(name)}, ${clockText(name)}${latest ? " (latest)" : ""}`}
    </option>
  );
}

/** The name of the snapshot that is meant where none is chosen; `null`: there is none. */
export function latestName(snapshots: readonly ListedSnapshot[]): string | null {
  return (snapshots.find(({ latest }) => latest) ?? snapshots.at(-1))?.name ?? null;
}
