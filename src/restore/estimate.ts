import type { MusicWriter } from "../model/writer.ts";
import type { Plan, PlaylistPlan } from "./plan.ts";

/** Looking at the account again before the first playlist is made, and when all is written. */
const LOOKS = 2;
/** The provider lists so many playlists at once. */
const LISTED_AT_ONCE = 50;
/** A first batch of likes shows whether dates are kept, and the last that all arrived. */
const CHECKS_OF_LIKES = 2;

type Limits = Pick<MusicWriter, "saveLimit" | "itemLimit">;

/**
 * About how many requests carrying out `plan` takes: the writing and the checks. `listed`: the number of playlists that the target has. Requests that are
 * refused or repeated come on top.
 */
export function estimateRestoreRequests(plan: Plan, listed: number, limits: Limits): number {
  const { collections, playlists } = plan;
  const saving = collections.flatMap(({ kind, missing }) => [
    Math.ceil(missing.length / limits.saveLimit),
    kind === "likes" && missing.length > 0 ? CHECKS_OF_LIKES : 0,
  ]);
  const follows = playlists.filter(({ action, id, skipped }) => {
    return action === "follow" && id === null && skipped.length === 0;
  });
  const filled = playlists.filter(({ action, failed }) => action !== "follow" && failed === null);
  const filling = filled.map((each) => requestsOf(each, limits));
  const writes = [...saving, ...filling, Math.ceil(follows.length / limits.saveLimit)];
  const made = filled.filter(({ id }) => id === null).length + follows.length;
  const pages = Math.ceil(Math.max(1, listed + made) / LISTED_AT_ONCE);
  return sum(writes) + (sum(filling) > 0 || made > 0 ? LOOKS * pages : 0);
}

function requestsOf({ id, inserts, details, cover }: PlaylistPlan, { itemLimit }: Limits): number {
  const adding = inserts.map(({ items }) => Math.ceil(items.length / itemLimit));
  return sum(adding) + [id === null, details, cover].filter(Boolean).length;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}
