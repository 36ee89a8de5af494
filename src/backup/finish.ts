import { AppError, CancelledError } from "../errors.ts";
import { KINDS } from "../model/records.ts";
import type { SnapshotWriter } from "../model/snapshot-store.ts";
import type { State } from "../model/state.ts";
import { encodeIndex, INDEX_ID } from "../snapshot/index-file.ts";
import {
  encodeMetadata,
  type FileRecord,
  type MetadataContent,
  type Status,
  statusOf,
  type Warning,
} from "../snapshot/metadata.ts";
import { isPause, type RunContext, recordUnread } from "./context.ts";
import { recordUnlisted } from "./playlists.ts";
import type { BackupResult, Sealing } from "./run.ts";
import { findShrunk } from "./shrink.ts";
import type { Run, RunKeys, Started } from "./state.ts";

const CONTENT_ID = /^[0-9a-f]{64}$/;

/**
 * Closes a run: accounts for every file that was expected, and commits the snapshot, or takes it
 * back where a failed run leaves nothing. `ending` is what ended the run early.
 */
export async function finishRun(run: Run, ending: AppError | null): Promise<BackupResult> {
  try {
    if (run.started !== null && ending !== null) {
      await recordMissing(run, run.started.context, ending);
    }
    // One that failed before it knew its account has nothing to leave.
    const writer = run.started?.context.writer ?? null;
    const status = statusAfter(run, ending);
    const found = { at: run.startedAt, include: run.include, files: [...run.files.values()] };
    run.warnings.push(...[...run.remarks.values()].flat());
    run.warnings.push(...findWithheld(found.files), ...findShrunk(found, run.previous));
    if (status === "failed" && !run.options.store.keepsFailedRuns) {
      await writer?.abort();
      return resultOf(run, status, ending, null);
    }
    if (run.started !== null) await commit(run, run.started, status, ending);
    return resultOf(run, status, ending, writer);
  } catch (error) {
    // Most likely what ended the run in the first place: there is no place to leave anything.
    await run.started?.context.writer.abort().catch(() => {});
    if (!(error instanceof AppError) || error instanceof CancelledError) throw error;
    return resultOf(run, "failed", ending ?? error, null);
  }
}

/** A warning for each playlist that once could be read, and now is withheld. */
function findWithheld(files: readonly FileRecord[]): readonly Warning[] {
  return files.flatMap(({ id, state, entries }) =>
    state === "withheld" && entries !== undefined
      ? [{ code: "now-withheld", file: id, was: entries }]
      : [],
  );
}

async function commit(
  run: Run,
  { keys, context, state }: Started,
  status: Status,
  ending: AppError | null,
): Promise<void> {
  if (keys.sealing !== null) await storeIndex(run, keys.sealing, context);
  const content = describe(run, status, ending, context.writer.ref.user, keys);
  await context.writer.commit(encodeMetadata(content, keys.sealing && keys.digest));
  if (state !== null) await sweepState(state, content.files);
}

/** Forgets the parts that the newest snapshot does not have: nothing can be built on them. */
async function sweepState(state: State, files: readonly FileRecord[]): Promise<void> {
  const current = new Set(files.flatMap(({ parts }) => parts.map(({ contentId }) => contentId)));
  for (const name of await state.names()) {
    if (CONTENT_ID.test(name) && !current.has(name)) await state.remove(name);
  }
}

async function storeIndex(run: Run, { contentKey }: Sealing, context: RunContext): Promise<void> {
  const files = [...run.files.values()]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map(({ id, entries, parts }) => ({
      id,
      ...run.described.get(id),
      ...(entries === undefined ? {} : { entries }),
      parts: parts.map(({ contentId = "" }) => contentId),
    }));
  const bytes = encodeIndex({ contentKey: contentKey.reveal(), files });
  const parts = await context.files.binary(INDEX_ID, bytes);
  context.record({ id: INDEX_ID, kind: "index", state: "ok", parts });
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

function describe(
  run: Run,
  status: Status,
  ending: AppError | null,
  user: string,
  { sealing, digest }: RunKeys,
): MetadataContent {
  const { options, deps, include, startedAt } = run;
  return {
    createdAt: startedAt.toISOString(),
    finishedAt: deps.clock.now().toISOString(),
    tool: { name: "tracksafe", version: deps.version },
    provider: options.provider.name,
    user,
    status,
    ...(ending === null ? {} : { error: ending.code }),
    include,
    covers: options.covers,
    encryption: sealing && {
      scheme: sealing.sealer.scheme,
      recipients: sealing.sealer.recipients,
      keyId: sealing.keyId,
    },
    files: inOrder(run.files),
    login: loginOf(run, digest),
    warnings: run.warnings,
  };
}

function loginOf(
  { options, startedAt, previous }: Run,
  digest: RunKeys["digest"],
): NonNullable<MetadataContent["login"]> {
  const { login, keptLogin = () => login } = options;
  const last = previous?.metadata.login;
  const isKnown = last?.fingerprint === digest("login", login);
  const firstSeenAt = isKnown ? last.firstSeenAt : startedAt.toISOString();
  // One that replaced it ends when it would have, so its age goes on counting.
  return { fingerprint: digest("login", keptLogin()), firstSeenAt };
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
  const { options, deps, startedAt, previous, started } = run;
  const login = started === null ? null : loginOf(run, started.keys.digest);
  return {
    status,
    error,
    snapshot: writer === null ? null : { ...writer.ref, location: writer.location },
    files: inOrder(run.files),
    titles: new Map([...run.described].map(([id, { title = "" }]) => [id, title])),
    keyId: started?.keys.sealing?.keyId ?? null,
    commit: writer?.commitId ?? null,
    warnings: run.warnings,
    loginSeenAt: login === null ? null : new Date(login.firstSeenAt),
    previous: previous && { name: previous.ref.name, metadata: previous.metadata },
    requests: options.provider.requests(),
    durationMs: deps.clock.now().getTime() - startedAt.getTime(),
  };
}
