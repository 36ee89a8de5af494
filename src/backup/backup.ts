import { type AppError, CancelledError, toAppError, UsageError } from "../errors.ts";
import { KINDS, type Kind } from "../model/records.ts";
import { createDigester } from "../snapshot/digest.ts";
import { snapshotName } from "../snapshot/names.ts";
import { backupCollection } from "./collections.ts";
import type { RunContext } from "./context.ts";
import { backupCovers } from "./covers.ts";
import { createPlainFiles } from "./files.ts";
import { finishRun, type Run } from "./finish.ts";
import { backupPlaylists } from "./playlists.ts";
import { forEachOf } from "./pool.ts";
import { findPrevious } from "./previous.ts";
import type { BackupDeps, BackupOptions, BackupResult } from "./run.ts";
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
    digest: createDigester(null),
    files: new Map(),
    warnings: [],
    accountKnown: false,
    previous: null,
    context: null,
  };
  const ending = await readLibrary(run);
  if (ending instanceof CancelledError) {
    await run.context?.writer.abort();
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
  const writer = await store.create(user, snapshotName(run.startedAt));
  run.previous = previous;
  run.context = {
    provider,
    writer,
    previous,
    files: createPlainFiles(writer),
    digest: run.digest,
    clock: run.deps.clock,
    log: run.deps.log,
    record: (file) => run.files.set(file.id, file),
    warn: (warning) => run.warnings.push(warning),
    onRead: createProgress(run),
  };
  return run.context;
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
