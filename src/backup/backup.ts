import { type AppError, CancelledError, toAppError, UsageError } from "../errors.ts";
import { KINDS, type Kind } from "../model/records.ts";
import { opaqueFileId, playlistFileId, snapshotName } from "../snapshot/names.ts";
import type { SnapshotWriter } from "../store/store.ts";
import { backupCollection } from "./collections.ts";
import type { RunContext } from "./context.ts";
import { backupCovers } from "./covers.ts";
import { createPlainFiles, type FileWriter } from "./files.ts";
import { finishRun } from "./finish.ts";
import { backupPlaylists } from "./playlists.ts";
import { forEachOf } from "./pool.ts";
import { findPrevious, type Previous } from "./previous.ts";
import type { BackupDeps, BackupOptions, BackupResult } from "./run.ts";
import { createSealedFiles } from "./sealed-files.ts";
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
    described: new Map(),
    warnings: [],
    accountKnown: false,
    previous: null,
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
    const context = await startSnapshot(run);
    await forEachOf(run.include, KINDS_AT_ONCE, (kind) => backupKind(context, kind, run));
    return null;
  } catch (error) {
    return toAppError(error);
  }
}

async function startSnapshot(run: Run): Promise<RunContext> {
  const { provider, store, newUser } = run.options;
  const account = await provider.account();
  run.accountKnown = true;
  const user = await chooseUser(store, provider.name, account, newUser);
  const { previous, damaged } = await findPrevious(store, user, run.include);
  if (damaged > 0) run.warnings.push({ code: "previous-damaged", now: damaged });
  run.previous = previous;
  const keys = chooseKeys(run, user);
  warnOfRecipients(run, keys);
  const writer = await store.create(user, snapshotName(run.startedAt));
  const context = createContext(run, keys, writer, previous);
  run.started = { keys, context };
  return context;
}

function createContext(
  run: Run,
  keys: RunKeys,
  writer: SnapshotWriter,
  previous: Previous | null,
): RunContext {
  const { sealing, digest } = keys;
  const carries = (previous?.metadata.encryption?.keyId ?? null) === (sealing?.keyId ?? null);
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
        });
  return {
    provider: run.options.provider,
    writer,
    files,
    digest,
    fileId: (kind, id) =>
      sealing === null ? playlistFileId(kind, id) : opaqueFileId(kind, id, digest),
    previous,
    carries,
    log,
    record: (file) => run.files.set(file.id, file),
    isRecorded: (id) => run.files.has(id),
    warn: (warning) => run.warnings.push(warning),
    describe: (file, { id, playlist }) => run.described.set(file, { of: id, title: playlist.name }),
    onRead: createProgress(run),
  };
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
  const listed = await backupPlaylists(context);
  if (run.options.covers) await backupCovers(context, listed);
}

function createProgress({ options }: Run): (entries: number) => void {
  const progress = { files: 0, entries: 0 };
  return (entries) => {
    progress.files += 1;
    progress.entries += entries;
    options.onProgress?.({ ...progress, requests: options.provider.requests() });
  };
}
