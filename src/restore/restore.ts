import type { Clock } from "../clock.ts";
import { type AppError, CancelledError, ConflictError, RateLimitError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Catalogue } from "../model/catalogue.ts";
import type { Account, MusicProvider } from "../model/provider.ts";
import type { Open } from "../model/sealer.ts";
import type { State } from "../model/state.ts";
import type { MusicWriter, PlaylistDetails } from "../model/writer.ts";
import { NO_DECISIONS } from "../resolve/decisions.ts";
import { readReview } from "../resolve/read-review.ts";
import type { SearchNeed } from "../resolve/resolve.ts";
import type { Reviewed } from "../resolve/review-file.ts";
import { userName } from "../snapshot/names.ts";
import { applyPlan, finish, noteRefusedKinds } from "./apply-plan.ts";
import { estimateRestoreRequests } from "./estimate.ts";
import { type Journal, type JournalLines, openJournal } from "./journal.ts";
import type { Library, SkippedFile, UnprovedFile } from "./library.ts";
import { loadLibrary, type RestoreSource } from "./load-library.ts";
import { type PlanRules, planLibrary } from "./make-plan.ts";
import type { Normalise } from "./match-playlists.ts";
import { awaitLastWrite, type ObserveDeps, observeTarget, type Target } from "./observe-target.ts";
import { countMissing, isEmptyPlan, kindsOf, type Plan, type Todo } from "./plan.ts";
import { type ResolvedLibrary, resolveLibrary, substitutionsIn } from "./resolve-library.ts";
import { type FileOutcome, outcomeOf, type RestoreOutcome, type Run } from "./restore-run.ts";

/** The sources of a restore, and its target. */
export interface RestoreOptions {
  readonly sources: readonly RestoreSource[];
  /** Opens sealed files; `null`: there is no identity. */
  readonly open: Open | null;
  /** Kinds, ids of files and names of playlists; empty: everything. */
  readonly only: readonly string[];
  /** The account that everything goes to. */
  readonly provider: MusicProvider;
  readonly writer: MusicWriter;
  readonly catalogue: Catalogue;
  /** Keeps what was found out about recordings. It may be lost at any time. */
  readonly memory: State;
  /** Keeps what the person decided about recordings. */
  readonly decisions: State;
  /** The text of a review that the person gives back; `null`: there is none. */
  readonly review: string | null;
  /**
   * Gives details as the provider keeps them: two playlists are named alike if these names are
   * equal.
   */
  readonly normalise: Normalise;
  /** Confirms that the target may be the account of the snapshot. */
  readonly sameAccount: boolean;
  /** Confirms that files without a proof are restored as well. */
  readonly unproved: boolean;
  /** The journal of this restore; `null`: none is kept. */
  readonly journal: JournalLines | null;
  /** Told now and then how far the writing is. */
  readonly onProgress?: (progress: RestoreProgress) => void;
  /** Told how many recordings have to be looked for, and how many were. */
  readonly onSearch?: (need: SearchNeed, looked: number) => void;
}

/** The progress of a restore. */
export interface RestoreProgress {
  readonly added: number;
  /** The number of items to add. Fewer are added if the provider refuses some. */
  readonly total: number;
  readonly requests: number;
}

/** The clock and the log of a restore. */
export interface RestoreDeps {
  readonly clock: Clock;
  readonly log: Log;
}

/** A restore that is planned. Nothing was written so far. */
export interface PlannedRestore {
  /** The target. */
  readonly account: Account;
  readonly isSameAccount: boolean;
  readonly plan: Plan;
  /** The recordings that had no reference, or one that is not shown any more. */
  readonly recordings: readonly Reviewed[];
  /** The search for them that this run needed. */
  readonly search: SearchNeed;
  /** Whether there is nothing to write. */
  readonly isEmpty: boolean;
  /** Files that cannot be used. */
  readonly unusable: readonly SkippedFile[];
  /** Files that the backup read only in part: restored as far as they go. */
  readonly incomplete: readonly SkippedFile[];
  /** Files that nothing proves, and that are restored all the same. */
  readonly unproved: readonly UnprovedFile[];
  /** Requests sent so far. */
  readonly requests: number;
  /** About how many more it takes; see `estimateRestoreRequests`. */
  readonly requestsToCome: number;
  /** Carries it out, once. Throws `AuthError` `auth/scope` before anything is written. */
  apply(): Promise<RestoreResult>;
}

/** The result of a restore. */
export interface RestoreResult extends RestoreOutcome {
  /** `partial`: something can still be restored, or could not be read. */
  readonly status: "complete" | "partial" | "failed";
  /**
   * The error that ended it early, with `retryAt` if it can go on later; `null`: it came to its
   * end.
   */
  readonly error: AppError | null;
  readonly account: Account;
  readonly recordings: readonly Reviewed[];
  readonly search: SearchNeed;
  readonly files: readonly FileOutcome[];
  readonly added: number;
  readonly present: number;
  readonly unusable: readonly SkippedFile[];
  readonly incomplete: readonly SkippedFile[];
  readonly todo: readonly Todo[];
  /** Requests sent, those for looking and for the login included. */
  readonly requests: number;
}

/**
 * Plans a restore: reads the sources and looks at the target, and writes nothing but the journal.
 *
 * Throws as `loadLibrary` and `openJournal` do; `ConflictError` `restore/same-account` when the
 * target is the account of the snapshot and that was not confirmed; and what the provider throws.
 */
export async function planRestore(
  options: RestoreOptions,
  deps: RestoreDeps,
): Promise<PlannedRestore> {
  const { provider, writer, catalogue, normalise } = options;
  const fresh = options.review === null ? NO_DECISIONS : readReview(options.review, catalogue);
  const library = await loadLibrary(options.sources, {
    open: options.open,
    only: options.only,
    provider: provider.name,
    unproved: options.unproved,
  });
  const account = await provider.account();
  const names = [account.id, ...account.aliases].map((id) => userName(provider.name, id));
  const isSameAccount = library.users.some((user) => names.includes(user));
  if (isSameAccount && !options.sameAccount) {
    throw new ConflictError(
      "restore/same-account",
      "The login is for the account that the snapshot is from.",
      {
        hint: "To restore into another account, log in with that account. To restore into this one, confirm it with --same-account (in the workflow: target: same).",
      },
    );
  }
  const journal = await openJournal(
    options.journal,
    { account: names[0] ?? "", pins: library.pins, labels: library.labels },
    deps.clock.now(),
  );
  const resolved = await resolveLibrary(library, fresh, {
    catalogue,
    memory: options.memory,
    decisions: options.decisions,
    clock: deps.clock,
    log: deps.log,
    onSearch: options.onSearch,
  });
  const context: ObserveDeps = { provider, writer, journal, clock: deps.clock };
  await awaitLastWrite(context);
  const { created, replaced, covers, opening } = journal.progress();
  const rules: PlanRules = {
    created,
    replaced: new Map([...replaced, ...resolved.replaced]),
    unresolved: resolved.unresolved,
    opening,
    covers: new Set(covers),
    provider: provider.name,
    normalise: remember(normalise),
    link: provider.link,
    isSameUser: (user) => user !== null && names.includes(user),
  };
  const target = await observeTarget(context, library, account, rules);
  const plan = planLibrary(library, target, rules);
  const parts = [...plan.collections, ...plan.playlists];
  if (isEmptyPlan(plan) && parts.every(({ failed }) => failed === null)) {
    // A run that was killed after its last write could not say so.
    await journal.record({ type: "finished", at: deps.clock.now().toISOString() });
  }
  return {
    account,
    isSameAccount,
    plan,
    recordings: resolved.recordings,
    search: resolved.search,
    isEmpty: isEmptyPlan(plan),
    unusable: library.skipped,
    incomplete: library.incomplete,
    unproved: library.unproved,
    requests: provider.requests(),
    requestsToCome: estimateRestoreRequests(plan, target.listed.length, writer),
    apply: () => applyRestore({ options, deps, journal, library, resolved, account, target, plan }),
  };
}

/** The same function, which is asked only once about each playlist. */
function remember(normalise: Normalise): Normalise {
  const known = new WeakMap<PlaylistDetails, PlaylistDetails>();
  return (details) => {
    const result = known.get(details) ?? normalise(details);
    known.set(details, result);
    return result;
  };
}

interface Planned {
  readonly options: RestoreOptions;
  readonly deps: RestoreDeps;
  readonly journal: Journal;
  readonly library: Library;
  readonly resolved: ResolvedLibrary;
  readonly account: Account;
  readonly target: Target;
  readonly plan: Plan;
}

async function applyRestore(planned: Planned): Promise<RestoreResult> {
  const { options, deps, plan, target, library, resolved, account } = planned;
  const { provider, writer, catalogue, normalise, onProgress } = options;
  await writer.checkScopes(kindsOf(plan));
  const outcome: RestoreOutcome = {
    skipped: [...plan.collections, ...plan.playlists].flatMap(({ skipped }) => skipped),
    substituted: substitutionsIn(listsToWrite(plan), resolved),
    doubles: [],
    likes: null,
  };
  const files = new Map<string, FileOutcome>();
  const outcomes = () => [...files.values()];
  const added = () => outcomes().reduce((sum, each) => sum + each.added, 0);
  const total = countMissing(plan);
  const run: Run = {
    provider,
    writer,
    catalogue,
    chosen: resolved.chosen,
    normalise,
    journal: planned.journal,
    outcome,
    files,
    clock: deps.clock,
    log: deps.log,
    listed: target.listed,
    knownIds: new Set(target.listed.map(({ id }) => id)),
    lengths: new Map(),
    onProgress:
      onProgress && (() => onProgress({ added: added(), total, requests: provider.requests() })),
  };
  for (const each of [...plan.collections, ...plan.playlists.toReversed()]) outcomeOf(run, each);
  const error = await applyPlan(run, plan, target);
  await noteRefusedKinds(run);
  const isDone = error === null && outcomes().every(({ failed }) => failed === null);
  if (isDone) await finish(run);
  const isAsked = resolved.recordings.every(({ resolution }) => resolution.outcome !== "unasked");
  const isWhole = isAsked && library.skipped.length + library.incomplete.length === 0;
  return {
    ...outcome,
    files: outcomes(),
    status: statusOf(error, isDone && isWhole),
    error,
    account,
    recordings: resolved.recordings,
    search: resolved.search,
    added: added(),
    present: outcomes().reduce((sum, { present }) => sum + present, 0),
    unusable: library.skipped,
    incomplete: library.incomplete,
    todo: plan.todo,
    requests: provider.requests(),
  };
}

/** The items that a plan adds, by the files that they are in. */
function listsToWrite({ collections, playlists }: Plan) {
  return [
    ...collections.map(({ kind, missing }) => ({ file: kind, items: missing })),
    ...playlists.map(({ wanted, inserts }) => ({
      file: wanted.source.file,
      items: inserts.flatMap(({ items }) => items),
    })),
  ];
}

function statusOf(error: AppError | null, isComplete: boolean): RestoreResult["status"] {
  const leavesRest = [RateLimitError, CancelledError, ConflictError];
  if (error !== null && !leavesRest.some((type) => error instanceof type)) return "failed";
  return isComplete ? "complete" : "partial";
}
