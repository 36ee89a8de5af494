import type { ListedPlaylist } from "../model/provider.ts";
import { findDoubles, totalsOf } from "./concurrent-restore.ts";
import { listTargetPlaylists, readItems } from "./observe-target.ts";
import { isFilled, type Plan, type PlaylistPlan } from "./plan.ts";
import { type FileOutcome, now, outcomeOf, type Run } from "./restore-run.ts";
import { pollUntilTrue, waitForVisibleWrites } from "./retry-rules.ts";
import { countItems } from "./write-playlist.ts";

/** Does one thing for some files; when it fails, that is noted with them. */
export type AttemptForFiles = (
  files: readonly FileOutcome[],
  work: () => Promise<void>,
) => Promise<void>;

/** The plan that was carried out, and the playlists that were followed. */
interface Done {
  readonly plan: Plan;
  readonly followed: readonly PlaylistPlan[];
}

/**
 * One look at the list shows whether all that was made, filled and followed is there, and nobody
 * else did the same: a provider was seen to accept items for playlists that no longer exist.
 */
export async function checkPlaylists(
  run: Run,
  done: Done,
  attempt: AttemptForFiles,
): Promise<void> {
  const { follows, filled } = writtenIn(run, done);
  const written = [...follows, ...filled];
  if (written.length === 0) return;
  // If the list cannot be read, the result is unknown: the next run looks again.
  const outcomes = written.map((each) => outcomeOf(run, each));
  await attempt(outcomes, async () => {
    let missing: readonly PlaylistPlan[] = [];
    let short: readonly ListedPlaylist[] = [];
    let playlists: readonly ListedPlaylist[] = [];
    await waitForVisibleWrites(run);
    await pollUntilTrue(run, async () => {
      playlists = await listTargetPlaylists(run);
      const listed = new Map(playlists.map((each) => [each.id, each]));
      const references = new Set(playlists.map((each) => referenceIn(run, each)));
      missing = [
        ...filled.filter((each) => !listed.has(outcomeOf(run, each).id ?? "")),
        ...follows.filter(({ wanted }) => !references.has(referenceIn(run, wanted.source))),
      ];
      short = filled.flatMap((each) => listed.get(outcomeOf(run, each).id ?? "") ?? []);
      short = short.filter(({ id, total }) => (total ?? 0) < (run.lengths.get(id) ?? 0));
      return missing.length + short.length === 0;
    });
    await noteDoubles(run, filled, playlists);
    const lost = new Set(await findLost(run, short));
    const grown = new Set(findGrown(run, filled, playlists));
    const absent = new Set(missing);
    for (const each of written) {
      const outcome = outcomeOf(run, each);
      if (absent.has(each) || lost.has(outcome.id ?? "")) outcome.failed = "restore/not-saved";
      else if (grown.has(each)) outcome.failed = "restore/changed";
      else if (each.action === "follow") outcome.added += 1;
    }
  });
}

async function noteDoubles(
  run: Run,
  filled: readonly PlaylistPlan[],
  playlists: readonly ListedPlaylist[],
): Promise<void> {
  const made = filled.filter((each) => each.id === null);
  const doubles = findDoubles(run, made, playlists);
  run.outcome.doubles.push(...doubles);
  const removed = new Set(doubles.flatMap(({ remove }) => remove.map(({ id }) => id)));
  for (const each of made) {
    if (!removed.has(outcomeOf(run, each).id ?? "")) continue;
    // Once it is deleted, nothing may take it for one that does not show yet.
    await run.journal.record({ type: "doubled", at: now(run), key: each.wanted.source.key });
  }
}

function writtenIn(run: Run, { plan, followed }: Done) {
  const refused = new Set(run.outcome.skipped.map(({ file }) => file));
  const isWritten = (each: PlaylistPlan) => outcomeOf(run, each).failed === null;
  return {
    follows: followed.filter((each) => !refused.has(each.wanted.source.file) && isWritten(each)),
    filled: plan.playlists.filter((each) => isFilled(each) && isWritten(each)),
  };
}

function referenceIn(run: Run, { playlist }: Pick<ListedPlaylist, "playlist">): string | undefined {
  return playlist.refs[run.provider.name];
}

/**
 * The playlists that lack entries although Spotify accepted them. Their present entries are noted,
 * so that the next run puts back the rest. The list of playlists may show an earlier number for
 * longer than the playlists themselves.
 */
async function findLost(run: Run, short: readonly ListedPlaylist[]): Promise<readonly string[]> {
  const lost: string[] = [];
  for (const listed of short) {
    const wanted = run.lengths.get(listed.id) ?? 0;
    if ((await countItems(run, listed.id)) >= wanted) continue;
    await readItems(run, listed, undefined, true);
    lost.push(listed.id);
  }
  return lost;
}

/** Those that have more entries than this run left them with: somebody else filled them, too. */
function findGrown(
  run: Run,
  filled: readonly PlaylistPlan[],
  playlists: readonly ListedPlaylist[],
): readonly PlaylistPlan[] {
  const totalsBefore = totalsOf(run.listed);
  const totals = totalsOf(playlists);
  return filled.filter((each) => {
    const { id, added } = outcomeOf(run, each);
    // If the provider counts more than its rows, it did so before, too.
    const before = Math.max(
      (totalsBefore.get(id ?? "") ?? 0) + added,
      run.lengths.get(id ?? "") ?? 0,
    );
    return (totals.get(id ?? "") ?? 0) > before;
  });
}
