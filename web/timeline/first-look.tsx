import { counted } from "../../src/report/text.ts";
import type { FirstLook } from "./questions.ts";
import { SnapshotCard } from "./snapshot-card.tsx";

/** The newest snapshots, while the others are read. */
export function FirstLookScreen({ place, total, newest }: FirstLook) {
  return (
    <main class="wide" aria-labelledby="title">
      <h1 id="title" tabIndex={-1}>
        Timeline
      </h1>
      <p class="place">
        {place}: {counted(total, "snapshot")}.
      </p>
      <p class="hint">
        These are the newest. The page checks them against the others once it has read them all.
      </p>
      <ol class="cards">
        {newest.map((snapshot) => (
          <SnapshotCard key={snapshot.name} snapshot={snapshot} before={null} changes={undefined} />
        ))}
      </ol>
    </main>
  );
}
