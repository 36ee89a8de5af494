import {
  type AppError,
  CancelledError,
  RateLimitError,
  toAppError,
  UsageError,
} from "../errors.ts";
import { holdsSealed } from "../history/walk.ts";
import { KINDS, type Kind } from "../model/records.ts";
import type { SnapshotWriter } from "../model/snapshot-store.ts";
import { RESTORED, type State } from "../model/state.ts";
import type { Evidence } from "../snapshot/doubt.ts";
import { opaqueFileId, playlistFileId, snapshotName } from "../snapshot/names.ts";
import { backupCollection } from "./collections.ts";
import type { RunContext } from "./context.ts";
import { backupCovers } from "./covers.ts";
import { createPlainFiles, type FileWriter } from "./files.ts";
import { finishRun } from "./finish.ts";
import { backupPlaylists } from "./playlists.ts";
import { forEachOf } from "./pool.ts";
import { findPrevious, type Previous } from "./previous.ts";
import { createSnapshotRecall, createStateRecall, NO_RECALL, type Recall } from "./recall.ts";
import { refresh } from "./refresh.ts";
import type { BackupDeps, BackupOptions, BackupResult } from "./run.ts";
import { createSealedFiles, isFresh } from "./sealed-files.ts";
import { chooseKeys, type Run, type RunKeys } from "./state.ts";
import { chooseUser } from "./user.ts";

/** How many kinds are read beside each other; the provider's gate bounds the requests. */
const KINDS_AT_ONCE = 2;

/**
 * Backs up a library into one new snapshot.
 *
 * What goes wrong on the way ends up in the result, which says what was kept; see `BackupResult`.
 * Thrown is only what is found before the provider is asked for anything (`UsageError`
 * `config/include` and `config/plain`, `StoreError` for a place that cannot be written to), and
 * `CancelledError`, where
 * nothing of the run is left: what was read is kept as long as no complete snapshot has it all.
 */
export async function runBackup(options: BackupOptions, deps: BackupDeps): Promise<BackupResult> {
  const include = KINDS.filter((kind) => options.include.includes(kind));
  if (include.length === 0) {
    throw new UsageError("config/include", "Nothing is included in the backup.", {
      hint: `Name at least one of ${KINDS.join(", ")}.`,
    });
  }
  await options.store.checkWritable();
  await refuseUnsealed(options);
  const run: Run = {
    options,
    deps,
    include,
    startedAt: deps.clock.now(),
    files: new Map(),
    remarks: new Map(),
    described: new Map(),
    warnings: [],
    previous: null,
    listed: [],
    started: null,
  };
  const ending = await readLibrary(run);
  if (ending instanceof CancelledError && !isWorthKeeping(run)) {
    await run.started?.context.writer.abort();
    throw ending;
  }
  return finishRun(run, ending);
}

/** Forgotten recipients must not put a library in the clear beside its sealed snapshots. */
async function refuseUnsealed({ store, sealing, plain }: BackupOptions): Promise<void> {
  if (sealing !== undefined || plain || !(await holdsSealed(store))) return;
  throw new UsageError(
    "config/plain",
    `${store.location} holds sealed snapshots, and this one would be in the clear.`,
    {
      hint: "Set AGE_RECIPIENTS, or --recipient, to your recipient (age1…). If it is meant to be in the clear, add --plain.",
    },
  );
}

/** Whether a run that was to stop has read something that no complete snapshot has. */
function isWorthKeeping({ files, previous }: Run): boolean {
  if (previous?.metadata.status === "complete") return false;
  return [...files.values()].some(({ parts }) => parts.length > 0);
}

/** Reads all that is included; gives what ended the run early, or `null`. */
async function readLibrary(run: Run): Promise<AppError | null> {
  try {
    refuseTooEarly(run);
    const context = await startSnapshot(run);
    await forEachOf(run.include, KINDS_AT_ONCE, (kind) => backupKind(context, kind, run));
    await refresh(context, [...run.files.values()], run.listed);
    return null;
  } catch (error) {
    return toAppError(error);
  }
}

/** The provider said when to come back; asking earlier would only make that later. */
function refuseTooEarly({ options: { pausedUntil, provider }, startedAt }: Run): void {
  if (pausedUntil === undefined || pausedUntil <= startedAt) return;
  const until = pausedUntil.toISOString();
  throw new RateLimitError(
    "provider/rate-limited",
    `${provider.name} accepts no requests until ${until}.`,
    {
      ...{ retryAt: pausedUntil, isTold: true },
      hint: "Run it again after that time. Nothing was asked of it now.",
    },
  );
}

async function startSnapshot(run: Run): Promise<RunContext> {
  const { provider, store, newUser, state: openState } = run.options;
  const account = await provider.account();
  const user = await chooseUser(store, provider.name, account, newUser);
  const keys = chooseKeys(run, user);
  const evidence = await evidenceOf(run, keys);
  const { previous, damaged, foreign } = await findPrevious(store, user, run.include, evidence);
  if (damaged > 0) run.warnings.push({ code: "previous-damaged", now: damaged });
  // A run in the clear has no key to tell sealed snapshots from others.
  const canTell = keys.sealing !== null || !evidence.isSealed;
  if (foreign > 0 && canTell) run.warnings.push({ code: "foreign", now: foreign });
  run.previous = previous;
  warnOfRecipients(run, keys);
  // The first snapshot of an account has a key of its own.
  if (previous !== null || damaged + foreign > 0) warnOfKey(run, keys, user);
  const state = (await openState?.(user)) ?? null;
  const restored = await state?.read(RESTORED);
  const writer = await store.create(user, snapshotName(run.startedAt));
  const past = {
    previous,
    state,
    restoredAt: restored ? Buffer.from(restored).toString() : null,
  };
  const context = createContext(run, keys, writer, past);
  run.started = { keys, context, state };
  return context;
}

/** A run believes what its own key proves; one in the clear, what is where nothing was ever sealed. */
async function evidenceOf(
  { options, startedAt: now }: Run,
  { sealing, digest }: RunKeys,
): Promise<Evidence> {
  const { keyId = null } = sealing ?? {};
  return {
    believed: new Set(keyId === null ? [] : [keyId]),
    keys: new Map(keyId === null ? [] : [[keyId, digest]]),
    isAmbiguous: false,
    isSealed: keyId !== null || (await holdsSealed(options.store)),
    now,
  };
}

/** What is left of earlier runs. */
interface Past {
  readonly previous: Previous | null;
  readonly state: State | null;
  readonly restoredAt: string | null;
}

function createContext(
  run: Run,
  keys: RunKeys,
  writer: SnapshotWriter,
  { previous, state, restoredAt }: Past,
): RunContext {
  const { sealing, digest } = keys;
  const before = previous?.metadata.encryption ?? null;
  const carries = (before?.keyId ?? null) === (sealing?.keyId ?? null);
  const { clock, log } = run.deps;
  const files: FileWriter =
    sealing === null
      ? createPlainFiles(writer)
      : createSealedFiles({
          writer,
          sealer: sealing.sealer,
          digest,
          previous: carries ? previous : null,
          clock,
          state,
        });
  const isSameSeal = before?.recipients.join(" ") === sealing?.sealer.recipients.join(" ");
  return {
    provider: run.options.provider,
    writer,
    files,
    digest,
    fileId: (kind, id) =>
      sealing === null ? playlistFileId(kind, id) : opaqueFileId(kind, id, digest),
    previous,
    carries,
    fits: ({ parts }) =>
      carries &&
      (sealing === null || (isSameSeal && parts.every((part) => isFresh(part, clock.now())))),
    recall: chooseRecall(run, carries, previous, state),
    full: run.options.full,
    startedAt: run.startedAt,
    restoredAt,
    clock,
    log,
    record: (file, remarks = []) => {
      run.files.set(file.id, file);
      run.remarks.set(file.id, remarks);
    },
    isRecorded: (id) => run.files.has(id),
    warn: (warning) => run.warnings.push(warning),
    describe: (file, { id, playlist }) => run.described.set(file, { of: id, title: playlist.name }),
    onRead: createProgress(run),
  };
}

function chooseRecall(
  { options, deps }: Run,
  carries: boolean,
  previous: Previous | null,
  state: State | null,
): Recall {
  if (previous === null) return NO_RECALL;
  if (previous.metadata.encryption === null) {
    return createSnapshotRecall(options.store, previous.ref, deps.log);
  }
  return carries && state !== null ? createStateRecall(state, deps.log) : NO_RECALL;
}

/** Tells when the snapshot is sealed to others than the one before: a changed setting is a door. */
function warnOfRecipients({ previous, warnings }: Run, { sealing }: RunKeys): void {
  const before = previous?.metadata.encryption?.recipients.join(" ");
  if (before !== undefined && before !== sealing?.sealer.recipients.join(" ")) {
    warnings.push({ code: "recipients-changed" });
  }
}

/** Tells when the content key is none of those on record, as after a change of the app. */
function warnOfKey({ options, warnings }: Run, { sealing }: RunKeys, user: string): void {
  const recorded = options.recordedKeyIds?.(user) ?? [];
  if (sealing !== null && recorded.length > 0 && !recorded.includes(sealing.keyId)) {
    warnings.push({ code: "key-changed" });
  }
}

async function backupKind(context: RunContext, kind: Kind, run: Run): Promise<void> {
  if (kind !== "playlists") {
    await backupCollection(context, kind);
    return;
  }
  run.listed = await backupPlaylists(context);
  if (run.options.covers) await backupCovers(context, run.listed);
}

function createProgress({ options }: Run): (entries: number) => void {
  const progress = { files: 0, entries: 0 };
  return (entries) => {
    progress.files += 1;
    progress.entries += entries;
    options.onProgress?.({ ...progress, requests: options.provider.requests() });
  };
}
