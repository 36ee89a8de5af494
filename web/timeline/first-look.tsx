import { counted } from "../../src/report/text.ts";
import { Months } from "./months.tsx";
import type { FirstLook } from "./service.ts";
import { SnapshotCard } from "./snapshot-card.tsx";

/** All months with their snapshots, and the newest snapshots, while the others are read. */
export function FirstLookScreen({ place, snapshots, newest }: FirstLook) {
  const read = new Map(newest.map((snapshot) => [snapshot.name, snapshot]));
  return (
    <main class="wide" aria-labelledby="title">
      <h1 id="title" tabIndex={-1}>
        Timeline
      </h1>
      <p class="place">
        {place}: {counted(snapshots.length, "snapshot")}.
      </p>
      <p class="hint">
        The newest snapshots are shown. The page checks them against the others once it has read
        them all.
      </p>
      <Months
        snapshots={snapshots}
        card={({ name }) => {
          const snapshot = read.get(name);
          if (snapshot === undefined) return null;
          return <SnapshotCard key={name} snapshot={snapshot} before={null} changes={undefined} />;
        }}
      />
    </main>
  );
}
