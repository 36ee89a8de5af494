import { type FileOutcome, now, type Run } from "./run.ts";

/**
 * Notes each kind of which the provider refused all, with nothing of it in the target: then it is not
 * the things that are to blame. Their files are not complete, and the next run tries them again.
 */
export async function noteRefusedKinds(run: Run): Promise<void> {
  for (const files of Map.groupBy(run.outcome.files, ({ kind }) => kind).values()) {
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
  // What was to stand in for something was refused as well.
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
