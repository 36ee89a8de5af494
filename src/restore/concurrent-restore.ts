import { ConflictError } from "../errors.ts";
import type { ListedPlaylist } from "../model/provider.ts";
import { canBeCopy, isMadeAlike } from "./match-playlists.ts";
import { listPlaylists } from "./observe-target.ts";
import type { PlaylistPlan } from "./plan.ts";
import { type Double, outcomeOf, type Run } from "./restore-run.ts";
import { repeat } from "./retry.ts";
import { countItems } from "./write-playlist.ts";

/**
 * Looks at the list once more before the first playlist is written: the plan may be minutes old.
 *
 * Throws `ConflictError` `restore/concurrent` when somebody else made one of `plans` meanwhile, or
 * changed one that is to be filled.
 */
export async function refuseOthers(run: Run, plans: readonly PlaylistPlan[]): Promise<void> {
  const playlists = await repeat(run, () => listPlaylists(run));
  const fresh = freshIn(run, playlists);
  for (const plan of plans) {
    const isMade = plan.id === null && fresh.some((listed) => isCopy(run, plan, listed));
    if (isMade || (await hasChanged(run, plan, playlists))) {
      throw new ConflictError(
        "restore/concurrent",
        "Another restore is writing to the same account: the playlists are not those that the plan was made for.",
        {
          hint: "No playlist was written. Wait until the other restore has ended, then run this one again: it goes on with what is there.",
        },
      );
    }
  }
}

/** The list may show an old number of entries, so that only the playlist itself proves a change. */
async function hasChanged(
  run: Run,
  { id, length }: PlaylistPlan,
  playlists: readonly ListedPlaylist[],
): Promise<boolean> {
  const totalIn = (list: readonly ListedPlaylist[]) => list.find((each) => each.id === id)?.total;
  if (id === null || totalIn(playlists) === totalIn(run.listed)) return false;
  return (await countItems(run, id)) !== length;
}

/**
 * The playlists among `plans`, all made by this run, that are in the list more than once by now. Of
 * the copies the one that was made first is to stay, so that every run names the same ones.
 */
export function findDoubles(
  run: Run,
  plans: readonly PlaylistPlan[],
  playlists: readonly ListedPlaylist[],
): readonly Double[] {
  const fresh = freshIn(run, playlists);
  return plans.flatMap((plan): Double[] => {
    const { id } = outcomeOf(run, plan);
    const copies = playlists.filter(
      (listed) => listed.id === id || (fresh.includes(listed) && isCopy(run, plan, listed)),
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

/** What a run that made playlists which are there twice ends with. */
export function doubled(doubles: readonly Double[]): ConflictError {
  return new ConflictError(
    "restore/concurrent",
    `Playlists that are there more than once: ${doubles.length}. Another restore into the same account made them meanwhile.`,
    {
      hint: "Delete the copies that the report names, then run it again: it completes those that stay.",
    },
  );
}

/** Own playlists that this run neither found nor made. */
function freshIn(run: Run, playlists: readonly ListedPlaylist[]): readonly ListedPlaylist[] {
  return playlists.filter(
    ({ id, playlist }) => playlist.relation === "owned" && !run.knownIds.has(id),
  );
}

/** Whether a playlist looks as a copy does, whole or not. */
function isCopy({ normalise }: Run, { wanted }: PlaylistPlan, listed: ListedPlaylist): boolean {
  return isMadeAlike(wanted, { listed }, normalise) && canBeCopy(wanted, listed.total);
}
