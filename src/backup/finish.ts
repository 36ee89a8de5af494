import { type AppError, StoreError } from "../errors.ts";
import { KINDS, type Kind } from "../model/records.ts";
import type { Digester } from "../snapshot/digest.ts";
import {
  encodeMetadata,
  type FileRecord,
  type MetadataContent,
  type Status,
  statusOf,
  type Warning,
} from "../snapshot/metadata.ts";
import { snapshotName } from "../snapshot/names.ts";
import type { SnapshotWriter } from "../store/store.ts";
import { isPause, type RunContext, recordUnread } from "./context.ts";
import { recordUnlisted } from "./playlists.ts";
import type { Previous } from "./previous.ts";
import type { BackupDeps, BackupOptions, BackupResult } from "./run.ts";
import { findShrunk } from "./shrink.ts";

/** What a run has found out so far. */
export interface Run {
  readonly options: BackupOptions;
  readonly deps: BackupDeps;
  readonly include: readonly Kind[];
  readonly startedAt: Date;
  readonly digest: Digester;
  readonly files: Map<string, FileRecord>;
  readonly warnings: Warning[];
  /** Whether the provider has said whose login it is. */
  accountKnown: boolean;
  previous: Previous | null;
  /** `null` until the account is known and its snapshot started. */
  context: RunContext | null;
}

/**
 * Closes a run: accounts for every file that was expected, and commits the snapshot, or takes it
 * back where a failed run leaves nothing. `ending` is what ended the run early.
 */
export async function finishRun(run: Run, ending: AppError | null): Promise<BackupResult> {
  try {
    if (run.context !== null && ending !== null) await recordMissing(run, run.context, ending);
    const writer = run.context?.writer ?? (await failedRunWriter(run, ending));
    const status = statusAfter(run, ending);
    run.warnings.push(...findShrunk([...run.files.values()], run.previous));
    if (status === "failed" && !run.options.store.keepsFailedRuns) {
      await writer?.abort();
      return resultOf(run, status, ending, null);
    }
    await writer?.commit(encodeMetadata(describe(run, status, ending, writer.ref.user), null));
    return resultOf(run, status, ending, writer);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    // Most likely what ended the run in the first place: there is no place to leave anything.
    await run.context?.writer.abort().catch(() => {});
    return resultOf(run, "failed", ending ?? error, null);
  }
}

function statusAfter({ files }: Run, ending: AppError | null): Status {
  if (ending === null) return statusOf([...files.values()]);
  return isPause(ending) ? "partial" : "failed";
}

/** Records what the run never came to. */
async function recordMissing(run: Run, context: RunContext, ending: AppError): Promise<void> {
  for (const kind of run.include) {
    if ([...run.files.values()].some((file) => file.kind === kind)) continue;
    if (kind === "playlists") await recordUnlisted(context, ending);
    await recordUnread(context, { id: kind, kind }, ending);
  }
}

/**
 * Where a run that failed before it knew its account leaves its metadata: with the one account that
 * there is, if there is just one.
 */
async function failedRunWriter(
  { options, startedAt, accountKnown }: Run,
  ending: AppError | null,
): Promise<SnapshotWriter | null> {
  if (!options.store.keepsFailedRuns || accountKnown || isPause(ending)) return null;
  const [user, ...others] = await options.store.users();
  if (user === undefined || others.length > 0) return null;
  return options.store.create(user, snapshotName(startedAt));
}

function describe(
  run: Run,
  status: Status,
  ending: AppError | null,
  user: string,
): MetadataContent {
  const { options, deps, include, startedAt, digest } = run;
  const createdAt = startedAt.toISOString();
  const fingerprint = digest("login", options.login);
  const last = run.previous?.metadata.login;
  const firstSeenAt = last?.fingerprint === fingerprint ? last.firstSeenAt : createdAt;
  return {
    createdAt,
    finishedAt: deps.clock.now().toISOString(),
    tool: { name: "tracksafe", version: deps.version },
    provider: options.provider.name,
    user,
    status,
    ...(ending === null ? {} : { error: ending.code }),
    include,
    covers: options.covers,
    encryption: null,
    files: inOrder(run.files),
    login: { fingerprint, firstSeenAt },
    warnings: run.warnings,
  };
}

/** Kind by kind, playlists as the account lists them. */
function inOrder(files: ReadonlyMap<string, FileRecord>): FileRecord[] {
  const kinds: readonly string[] = [...KINDS, "covers", "index"];
  return [...files.values()].sort(
    (a, b) =>
      kinds.indexOf(a.kind) - kinds.indexOf(b.kind) ||
      (a.position ?? -1) - (b.position ?? -1) ||
      (a.id < b.id ? -1 : 1),
  );
}

function resultOf(
  run: Run,
  status: Status,
  error: AppError | null,
  writer: SnapshotWriter | null,
): BackupResult {
  const { options, deps, startedAt, previous } = run;
  return {
    status,
    error,
    snapshot: writer === null ? null : { ...writer.ref, location: writer.location },
    files: inOrder(run.files),
    warnings: run.warnings,
    previous: previous && { name: previous.ref.name, metadata: previous.metadata },
    requests: options.provider.requests(),
    durationMs: deps.clock.now().getTime() - startedAt.getTime(),
  };
}
