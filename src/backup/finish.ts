import { AppError, CancelledError } from "../errors.ts";
import { KINDS } from "../model/records.ts";
import type { SnapshotWriter } from "../model/snapshot-store.ts";
import type { State } from "../model/state.ts";
import { encodeIndex, INDEX_ID, type IndexedFile } from "../snapshot/index-file.ts";
import {
  decodeMetadata,
  encodeMetadata,
  type FileRecord,
  type Metadata,
  type MetadataContent,
  type Status,
  statusOf,
  type Warning,
} from "../snapshot/metadata.ts";
import type { BackupDeps, BackupOptions, BackupResult, EntryChanges, Sealing } from "./contract.ts";
import { compareEntries } from "./entry-changes.ts";
import type { FileWriter } from "./file-writer.ts";
import { createPage } from "./page.ts";
import { recordUnlisted } from "./playlists.ts";
import { isPause } from "./reading.ts";
import type { BackupRun } from "./run.ts";
import { findShrunk, findWithheld } from "./warnings.ts";

const CONTENT_ID = /^[0-9a-f]{64}$/;

/** The status, error and warnings of a run that has ended. */
interface RunSummary {
  readonly status: Status;
  /** The error that ended the run early; `null`: it came to its end. */
  readonly error: AppError | null;
  readonly warnings: readonly Warning[];
}

/**
 * Finishes a run: records the files that it did not get to, and commits the snapshot. A failed run
 * leaves a snapshot only where the store keeps those. `ending` is the error that ended the run
 * early.
 */
export async function finishRun(
  run: BackupRun,
  deps: BackupDeps,
  ending: AppError | null,
): Promise<BackupResult> {
  let summary: RunSummary = { status: "failed", error: ending, warnings: run.allWarnings() };
  try {
    if (ending !== null) await recordMissing(run, ending);
    summary = summarize(run, ending);
    if (summary.status === "failed" && !run.options.store.keepsFailedRuns) {
      await run.writer.abort();
      return resultOf(run, summary, null);
    }
    const changes = await commit(run, deps.version, summary);
    return { ...resultOf(run, summary, run.writer), changes };
  } catch (error) {
    // Most likely the store does not work, and that ended the run in the first place.
    await run.writer.abort().catch(() => {});
    if (!(error instanceof AppError) || error instanceof CancelledError) throw error;
    return resultOf(run, { ...summary, status: "failed", error: ending ?? error }, null);
  }
}

/** The result of a run that ended with `error` before its account was known. */
export function resultWithoutRun(
  { provider }: BackupOptions,
  { clock }: BackupDeps,
  startedAt: Date,
  error: AppError,
): BackupResult {
  return {
    status: isPause(error) ? "partial" : "failed",
    error,
    snapshot: null,
    files: [],
    titles: new Map(),
    keyId: null,
    commit: null,
    warnings: [],
    loginSeenAt: null,
    previous: null,
    changes: null,
    requests: provider.requests(),
    durationMs: clock.now().getTime() - startedAt.getTime(),
  };
}

/** Records the files that the run did not reach before `ending`. */
async function recordMissing(run: BackupRun, ending: AppError): Promise<void> {
  for (const kind of run.include) {
    if (run.recordedFiles().some((file) => file.kind === kind)) continue;
    if (kind === "playlists") await recordUnlisted(run, ending);
    await run.recordUnread({ id: kind, kind }, ending);
  }
}

function summarize(run: BackupRun, ending: AppError | null): RunSummary {
  const files = run.recordedFiles();
  const statusAfterError = isPause(ending) ? "partial" : "failed";
  const found = { at: run.startedAt, include: run.include, files };
  return {
    status: ending === null ? statusOf(files) : statusAfterError,
    error: ending,
    warnings: [
      ...run.allWarnings(),
      ...findWithheld(files),
      ...findShrunk(found, run.previous.snapshot?.metadata ?? null),
    ],
  };
}

/** Commits the snapshot, and compares its entries with the previous one's where that is wanted. */
async function commit(
  run: BackupRun,
  version: string,
  summary: RunSummary,
): Promise<EntryChanges | null> {
  const { sealing, digest, state, writer, options, previous } = run;
  if (sealing !== null) {
    const indexed = { records: run.recordedFiles(), described: run.described };
    run.record(await storeIndex(run.files, sealing, indexed));
  }
  const content = metadataOf(run, version, summary);
  const bytes = encodeMetadata(content, sealing && digest);
  await writer.commit(bytes, createPage(run, content));
  const stored = previous.successor({ ref: writer.ref, metadata: await decodeMetadata(bytes) });
  const isCompared = options.comparesEntries && previous.snapshot !== null;
  // This needs the texts of removed parts, so it comes before their removal.
  const changes = isCompared ? await compareEntries(previous, stored) : null;
  if (state !== null) await removeUnusedTexts(state, content.files);
  return changes;
}

/** Files of a sealed snapshot, and what only the owner may know of them, by their ids. */
interface IndexedFiles {
  readonly records: readonly FileRecord[];
  readonly described: ReadonlyMap<string, Pick<IndexedFile, "of" | "title">>;
}

/** Stores the sealed index of `records`, and gives the record of the index itself. */
export async function storeIndex(
  writer: FileWriter,
  { contentKey }: Sealing,
  { records, described }: IndexedFiles,
): Promise<FileRecord> {
  const files = [...records]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map(({ id, entries, parts }) => ({
      id,
      ...described.get(id),
      ...(entries === undefined ? {} : { entries }),
      parts: parts.map(({ contentId = "" }) => contentId),
    }));
  const bytes = encodeIndex({ contentKey: contentKey.reveal(), files });
  const parts = await writer.binary(INDEX_ID, bytes);
  return { id: INDEX_ID, kind: "index", state: "ok", parts };
}

/** The sealing of a snapshot, as its metadata says it; `null`: it is in the clear. */
export function encryptionOf(sealing: Sealing | null): Metadata["encryption"] {
  return (
    sealing && {
      scheme: sealing.sealer.scheme,
      recipients: sealing.sealer.recipients,
      keyId: sealing.keyId,
    }
  );
}

/** Removes the texts of parts that the new snapshot does not have: no later run can use them. */
async function removeUnusedTexts(state: State, files: readonly FileRecord[]): Promise<void> {
  const current = new Set(files.flatMap(({ parts }) => parts.map(({ contentId }) => contentId)));
  for (const name of await state.names()) {
    if (CONTENT_ID.test(name) && !current.has(name)) await state.remove(name);
  }
}

function metadataOf(
  run: BackupRun,
  version: string,
  { status, error, warnings }: RunSummary,
): MetadataContent {
  const { options, include, startedAt, sealing } = run;
  return {
    createdAt: startedAt.toISOString(),
    finishedAt: run.clock.now().toISOString(),
    tool: { name: "tracksafe", version },
    provider: run.provider.name,
    user: run.writer.ref.user,
    status,
    ...(error === null ? {} : { error: error.code }),
    include,
    covers: options.covers,
    encryption: encryptionOf(sealing),
    files: inOrder(run.recordedFiles()),
    login: loginOf(run),
    warnings,
  };
}

function loginOf({
  options,
  startedAt,
  previous,
  digest,
}: BackupRun): NonNullable<MetadataContent["login"]> {
  const { login, storedLogin = () => login } = options;
  const last = previous.snapshot?.metadata.login;
  const isSame = last?.fingerprint === digest("login", login);
  // A login that replaces another ends when that one would have, so its age goes on counting.
  return {
    fingerprint: digest("login", storedLogin()),
    firstSeenAt: isSame ? last.firstSeenAt : startedAt.toISOString(),
  };
}

/** Kind by kind, and playlists in the order of the account's list. */
export function inOrder(files: readonly FileRecord[]): FileRecord[] {
  const kinds: readonly string[] = [...KINDS, "covers", "index"];
  return [...files].sort(
    (a, b) =>
      kinds.indexOf(a.kind) - kinds.indexOf(b.kind) ||
      (a.position ?? -1) - (b.position ?? -1) ||
      (a.id < b.id ? -1 : 1),
  );
}

function resultOf(
  run: BackupRun,
  { status, error, warnings }: RunSummary,
  writer: SnapshotWriter | null,
): BackupResult {
  const { snapshot } = run.previous;
  return {
    status,
    error,
    snapshot: writer === null ? null : { ...writer.ref, location: writer.location },
    files: inOrder(run.recordedFiles()),
    titles: new Map([...run.described].map(([id, { title = "" }]) => [id, title])),
    keyId: run.sealing?.keyId ?? null,
    commit: writer?.commitId ?? null,
    warnings,
    loginSeenAt: new Date(loginOf(run).firstSeenAt),
    previous: snapshot && { name: snapshot.ref.name, metadata: snapshot.metadata },
    changes: null,
    requests: run.provider.requests(),
    durationMs: run.clock.now().getTime() - run.startedAt.getTime(),
  };
}
