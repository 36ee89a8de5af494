import {
  type AppError,
  CancelledError,
  RateLimitError,
  toAppError,
  UsageError,
} from "../errors.ts";
import { KINDS, type Kind } from "../model/records.ts";
import { isAuthentic, type Metadata } from "../snapshot/metadata.ts";
import { opaqueFileId, playlistFileId, snapshotName } from "../snapshot/names.ts";
import { RESTORED, type State } from "../store/state.ts";
import type { SnapshotWriter } from "../store/store.ts";
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
 * `config/include`, `StoreError` for a place that cannot be written to), and `CancelledError`, after
 * which nothing of the run is left.
 */
export async function runBackup(options: BackupOptions, deps: BackupDeps): Promise<BackupResult> {
  const include = KINDS.filter((kind) => options.include.includes(kind));
  if (include.length === 0) {
    throw new UsageError("config/include", "Nothing is included in the backup.", {
      hint: `Name at least one of ${KINDS.join(", ")}.`,
    });
  }
  await options.store.checkWritable();
  const run: Run = {
    options,
    deps,
    include,
    startedAt: deps.clock.now(),
    files: new Map(),
    remarks: new Map(),
    described: new Map(),
    warnings: [],
    accountKnown: false,
    previous: null,
    listed: [],
    started: null,
  };
  const ending = await readLibrary(run);
  if (ending instanceof CancelledError) {
    await run.started?.context.writer.abort();
    throw ending;
  }
  return finishRun(run, ending);
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
      retryAt: pausedUntil,
      hint: "Run it again after that time. Nothing was asked of it now.",
    },
  );
}

async function startSnapshot(run: Run): Promise<RunContext> {
  const { provider, store, newUser, state: openState } = run.options;
  const account = await provider.account();
  run.accountKnown = true;
  const user = await chooseUser(store, provider.name, account, newUser);
  const keys = chooseKeys(run, user);
  const { previous, damaged } = await findPrevious(store, user, run.include, (metadata, bytes) =>
    isOurs(keys, metadata, bytes),
  );
  if (damaged > 0) run.warnings.push({ code: "previous-damaged", now: damaged });
  run.previous = previous;
  warnOfRecipients(run, keys);
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

/** Whether a snapshot that names our key was made with it. Of others nothing is taken over. */
function isOurs({ sealing, digest }: RunKeys, metadata: Metadata, bytes: Uint8Array): boolean {
  const isSameKey = sealing !== null && metadata.encryption?.keyId === sealing.keyId;
  return !isSameKey || isAuthentic(bytes, digest);
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
