import type { ComponentChildren } from "preact";
import type { SnapshotRef } from "../../src/model/snapshot-store.ts";
import { counted } from "../../src/report/text.ts";
import { monthText } from "./times.ts";

interface MonthsProps<Snapshot> {
  /** Oldest first. */
  readonly snapshots: readonly Snapshot[];
  /** Draws one of them; `null`: it is only counted. */
  readonly card: (snapshot: Snapshot) => ComponentChildren;
}

/** Snapshots month by month, newest first. */
export function Months<Snapshot extends Pick<SnapshotRef, "name">>({
  snapshots,
  card,
}: MonthsProps<Snapshot>) {
  const months = Map.groupBy(snapshots.toReversed(), ({ name }) => monthText(name));
  return (
    <>
      {[...months].map(([month, own]) => (
        <section key={month} class="month" aria-label={month}>
          <h2>
            {month} <small>{counted(own.length, "snapshot")}</small>
          </h2>
          <ol class="cards">{own.map(card)}</ol>
        </section>
      ))}
    </>
  );
}
