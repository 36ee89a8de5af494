import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import type { ListedPlaylist, MusicProvider } from "../model/provider.ts";
import type { Kind } from "../model/records.ts";
import type { MusicWriter } from "../model/writer.ts";
import type { SourceItem } from "./item.ts";
import type { Journal } from "./journal.ts";
import type { MatchReason, Normalise } from "./match-playlists.ts";
import { type CollectionPlan, type PlaylistPlan, type Skip, skippedItem } from "./plan.ts";
import { repeat } from "./retry.ts";

/** What became of one file of the snapshot. */
export interface FileOutcome {
  readonly file: string;
  readonly kind: Kind;
  /** A playlist's name; empty for a collection. */
  readonly title: string;
  /** What was done about a playlist, and why it was taken to be the one. */
  readonly action?: PlaylistPlan["action"];
  readonly how?: MatchReason | null;
  /** The target's playlist. */
  id?: string | null;
  added: number;
  readonly present: number;
  /** Items that are in another place than they were. */
  readonly moved: number;
  readonly appended: number;
  /** The error code of what kept the rest from being put back. */
  failed: string | null;
}

/** A recording that stands in for one that is no longer there. */
export interface Substitution {
  readonly file: string;
  readonly title: string;
  readonly from: string;
  readonly to: string;
  readonly toTitle: string;
}

/** A playlist that is in the target more than once, because somebody else made it meanwhile. */
export interface Double {
  readonly file: string;
  readonly title: string;
  /** The copies that can be deleted; one of them may be this run's. */
  readonly remove: readonly { readonly id: string; readonly link: string | null }[];
}

/** What has happened so far. */
export interface Outcome {
  readonly files: FileOutcome[];
  readonly skipped: Skip[];
  readonly substituted: Substitution[];
  readonly doubles: Double[];
  /** How the likes were put back; `null`: there was nothing to do, or nothing done yet. */
  likes: "dated" | "batches" | null;
}

/** What the parts of one restore share. */
export interface Run {
  readonly provider: MusicProvider;
  readonly writer: MusicWriter;
  readonly normalise: Normalise;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly log: Log;
  readonly outcome: Outcome;
  /** The playlists of the target as the plan was made for them. */
  readonly listed: readonly ListedPlaylist[];
  /** Ids of playlists that are known not to be new. */
  readonly known: Set<string>;
  /** Id of a playlist that was filled → how many entries it must have. */
  readonly lengths: Map<string, number>;
  readonly onProgress: (() => void) | undefined;
}

/** The place where the result of a step is noted. */
export function outcomeOf(run: Run, plan: CollectionPlan | PlaylistPlan): FileOutcome {
  const file = "kind" in plan ? plan.kind : plan.wanted.source.file;
  const known = run.outcome.files.find((each) => each.file === file);
  if (known !== undefined) return known;
  const common = { file, present: plan.present, added: 0, failed: plan.failed };
  const outcome: FileOutcome =
    "kind" in plan
      ? { ...common, kind: plan.kind, title: "", moved: 0, appended: 0 }
      : {
          ...common,
          kind: "playlists",
          title: plan.wanted.source.playlist.name,
          action: plan.action,
          how: plan.how,
          id: plan.id,
          moved: plan.moved,
          appended: plan.appended,
        };
  run.outcome.files.push(outcome);
  return outcome;
}

/** The time, as journals have it. */
export function now({ clock }: Run): string {
  return clock.now().toISOString();
}

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
function skip({ outcome, provider }: Run, file: string, item: SourceItem): void {
  const playlist = outcome.files.find((each) => each.file === file)?.title || null;
  const reason = item.state === "lookup" ? "unavailable" : "refused";
  outcome.skipped.push(skippedItem(item, { file, playlist }, reason, provider.link));
}

/** `list` in pieces of at most `size`. */
export function chunksOf<T>(list: readonly T[], size: number): (readonly T[])[] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, index) =>
    list.slice(index * size, (index + 1) * size),
  );
}
