import type { Clock } from "../clock.ts";
import { AppError, CancelledError, isDamage, ProviderError, RateLimitError } from "../errors.ts";
import type { Log } from "../log.ts";
import { type ListedPlaylist, MovedError, type MusicProvider } from "../model/provider.ts";
import type { SnapshotWriter } from "../model/snapshot-store.ts";
import type { Digester } from "../snapshot/digest.ts";
import type { FileRecord, PartRecord, Warning } from "../snapshot/metadata.ts";
import type { FileWriter } from "./files.ts";
import { contentOf, type Previous } from "./previous.ts";
import type { Recall } from "./recall.ts";
import { type Remarks, remarksIn } from "./remarks.ts";

/** What the parts of one run share. */
export interface RunContext {
  readonly provider: MusicProvider;
  readonly writer: SnapshotWriter;
  readonly files: FileWriter;
  readonly digest: Digester;
  /** The id of a playlist's file or cover; opaque in a sealed run. */
  readonly fileId: (kind: "playlist" | "cover", id: string) => string;
  readonly previous: Previous | null;
  /** Whether content of the previous snapshot can be carried over: it opens with the same keys. */
  readonly carries: boolean;
  /** Whether a file of the previous snapshot is stored just as this one would store it now. */
  readonly fits: (file: FileRecord) => boolean;
  readonly recall: Recall;
  /** Whether everything is to be read, whatever is known. */
  readonly full: boolean;
  readonly startedAt: Date;
  /** When a restore last wrote to the account; `null`: none that is known. */
  readonly restoredAt: string | null;
  readonly clock: Clock;
  readonly log: Log;
  /** A file has come to its end, whatever its state; with what a person should know of it. */
  readonly record: (file: FileRecord, remarks?: Remarks) => void;
  readonly isRecorded: (id: string) => boolean;
  readonly warn: (warning: Warning) => void;
  /** What only the sealed index may say about a file: what it is of. */
  readonly describe: (file: string, playlist: ListedPlaylist) => void;
  /** So many entries more have been read. */
  readonly onRead: (entries: number) => void;
}

/** How often a list that keeps changing is read before the run gives up on it. */
export const READ_ATTEMPTS = 3;

/** Whether `error` is about one read only, so that the run goes on without it. */
export function isLocal(error: unknown): error is ProviderError | MovedError {
  if (error instanceof MovedError) return true;
  return error instanceof ProviderError && error.code !== "provider/app-blocked";
}

/** What ends the reading but leaves what was read so far worth keeping. */
export type Pause = RateLimitError | CancelledError;

/** Whether `error` is one. Where it is GitHub that wants a pause, nothing can be stored. */
export function isPause(error: unknown): error is Pause {
  if (error instanceof CancelledError) return true;
  return error instanceof RateLimitError && error.code !== "store/rate-limited";
}

/** The code to record of what went wrong with a file. */
export function codeOf(error: unknown): string {
  if (error instanceof MovedError) return "backup/moving";
  return error instanceof AppError ? error.code : "internal/unexpected";
}

/**
 * Records a file that this run could not read because of `error`: `stale`, with the last good
 * content, where an earlier snapshot has some and this one will be kept; else `incomplete` when the
 * run was stopped before it could fail, or `failed`.
 */
export async function recordUnread(
  context: RunContext,
  file: Pick<FileRecord, "id" | "kind"> & { readonly position?: number },
  error: unknown,
): Promise<void> {
  const code = codeOf(error);
  context.log.info("backup.unread", { file: file.id, code });
  const { previous } = context;
  const content = contentOf(previous, file.id);
  const kept = isLocal(error) || isPause(error);
  const parts = kept && content !== null ? await carryParts(context, content) : null;
  if (content !== null && parts !== null) {
    const readAt = content.readAt ?? previous?.metadata.createdAt ?? "";
    // What never was whole is not good content now.
    const state = content.state === "incomplete" ? "incomplete" : "stale";
    const { revision, ...known } = content;
    // That it is withheld is forgotten with the state, so the next run must ask again.
    const version = revision === undefined || content.state === "withheld" ? {} : { revision };
    const remarks = previous === null ? [] : remarksIn(previous.metadata, file);
    context.record({ ...known, ...version, ...file, parts, readAt, state, error: code }, remarks);
  } else {
    const state = isPause(error) ? "incomplete" : "failed";
    // The count stays known, so that a loss is noticed once the file can be read again.
    const entries = content?.entries === undefined ? {} : { entries: content.entries };
    context.record({ ...file, ...entries, state, parts: [], error: code });
  }
}

/**
 * The parts of `content`, taken over from the previous snapshot; `null` when they are damaged, or
 * stored in another way than those of this one.
 */
export async function carryParts(
  context: RunContext,
  content: FileRecord,
): Promise<PartRecord[] | null> {
  const { previous, carries, writer, log } = context;
  if (previous === null || !carries) return null;
  try {
    const parts: PartRecord[] = [];
    for (const part of content.parts) {
      parts.push({ ...part, ...(await writer.carry(previous.ref, part, part.name)) });
    }
    return parts;
  } catch (error) {
    if (!isDamage(error)) throw error;
    log.warn("backup.carry-failed", { file: content.id, code: error.code });
    return null;
  }
}
