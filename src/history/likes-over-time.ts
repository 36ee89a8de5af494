import type { SnapshotStore } from "../model/snapshot-store.ts";
import { checkMac, type Evidence, judgeSnapshot } from "../snapshot/doubt.ts";
import { snapshotName } from "../snapshot/names.ts";
import { readMetadata } from "./walk-snapshots.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const DAYS = 30;
/** One number stands for so many days: each costs a request on GitHub. */
const STEP_DAYS = 5;

/**
 * The number of likes over the last 30 days, oldest first: for every five days that of the newest
 * snapshot of `user` from then, if `evidence` proves it and it did not fail. It reads six snapshots
 * at most. Throws what the store throws.
 */
export async function readLikesOverTime(
  store: SnapshotStore,
  user: string,
  evidence: Evidence,
): Promise<readonly number[]> {
  const names = (await store.list(user)).map(({ name }) => name);
  const at = (daysAgo: number) => snapshotName(new Date(evidence.now.getTime() - daysAgo * DAY_MS));
  const numbers: number[] = [];
  for (let days = DAYS; days > 0; days -= STEP_DAYS) {
    const [from, to] = [at(days), at(days - STEP_DAYS)];
    const name = names.findLast((one) => one > from && one.slice(0, to.length) <= to);
    const likes = name === undefined ? null : await countLikes(store, { user, name }, evidence);
    if (likes !== null) numbers.push(likes);
  }
  return numbers;
}

async function countLikes(
  store: SnapshotStore,
  ref: { readonly user: string; readonly name: string },
  evidence: Evidence,
): Promise<number | null> {
  const { metadata, bytes } = await readMetadata(store, ref);
  if (metadata === null || metadata.status === "failed") return null;
  const macFits = await checkMac(metadata, bytes, evidence.keys);
  const { doubt, proved } = judgeSnapshot(ref, metadata, macFits, evidence);
  if (doubt !== null || !proved) return null;
  return metadata.files.find(({ kind }) => kind === "likes")?.entries ?? null;
}
