import { MovedError, type Walk } from "../model/provider.ts";
import type { Collection, Entry } from "../model/records.ts";
import { canonicalJson } from "../snapshot/canonical.ts";
import type { FileRecord } from "../snapshot/metadata.ts";
import { catchUp } from "./catch-up.ts";
import {
  codeOf,
  isLocal,
  isPause,
  type Pause,
  READ_ATTEMPTS,
  type RunContext,
  recordUnread,
} from "./context.ts";
import type { WrittenDocument } from "./files.ts";
import { keepKnown } from "./known.ts";
import { recordProgress, untilPaused } from "./progress.ts";
import { LostError } from "./recall.ts";
import { findReusable, keepStored, pastOf, type Reusable, readAtOf } from "./reuse.ts";

/**
 * Backs up one collection, of which only what changed is read where that can be told. Throws only
 * what ends the run, after recording how far it got.
 */
export async function backupCollection(context: RunContext, collection: Collection): Promise<void> {
  try {
    const walk = await context.provider.collection(collection);
    const earlier = findEarlier(context, collection);
    const { file, pause, isLost } = await readCollection(context, collection, walk, earlier);
    if (pause === null) context.record(file);
    else await recordProgress(context, file, pause, isLost);
    if (pause !== null) throw pause;
  } catch (error) {
    if (!isLocal(error)) throw error;
    await recordUnread(context, { id: collection, kind: collection }, error);
  }
}

/**
 * Reads all of a collection again, in place of `file`, which was taken over. What cannot be read now
 * stays as it was. Throws what ends the reading of others, too.
 */
export async function refreshCollection(
  context: RunContext,
  collection: Collection,
  { parts }: FileRecord,
): Promise<void> {
  const { walk, error: reason } = await lookAgain(context, collection);
  if (walk === undefined) {
    if (!isLocal(reason)) throw reason;
    context.log.info("backup.refresh-failed", { file: collection, code: codeOf(reason) });
    return;
  }
  await context.files.discard(parts);
  try {
    const { file, pause } = await readCollection(context, collection, walk, null);
    if (pause === null) {
      context.record(file);
      return;
    }
    await context.files.discard(file.parts);
    throw pause;
  } catch (error) {
    if (!isLocal(error) && !isPause(error)) throw error;
    await putBack(context, collection, walk, error);
    if (isPause(error)) throw error;
  }
}

/**
 * Records again what was taken over, as far as the first page of `walk` proves it. Else what the
 * last run had is left, as of a collection that could not be read because of `error`.
 */
async function putBack(
  context: RunContext,
  collection: Collection,
  { total, first }: Walk,
  error: unknown,
): Promise<void> {
  const start: Walk = {
    total,
    first,
    // biome-ignore lint/correctness/useYield: nothing more can be read now.
    async *rest() {
      throw new MovedError();
    },
  };
  const { file } = await readWalk(context, collection, start, findEarlier(context, collection));
  if (file !== null) context.record(file);
  else await recordUnread(context, { id: collection, kind: collection }, error);
}

/** What of an earlier run a collection can be built on. A restore puts in rows of any date. */
function findEarlier(context: RunContext, collection: Collection): Reusable | null {
  const found = findReusable(context, collection);
  const { restoredAt } = context;
  return found === null || restoredAt === null || readAtOf(found) > restoredAt ? found : null;
}

/** A collection as it was read; `pause` is why that is not all of it, or not proved. */
interface CollectionRead {
  readonly file: FileRecord;
  readonly pause: Pause | null;
  /** Whether what it was to be built on turned out to be of no use. */
  readonly isLost: boolean;
}

/**
 * Reads one collection, beginning with `first`: all of it, or what `earlier` lacks. A list that
 * changes while it is walked is walked again; one of several pages is looked at once more at its
 * end, to prove that it did not.
 */
async function readCollection(
  context: RunContext,
  collection: Collection,
  first: Walk,
  earlier: Reusable | null,
): Promise<CollectionRead> {
  const { files, log } = context;
  let base = earlier;
  let walk = first;
  for (let attempt = 1; attempt <= READ_ATTEMPTS; attempt += 1) {
    const read = await readWalk(context, collection, walk, base);
    const { file, pause } = read;
    if (read.isLost) base = null;
    // Nothing but its first page was read so far: that is as good as new.
    if (read.isLost && read.isAtomic) continue;
    const isLost = base === null && earlier !== null;
    if (file !== null && pause !== null) return { file: partOf(file, walk), pause, isLost };
    if (file !== null && read.isAtomic) return { file, pause, isLost };
    const look = await lookAgain(context, collection);
    if (file !== null && look.walk && sameHead(walk, look.walk)) return { file, pause, isLost };
    if (file !== null && isPause(look.error)) {
      return { file: partOf(file, walk), pause: look.error, isLost };
    }
    if (file !== null) await files.discard(file.parts);
    if (look.walk === undefined) throw look.error;
    walk = look.walk;
    log.info("backup.moved", { file: collection, attempt });
  }
  throw new MovedError();
}

/** `file` as something to go on from. */
function partOf({ head: _head, ...file }: FileRecord, { total }: Walk): FileRecord {
  return { ...file, total };
}

async function lookAgain(
  { provider }: RunContext,
  collection: Collection,
): Promise<{ readonly walk?: Walk; readonly error?: unknown }> {
  try {
    return { walk: await provider.collection(collection) };
  } catch (error) {
    return { error };
  }
}

/** How one walk went. */
interface WalkRead {
  /** `null` when the list was seen to change, or what it was built on is lost. */
  readonly file: FileRecord | null;
  /** Whether it was one answer of the provider, so that no change can have come in between. */
  readonly isAtomic: boolean;
  readonly isLost: boolean;
  /** Why it ended early. */
  readonly pause: Pause | null;
}

async function readWalk(
  context: RunContext,
  collection: Collection,
  walk: Walk,
  earlier: Reusable | null,
): Promise<WalkRead> {
  const base = isDated(walk) ? earlier : null;
  const unchanged = base && (await keepUnchanged(context, walk, base));
  if (unchanged) return { file: unchanged, isAtomic: true, isLost: false, pause: null };
  const { pages, isAtomic, isBuilt } = base === null ? readAll(walk) : build(context, walk, base);
  const source = untilPaused(keepKnown(pages, pastOf(context, collection)));
  try {
    const written = await context.files.document(collection, { kind: collection }, source.pages);
    const head = isDated(walk) ? { head: headOf(context, walk) } : {};
    const readAt = base !== null && isBuilt() ? { readAt: readAtOf(base) } : {};
    return {
      file: { id: collection, kind: collection, state: "ok", ...written, ...head, ...readAt },
      isAtomic: isAtomic(),
      isLost: false,
      pause: source.paused(),
    };
  } catch (error) {
    const isLost = error instanceof LostError;
    if (!isLost && !(error instanceof MovedError)) throw error;
    return { file: null, isAtomic: isAtomic(), isLost, pause: null };
  }
}

function readAll(walk: Walk): ReturnType<typeof catchUp> {
  return {
    pages: pagesOf(walk),
    isAtomic: () => walk.total <= walk.first.length,
    isBuilt: () => false,
  };
}

function build({ provider, recall }: RunContext, walk: Walk, { file }: Reusable) {
  return catchUp(walk, provider.name, {
    total: file.total ?? file.entries ?? 0,
    entries: () => recall.entries(file),
  });
}

/** The file as it was, where the list begins as it did then, and is as long. */
async function keepUnchanged(
  context: RunContext,
  walk: Walk,
  reusable: Reusable,
): Promise<FileRecord | null> {
  const { file } = reusable;
  const head = headOf(context, walk);
  if (file.state === "incomplete" || file.head !== head) return null;
  const stored: WrittenDocument | null = await keepStored(context, reusable);
  if (stored === null) return null;
  const { id, kind } = file;
  return { id, kind, state: "ok", ...stored, head, readAt: readAtOf(reusable) };
}

function headOf({ digest }: RunContext, { total, first }: Walk): string {
  return digest("head", `${total}`, canonicalJson(first));
}

/** Whether the list is one in the order of its dates, so that what is new is on top. */
function isDated({ first }: Walk): boolean {
  return first.length > 0 && first.every(({ addedAt }) => addedAt !== null);
}

/** All pages of a walk, the first included. */
export async function* pagesOf(walk: Walk): AsyncIterable<readonly Entry[]> {
  yield walk.first;
  yield* walk.rest();
}

function sameHead(a: Walk, b: Walk): boolean {
  return a.total === b.total && canonicalJson(a.first) === canonicalJson(b.first);
}
