import type { Timeline } from "../timeline/service.ts";

/** Whether any snapshot needs a key. */
export function isSealed({ snapshots }: Pick<Timeline, "snapshots">): boolean {
  return snapshots.some(({ metadata }) => (metadata?.encryption ?? null) !== null);
}

/** Whether the content of the snapshots can be read. */
export function isReadable(timeline: Timeline): boolean {
  return timeline.isUnlocked || !isSealed(timeline);
}

/** Whether no snapshot can be proved, because they name several keys and the person's is not known. */
export function hasSeveralKeys({ snapshots }: Pick<Timeline, "snapshots">): boolean {
  return snapshots.some(({ doubt }) => doubt === "several-keys");
}
