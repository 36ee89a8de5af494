import { AppError, toAppError } from "../errors.ts";
import { type AttemptForFiles, checkPlaylists } from "./check-playlists.ts";
import { doubled, refuseOthers } from "./concurrent-restore.ts";
import type { Target } from "./observe-target.ts";
import {
  type CollectionPlan,
  isFilled,
  type Plan,
  type PlaylistPlan,
  skippedPlaylist,
} from "./plan.ts";
import { type FileOutcome, now, outcomeOf, type Run } from "./restore-run.ts";
import { isLocal, restoreErrorCode } from "./retry-rules.ts";
import { applyCollection, followPlaylists } from "./write-collection.ts";
import { applyPlaylist } from "./write-playlist.ts";

/** After this number of failures in a row, the restore assumes that nothing will work now. */
const HOPELESS = 3;

/**
 * Carries a plan out. A failure of one file is noted there, and the rest goes on. Returns the error
 * that ended the run early, or `null`.
 */
export async function applyPlan(run: Run, plan: Plan, target: Target): Promise<AppError | null> {
  let failures = 0;
  const attempt: AttemptForFiles = async (files, work) => {
    try {
      await work();
      failures = 0;
    } catch (error) {
      for (const file of files) file.failed = restoreErrorCode(error);
      failures += 1;
      run.log.info("restore.file-failed", { code: restoreErrorCode(error) });
      if (!isLocal(error) || (failures >= HOPELESS && error instanceof AppError)) throw error;
    }
  };
  try {
    const [likes, ...others] = splitLikes(plan.collections);
    for (const each of likes ?? [])
      await attempt([outcomeOf(run, each)], () => collection(run, each));
    await applyPlaylists(run, plan, target, attempt);
    for (const each of others.flat()) {
      await attempt([outcomeOf(run, each)], () => collection(run, each));
    }
    const { doubles } = run.outcome;
    return doubles.length === 0 ? null : doubled(doubles);
  } catch (error) {
    return toAppError(error);
  }
}

function splitLikes(plans: readonly CollectionPlan[]): [CollectionPlan[], CollectionPlan[]] {
  return [
    plans.filter(({ kind }) => kind === "likes"),
    plans.filter(({ kind }) => kind !== "likes"),
  ];
}

async function collection(run: Run, plan: CollectionPlan): Promise<void> {
  if (plan.missing.length > 0) await applyCollection(run, plan, outcomeOf(run, plan));
}

/** From the end of the list to its start, so that each comes on top of those that were below it. */
async function applyPlaylists(
  run: Run,
  plan: Plan,
  target: Target,
  attempt: AttemptForFiles,
): Promise<void> {
  let waiting: PlaylistPlan[] = [];
  const followed: PlaylistPlan[] = [];
  const followWaiting = async () => {
    const batch = waiting;
    waiting = [];
    if (batch.length === 0) return;
    await attempt(
      batch.map((each) => outcomeOf(run, each)),
      () => followAll(run, batch),
    );
    followed.push(...batch);
  };
  const filled = plan.playlists.filter(isFilled);
  if (filled.length > 0) {
    const outcomes = filled.map((each) => outcomeOf(run, each));
    await attempt(outcomes, () => refuseOthers(run, filled));
  }
  for (const each of plan.playlists) {
    if (outcomeOf(run, each).failed !== null) continue;
    if (each.action === "follow") {
      if (each.id === null && each.skipped.length === 0) waiting.push(each);
      if (waiting.length === run.writer.saveLimit) await followWaiting();
      continue;
    }
    if (each.action !== "fill") await followWaiting();
    const isRemembered = each.id !== null && target.remembered.has(each.id);
    const outcome = outcomeOf(run, each);
    await attempt([outcome], () => applyPlaylist(run, each, outcome, isRemembered));
    run.onProgress?.();
  }
  await followWaiting();
  await checkPlaylists(run, { plan, followed }, attempt);
}

async function followAll(run: Run, plans: readonly PlaylistPlan[]): Promise<void> {
  const { name } = run.provider;
  const references = plans.map(({ wanted }) => wanted.source.playlist.refs[name] ?? "");
  const refused = new Set(await followPlaylists(run, references));
  for (const { source } of plans.map(({ wanted }) => wanted)) {
    if (!refused.has(source.playlist.refs[name] ?? "")) continue;
    run.outcome.skipped.push(skippedPlaylist(source, "refused", run.provider));
  }
}

/** Says in the journal that nothing is left to do. */
export async function finish(run: Run): Promise<void> {
  await run.journal.record({ type: "finished", at: now(run) });
}

/**
 * Notes each kind of which the provider refused everything, if the target has nothing of it. The
 * single items are not the reason then. Their files are not complete, and the next run tries them
 * again.
 */
export async function noteRefusedKinds(run: Run): Promise<void> {
  for (const files of Map.groupBy(run.files.values(), ({ kind }) => kind).values()) {
    if (files.some(({ added, present }) => added + present > 0)) continue;
    for (const file of files) await noteRefused(run, file);
  }
}

async function noteRefused(run: Run, outcome: FileOutcome): Promise<void> {
  const { skipped, substituted } = run.outcome;
  const { file } = outcome;
  const refused = skipped.filter((skip) => skip.file === file && skip.reason === "refused");
  if (refused.length === 0) return;
  outcome.failed ??= "restore/refused";
  for (const { reference } of refused) await forget(run, reference);
  // Substitutes were refused as well.
  for (const one of substituted.filter((each) => each.file === file)) {
    substituted.splice(substituted.indexOf(one), 1);
  }
}

/** Has a reference stand for itself again, and so all for which it was to stand in. */
async function forget(run: Run, reference: string): Promise<void> {
  if (reference === "") return;
  await run.journal.record({ type: "replaced", at: now(run), reference, by: reference });
  for (const [from, by] of run.journal.progress().replaced) {
    if (by === reference && from !== reference) await forget(run, from);
  }
}
