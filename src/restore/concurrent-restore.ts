import { ConflictError } from "../errors.ts";
import type { ListedPlaylist } from "../model/provider.ts";
import { canBeCopy, groupByKeys, isMadeAlike } from "./match-playlists.ts";
import { listTargetPlaylists } from "./observe-target.ts";
import type { PlaylistPlan } from "./plan.ts";
import { type DuplicatePlaylist, outcomeOf, type Run } from "./restore-run.ts";
import { repeat } from "./retry-rules.ts";
import { countItems } from "./write-playlist.ts";

/**
 * Looks at the list once more before the first playlist is written: the plan may be minutes old.
 *
 * Throws `ConflictError` `restore/concurrent` when somebody else made one of `plans` meanwhile, or
 * changed one that is to be filled.
 */
export async function refuseOthers(run: Run, plans: readonly PlaylistPlan[]): Promise<void> {
  const playlists = await repeat(run, () => listTargetPlaylists(run));
  const copiesOf = findFreshCopies(run, playlists);
  const totals = totalsOf(playlists);
  const totalsBefore = totalsOf(run.listed);
  for (const plan of plans) {
    const { id } = plan;
    const isMade = id === null && copiesOf(plan).length > 0;
    // The list may show an old number of entries: only the playlist itself proves a change.
    const hasChanged =
      id !== null &&
      totals.get(id) !== totalsBefore.get(id) &&
      (await countItems(run, id)) !== plan.length;
    if (isMade || hasChanged) {
      throw new ConflictError(
        "restore/concurrent",
        "Another restore is writing to the same account, so the playlists are no longer those that the plan was made for.",
        {
          hint: "No playlist was written. Wait until the other restore has ended, then run this one again. It makes a new plan.",
        },
      );
    }
  }
}

/** The numbers of entries that a list of playlists shows, by id. */
export function totalsOf(
  playlists: readonly ListedPlaylist[],
): ReadonlyMap<string, ListedPlaylist["total"]> {
  return new Map(playlists.map(({ id, total }) => [id, total]));
}

/**
 * The playlists among `plans`, all made by this run, that are in the list more than once by now. Of
 * the copies the one that was made first is to stay, so that every run names the same ones.
 */
export function findDoubles(
  run: Run,
  plans: readonly PlaylistPlan[],
  playlists: readonly ListedPlaylist[],
): readonly DuplicatePlaylist[] {
  const copiesOf = findFreshCopies(run, playlists);
  const positions = new Map(playlists.map((listed, position) => [listed.id, position]));
  return plans.flatMap((plan): DuplicatePlaylist[] => {
    const { id } = outcomeOf(run, plan);
    const made = playlists[positions.get(id ?? "") ?? -1];
    const copies = [...new Set([made ?? [], copiesOf(plan)].flat())].sort(
      (a, b) => (positions.get(a.id) ?? 0) - (positions.get(b.id) ?? 0),
    );
    if (copies.length < 2) return [];
    const { file, playlist } = plan.wanted.source;
    // New ones come on top.
    const remove = copies.slice(0, -1).map((listed) => ({
      id: listed.id,
      link: run.provider.link(listed.playlist.refs[run.provider.name] ?? ""),
    }));
    return [{ file, title: playlist.name, remove }];
  });
}

/** The error that ends a run when playlists that it made are there twice. */
export function doubled(doubles: readonly DuplicatePlaylist[]): ConflictError {
  return new ConflictError(
    "restore/concurrent",
    `Some playlists now exist more than once: ${doubles.length}. Another restore into the same account made them at the same time.`,
    {
      hint: "Delete the copies that the report names, then run the restore again. It completes the playlists that remain.",
    },
  );
}

/**
 * Finds the playlists that this run neither found nor made, and that look as a copy of a plan does.
 */
function findFreshCopies(run: Run, playlists: readonly ListedPlaylist[]) {
  const { knownIds, normalise } = run;
  const fresh = playlists.filter(
    ({ id, playlist }) => playlist.relation === "owned" && !knownIds.has(id),
  );
  const byName = groupByKeys(fresh, ({ playlist }) => [normalise(playlist).name]);
  return ({ wanted }: PlaylistPlan): readonly ListedPlaylist[] => {
    const alike = byName.get(normalise(wanted.source.playlist).name) ?? [];
    return alike.filter(
      (listed) => isMadeAlike(wanted, { listed }, normalise) && canBeCopy(wanted, listed.total),
    );
  };
}
