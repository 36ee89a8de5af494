import { skippedItem } from "./plan.ts";
import type { SourceItem } from "./restore-item.ts";
import { now, type Run } from "./restore-run.ts";
import { repeat } from "./retry-rules.ts";

/** Looks for another reference of the same recording; `null` when there is none. Remembered. */
export async function substitute(
  run: Run,
  file: string,
  item: SourceItem,
): Promise<SourceItem | null> {
  const { journal, writer, provider, outcome } = run;
  const { reference, isrc, title } = item;
  const tracks = isrc === undefined ? [] : await repeat(run, () => writer.findByIsrc(isrc));
  const replaced = journal.progress().replaced;
  const usable = tracks.filter(({ refs }) => {
    const other = refs[provider.name];
    if (other === undefined) return false;
    // One that was refused stands for nothing now, or for another one.
    if (replaced.has(other) && replaced.get(other) !== other) return false;
    return item.state === "lookup" || other !== reference;
  });
  const best = usable.find((track) => track.title === title) ?? usable[0];
  const by = best?.refs[provider.name] ?? null;
  await journal.record({ type: "replaced", at: now(run), reference, by });
  if (best === undefined || by === null) {
    skip(run, file, item);
    return null;
  }
  if (by !== reference) {
    outcome.substituted.push({ file, title, from: reference, to: by, toTitle: best.title });
  }
  return { ...item, state: "ready", reference: by };
}

/** The items as they can be sent: in the light of what was learned on the way, and looked up. */
export async function resolve(
  run: Run,
  file: string,
  items: readonly SourceItem[],
): Promise<readonly SourceItem[]> {
  const { substituted } = run.outcome;
  const resolved: SourceItem[] = [];
  for (const item of items) {
    const { reference, title } = item;
    const by = run.journal.progress().replaced.get(reference);
    if (by === null) {
      skip(run, file, item);
    } else if (by !== undefined && by !== reference) {
      substituted.push({ file, title, from: reference, to: by, toTitle: title });
      resolved.push({ ...item, state: "ready", reference: by });
    } else {
      const found = item.state === "lookup" ? await substitute(run, file, item) : item;
      if (found !== null) resolved.push(found);
    }
  }
  return resolved;
}

/** Notes that an item is not put back. */
function skip({ outcome, files, provider }: Run, file: string, item: SourceItem): void {
  const playlist = files.get(file)?.title || null;
  const reason = item.state === "lookup" ? "unavailable" : "refused";
  outcome.skipped.push(skippedItem(item, { file, playlist }, reason, provider.link));
}
