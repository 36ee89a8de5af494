import { sha256 } from "../snapshot/digest.ts";
import { isFuture } from "../snapshot/doubt.ts";
import type { FileRecord } from "../snapshot/metadata.ts";
import { carryParts, type RunContext } from "./context.ts";
import type { WrittenDocument } from "./files.ts";
import type { Before } from "./known.ts";
import { contentOf, type Previous } from "./previous.ts";

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

/** What the provider shows of something this new may lag behind the revision it gives. */
const LAG_MS = 10 * 60 * 1000;

/** A file is read again between these ages, each at an age of its own, so that runs share the work. */
const SOONEST_MS = 4 * DAY_MS;
const LATEST_MS = 7 * DAY_MS;

/** Where content can be taken over from: a file of the previous snapshot. */
export interface Reusable {
  readonly file: FileRecord;
  readonly previous: Previous;
}

/**
 * What the previous snapshot has of the file `id` that this run may build on: content that was
 * proved then, or as much of it as was read. `null`: there is nothing, or everything is to be read.
 */
export function findReusable({ previous, full }: RunContext, id: string): Reusable | null {
  if (previous === null || full) return null;
  const file = previous.metadata.files.find((candidate) => candidate.id === id);
  if (file === undefined || file.parts.length === 0) return null;
  return { file, previous };
}

/** When the content of a file was last read as a whole. */
export function readAtOf({ file, previous }: Reusable): string {
  return file.readAt ?? previous.metadata.createdAt;
}

/** Whether it is time to read a file again, though nothing says that it changed. */
export function isDue({ startedAt }: RunContext, reusable: Reusable): boolean {
  const now = startedAt.getTime();
  const readAt = readAtOf(reusable);
  if (isFuture(readAt, startedAt)) return true;
  // The next run comes after as long as this one came after the last.
  const interval = now - Date.parse(reusable.previous.metadata.createdAt);
  // Of the time as well: files once read together must not stay together.
  const hash = sha256(Buffer.from(`${reusable.file.id} ${readAt}`));
  const share = Number.parseInt(hash.slice(0, 8), 16) / 2 ** 32;
  const dueAfter = SOONEST_MS + share * (LATEST_MS - SOONEST_MS);
  return now - Date.parse(readAt) + interval >= dueAfter;
}

/** Whether something added at `addedAt` and read at `readAt` may have been only the half of it. */
export function mayLag(addedAt: string | null, readAt: Date): boolean {
  return addedAt !== null && Date.parse(addedAt) > readAt.getTime() - LAG_MS;
}

/**
 * The stored form of a file taken over into this snapshot as it is; `null` where it does not fit, or
 * is damaged.
 */
export async function keepStored(
  context: RunContext,
  { file }: Reusable,
): Promise<WrittenDocument | null> {
  if (!context.fits(file)) return null;
  const parts = await carryParts(context, file);
  if (parts === null) return null;
  return file.entries === undefined ? { parts } : { parts, entries: file.entries };
}

/** What was known of the list in the file `id`, if anything can be. */
export function pastOf({ previous, recall }: RunContext, id: string): Before | null {
  const file = contentOf(previous, id);
  return file?.entries === undefined ? null : () => recall.entries(file);
}
