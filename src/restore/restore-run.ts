import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import type { Catalogue } from "../model/catalogue.ts";
import type { ListedPlaylist, MusicProvider } from "../model/provider.ts";
import type { Kind } from "../model/records.ts";
import type { MusicWriter } from "../model/writer.ts";
import type { Journal } from "./journal.ts";
import type { MatchReason, Normalise } from "./match-playlists.ts";
import type { CollectionPlan, PlaylistPlan, Skip, Substitution } from "./plan.ts";

/** The result for one file of the snapshot. */
export interface FileOutcome {
  readonly file: string;
  readonly kind: Kind;
  /** A playlist's name; empty for a collection. */
  readonly title: string;
  /** The action for a playlist, and the reason for which it was taken to be the one. */
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

/** A playlist that is in the target more than once, because somebody else made it meanwhile. */
export interface DuplicatePlaylist {
  readonly file: string;
  readonly title: string;
  /** The copies that can be deleted; one of them may be this run's. */
  readonly remove: readonly { readonly id: string; readonly link: string | null }[];
}

/** The results so far. */
export interface RestoreOutcome {
  readonly skipped: Skip[];
  readonly substituted: Substitution[];
  readonly doubles: DuplicatePlaylist[];
  /**
   * The way in which the likes were put back; `null`: there was nothing to do, or nothing is done
   * yet.
   */
  likes: "dated" | "batches" | null;
}

/** The state that the parts of one restore share. */
export interface Run {
  readonly provider: MusicProvider;
  readonly writer: MusicWriter;
  readonly catalogue: Catalogue;
  /** The references that the person chose. They are not replaced. */
  readonly chosen: ReadonlySet<string>;
  readonly normalise: Normalise;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly log: Log;
  readonly outcome: RestoreOutcome;
  /** Id of a file of the snapshot → its result. */
  readonly files: Map<string, FileOutcome>;
  /** The playlists of the target as the plan was made for them. */
  readonly listed: readonly ListedPlaylist[];
  /** Ids of playlists that are known not to be new. */
  readonly knownIds: Set<string>;
  /** Id of a playlist that was filled → how many entries it must have. */
  readonly lengths: Map<string, number>;
  readonly onProgress: (() => void) | undefined;
}

/** The place where the result of a step is noted. */
export function outcomeOf(run: Run, plan: CollectionPlan | PlaylistPlan): FileOutcome {
  const file = "kind" in plan ? plan.kind : plan.wanted.source.file;
  const known = run.files.get(file);
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
  run.files.set(file, outcome);
  return outcome;
}

/** The time, as journals have it. */
export function now({ clock }: Run): string {
  return clock.now().toISOString();
}
