import { match } from "../match/match.ts";
import type { Track } from "../model/records.ts";
import { skippedItem } from "./plan.ts";
import type { SourceItem } from "./restore-item.ts";
import { now, type Run } from "./restore-run.ts";
import { repeat } from "./retry-rules.ts";

/**
 * Looks for another reference of a recording that the provider refuses; `null` when there is none
 * that is surely the same. The answer is remembered. A recording that a person chose is not
 * replaced.
 */
export async function substitute(
  run: Run,
  file: string,
  item: SourceItem,
): Promise<SourceItem | null> {
  const { journal, provider, outcome } = run;
  const { reference, title } = item;
  const other = run.chosen.has(reference) ? null : await findOther(run, item);
  const by = other?.refs[provider.name] ?? null;
  await journal.record({ type: "replaced", at: now(run), reference, by });
  if (other === null || by === null) {
    skip(run, file, item);
    return null;
  }
  outcome.substituted.push({ file, title, from: reference, to: by, toTitle: other.title });
  return { ...item, state: "ready", reference: by };
}

async function findOther(run: Run, item: SourceItem): Promise<Track | null> {
  const { catalogue, journal, provider } = run;
  const { isrc, reference } = item;
  if (isrc === undefined) return null;
  const tracks = await repeat(run, () => catalogue.byIsrc(isrc));
  const { replaced } = journal.progress();
  const usable = tracks.filter(({ refs }) => {
    const other = refs[provider.name];
    if (other === undefined || other === reference) return false;
    // One that was refused stands for nothing now, or for another one.
    return !replaced.has(other) || replaced.get(other) === other;
  });
  const { level, best } = match(recordingOf(item), usable);
  return level === "certain" || level === "likely" ? (best?.candidate ?? null) : null;
}

/** The recording as far as it is known. Most items have no length and no album. */
function recordingOf({ wanted, title, artists, isrc }: SourceItem): Track {
  if (wanted !== undefined) return wanted.track;
  const names = artists.map((name) => ({ name, refs: {} }));
  return { title, artists: names, durationMs: 0, refs: {}, ...(isrc && { isrc }) };
}

/** The items as they can be sent, with the replacements that were found during the restore. */
export function applySubstitutes(
  run: Run,
  file: string,
  items: readonly SourceItem[],
): readonly SourceItem[] {
  const { substituted } = run.outcome;
  const { replaced } = run.journal.progress();
  return items.flatMap((item) => {
    const { reference, title } = item;
    const by = replaced.get(reference);
    if (by === undefined || by === reference) return item;
    if (by === null) {
      skip(run, file, item);
      return [];
    }
    substituted.push({ file, title, from: reference, to: by, toTitle: title });
    return { ...item, state: "ready" as const, reference: by };
  });
}

/** Notes that an item is not put back. */
function skip({ outcome, files, provider }: Run, file: string, item: SourceItem): void {
  const playlist = files.get(file)?.title || null;
  outcome.skipped.push(skippedItem(item, { file, playlist }, "refused", provider.link));
}
