import { join } from "node:path";
import { readNamedFile } from "../disk/errors.ts";
import { lock } from "../disk/lock.ts";
import { ConflictError, RateLimitError } from "../errors.ts";
import { type ChosenSnapshot, chooseSnapshot } from "../history/choose.ts";
import type { Selection } from "../history/list.ts";
import type { Trust } from "../history/trust.ts";
import { snapshotFiles } from "../history/walk.ts";
import type { JournalStore } from "../model/journal-store.ts";
import type { Account } from "../model/provider.ts";
import type { Open } from "../model/sealer.ts";
import type { SnapshotRef, SnapshotStore } from "../model/snapshot-store.ts";
import { RESTORED } from "../model/state.ts";
import { readSubject } from "../restore/journal.ts";
import {
  type PlannedRestore,
  type Progress,
  planRestore,
  type RestoreResult,
} from "../restore/restore.ts";
import type { RestoreSource } from "../restore/source.ts";
import { canonicalJson } from "../snapshot/canonical.ts";
import { userName } from "../snapshot/names.ts";
import { normaliseDetails } from "../spotify/index.ts";
import { type JournalPlace, openJournal } from "./journal.ts";
import type { Session } from "./session.ts";
import { readPause, rememberPause, type States } from "./state.ts";
import { createTrust, type Proofs } from "./trust.ts";
import type { World } from "./world.ts";

export type { Progress, RestoreResult } from "../restore/restore.ts";
export type { RestoreSource } from "../restore/source.ts";

/** A snapshot in a store, to be chosen: the named one, or the latest. */
export interface StoredSource {
  readonly store: SnapshotStore;
  readonly selection: Selection;
}

/**
 * Files of one directory that a person named, as one source: files of another directory may have the
 * same names.
 */
export function namedFiles(directory: string, names: ReadonlySet<string>): RestoreSource {
  return {
    label: [...names].join(" "),
    files: [...names].map((name) => ({ name, read: () => readNamedFile(join(directory, name)) })),
  };
}

/** What a restore can be asked for. */
export interface RestoreRequest {
  readonly sources: readonly (RestoreSource | StoredSource)[];
  /** Opens sealed files. */
  readonly open: Open | null;
  /** Kinds and ids of files; empty: everything. */
  readonly only?: readonly string[];
  /** What tells the owner's snapshots from others, besides `open`. */
  readonly proofs?: Pick<Proofs, "keyIds" | "recorded">;
  /** Confirms that the target may be the account of the snapshot. Default: false. */
  readonly sameAccount?: boolean;
  /** Confirms that what nothing proves is restored as well. Default: false. */
  readonly unproved?: boolean;
  /** `null`: it is kept nowhere how far the restore is. */
  readonly journal: JournalPlace | null;
  /** Leaves nothing behind, not even what was seen. Default: false. */
  readonly dryRun?: boolean;
  /** Where backups are told that the account was written to. */
  readonly states?: States;
  readonly onProgress?: (progress: Progress) => void;
}

/** A planned restore. It holds the account's lock and the journal until it is disposed of. */
export interface RestoreInHand extends PlannedRestore, AsyncDisposable {
  /** What it restores from, each with its place. */
  readonly sources: readonly string[];
  /** The snapshots among them. */
  readonly snapshots: readonly SnapshotRef[];
  /** Whether it goes on with one that was not finished. */
  readonly continues: boolean;
  /** The key ids that are believed only because there is no other; to be put on record. */
  readonly unrecordedKeyIds: readonly string[];
  /** How many snapshots are newer than the latest, and not proved. */
  readonly passedOver: number;
  /** Takes back that it was ever planned, unless it goes on with an earlier one. */
  withdraw(): Promise<void>;
}

/**
 * Plans a restore into the account of `session`; see `planRestore`, whose errors it throws. Nothing
 * is written to the account. What an unfinished restore from the same sources chose as the latest
 * snapshot is chosen again, however many are newer.
 *
 * Throws `RateLimitError` `provider/rate-limited` before the time that an earlier run was told to wait
 * for; `ConflictError` `store/locked` when another process restores into the account; and what
 * `chooseSnapshot` throws.
 *
 * @example
 * ```ts
 * const source = { store: openStore("./backups", world), selection: {} };
 * await using planned = await restore(session, world, {
 *   sources: [source],
 *   open: null,
 *   journal: { root: "./journals" },
 * });
 * if (!planned.isEmpty) console.log((await planned.apply()).status);
 * ```
 */
export async function restore(
  session: Session,
  world: World,
  request: RestoreRequest,
): Promise<RestoreInHand> {
  const { dryRun = false, journal: place, states } = request;
  if (states) await refuseTooEarly(states, session, world);
  await using stack = new AsyncDisposableStack();
  stack.defer(async () => {
    const until = session.pausedUntil();
    if (states && until) await rememberPause(states, until);
  });
  const account = await session.provider.account();
  if (place !== null && !dryRun) {
    const subject = `${session.provider.name} ${account.id}`;
    const what = "A restore into this account";
    stack.use(await lock({ directory: place.root, subject, what }));
  }
  const about = aboutOf(session, account, request);
  const file =
    place && (await openJournal(place, about, { keySource: session.keySource, dryRun }, world));
  if (file !== null) stack.use(file);
  const earlier = file && (await readSubject(file, world.clock.now()));
  const pinned = earlier?.isUnfinished ? earlier.labels : [];
  const { open, proofs } = request;
  const trust = createTrust({ ...proofs, open, keySource: session.keySource }, world);
  const chosen: Chosen[] = [];
  for (const [at, source] of request.sources.entries()) {
    chosen.push(await choose(source, pinned[at], { trust, world }));
  }
  const sources = chosen.map(({ source }) => source);
  const isSame = sources.every(({ label }, at) => label === earlier?.labels[at]);
  if (earlier !== null && !isSame) await file?.clear();
  const { planned, begun } = await plan(session, world, { ...request, sources }, file);
  const continues = pinned.length > 0 && isSame && !begun;
  const held = stack.move();
  return {
    ...planned,
    sources: sources.map(({ label }) => label),
    snapshots: chosen.flatMap(({ ref }) => ref ?? []),
    continues,
    unrecordedKeyIds: chosen.flatMap(({ ref }) => ref?.unrecordedKeyId ?? []),
    passedOver: chosen.reduce((sum, { ref }) => sum + (ref?.passedOver ?? 0), 0),
    apply: () => markRestored(planned, account, { ...request, session, world }),
    withdraw: async () => {
      if (!continues) await file?.clear();
    },
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
}

/**
 * What makes it the same restore in the next run: from the same sources as the person named them,
 * into the same account. Neither a new snapshot nor a renewed login makes another one of it.
 */
function aboutOf(
  { provider }: Session,
  account: Account,
  { sources, only = [] }: RestoreRequest,
): string {
  return canonicalJson({
    account: [provider.name, account.id],
    sources: sources.map((source) =>
      "store" in source
        ? { place: source.store.location, ...source.selection }
        : { label: source.label },
    ),
    only: [...only].sort(),
  });
}

/** No request is sent before the time at which an earlier run was told to come back. */
async function refuseTooEarly(states: States, session: Session, world: World): Promise<void> {
  const until = await readPause(states, world);
  if (until === null) return;
  throw new RateLimitError(
    "provider/rate-limited",
    `${session.provider.name} accepts no requests until ${until.toISOString()}.`,
    { retryAt: until, hint: "Run it again after that time. Nothing was asked of it now." },
  );
}

/** A journal about something else is of no use any more: its snapshot is gone, or files changed. */
async function plan(
  session: Session,
  world: World,
  request: RestoreRequest & { readonly sources: readonly RestoreSource[] },
  journal: JournalStore | null,
): Promise<{ readonly planned: PlannedRestore; readonly begun: boolean }> {
  const { sources, open, only = [], sameAccount = false, unproved = false, onProgress } = request;
  const { provider, writer } = session;
  const options = {
    ...{ sources, open, only, sameAccount, unproved, provider, writer, journal },
    normalise: normaliseDetails,
    ...(onProgress === undefined ? {} : { onProgress }),
  };
  const deps = { clock: world.clock, log: world.log };
  try {
    return { planned: await planRestore(options, deps), begun: false };
  } catch (error) {
    const isOther = error instanceof ConflictError && error.code === "restore/other-journal";
    if (journal === null || !isOther) throw error;
    world.log.info("restore.begun-anew");
    await journal.clear();
    return { planned: await planRestore(options, deps), begun: true };
  }
}

interface Chosen {
  readonly source: RestoreSource;
  readonly ref: ChosenSnapshot | null;
}

/** `pinned` is what the source was called in the restore that is gone on with. */
async function choose(
  source: RestoreSource | StoredSource,
  pinned: string | undefined,
  { trust, world }: { readonly trust: Trust; readonly world: World },
): Promise<Chosen> {
  if (!("store" in source)) return { source, ref: null };
  const { store } = source;
  const selection = (await findPinned(source, pinned)) ?? source.selection;
  const ref = await chooseSnapshot(store, selection, trust);
  // Said here too, for a run that does not come as far as a plan.
  world.log.info("restore.chosen", {
    snapshot: ref.name,
    continues: selection !== source.selection,
  });
  return { source: snapshotSource(store, ref), ref };
}

async function findPinned(
  { store, selection }: StoredSource,
  pinned: string | undefined,
): Promise<SnapshotRef | null> {
  if (pinned === undefined || selection.name !== undefined) return null;
  for (const user of await store.users()) {
    const refs = await store.list(user);
    const ref = refs.find((one) => labelOf(store, one) === pinned);
    if (ref !== undefined) return ref;
  }
  return null;
}

/** A snapshot of a store as a source to restore from. */
export function snapshotSource(
  store: SnapshotStore,
  ref: SnapshotRef & Pick<ChosenSnapshot, "evidence">,
): RestoreSource {
  const { user, name, evidence } = ref;
  return {
    label: labelOf(store, ref),
    snapshot: { user, name, evidence, files: snapshotFiles(store, ref) },
  };
}

function labelOf(store: SnapshotStore, { user, name }: SnapshotRef): string {
  return `${store.location}/${user}/${name}`;
}

/**
 * Carries the restore out, and leaves word of it for backups of the account: before, for the case
 * that it is killed, and after. They know the account by any of its names.
 */
async function markRestored(
  planned: PlannedRestore,
  account: Account,
  { session, world, states }: RestoreRequest & { readonly session: Session; readonly world: World },
): Promise<RestoreResult> {
  const mark = async () => {
    for (const id of [account.id, ...account.aliases]) {
      const state = await states?.ofUser(userName(session.provider.name, id));
      await state?.write(RESTORED, Buffer.from(world.clock.now().toISOString()));
    }
  };
  await mark();
  await states?.save();
  try {
    return await planned.apply();
  } finally {
    await mark();
  }
}
