import { ProviderError } from "../errors.ts";
import { MovedError, type Walk } from "../model/provider.ts";
import type { Collection } from "../model/records.ts";
import type { FileRecord } from "../snapshot/metadata.ts";
import {
  codeOf,
  isLocal,
  isPause,
  READ_ATTEMPTS,
  type RunContext,
  recordUnread,
} from "./context.ts";
import { type Begun, begin, cutBy, type ListRead, reasonOf, throwPause } from "./list-read.ts";
import { contentOf } from "./previous.ts";
import { isCut, recordProgress } from "./progress.ts";
import { findReusable, type Reusable, readAtOf } from "./reuse.ts";
import { createWitness } from "./trace.ts";
import { readWalk, sameHead, type WalkRead } from "./walk-read.ts";

/**
 * Backs up one collection, of which only what changed is read where that can be told. Throws only
 * what ends the run, after recording how far it got.
 */
export async function backupCollection(context: RunContext, collection: Collection): Promise<void> {
  const { walk, error } = await begin(() => context.provider.collection(collection));
  if (walk === undefined) {
    if (!isLocal(error)) throw error;
    if (isUnsupported(context, collection, error)) recordUnsupported(context, collection, error);
    else await recordUnread(context, { id: collection, kind: collection }, error);
    return;
  }
  const earlier = findEarlier(context, collection);
  const { isLost, ...read } = await readCollection(context, collection, walk, earlier);
  if (read.kind === "complete") {
    context.record(read.file, read.remarks);
  } else if (read.kind === "paused" || read.kind === "incomplete") {
    await recordProgress(context, read.file, read.error, isLost);
  } else {
    await recordUnread(context, { id: collection, kind: collection }, reasonOf(read));
  }
  throwPause(read);
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
  const { walk, error: reason } = await begin(() => context.provider.collection(collection));
  if (walk === undefined) {
    if (!isLocal(reason)) throw reason;
    context.log.info("backup.refresh-failed", { file: collection, code: codeOf(reason) });
    return;
  }
  await context.files.discard(parts);
  const read = await readCollection(context, collection, walk, null);
  if (read.kind === "complete") {
    context.record(read.file, read.remarks);
    return;
  }
  if ("file" in read) await context.files.discard(read.file.parts);
  await putBack(context, collection, walk, reasonOf(read));
  throwPause(read);
}

/**
 * Records again what was taken over, as far as the first page of `walk` proves it. Else what the
 * last run had is left, as of a collection that could not be read because of `error`.
 */
async function putBack(
  context: RunContext,
  collection: Collection,
  walk: Walk,
  error: unknown,
): Promise<void> {
  const start: Walk = {
    ...walk,
    // biome-ignore lint/correctness/useYield: nothing more can be read now.
    async *rest() {
      throw new MovedError();
    },
  };
  const earlier = findEarlier(context, collection);
  const read = await readWalk(context, collection, start, earlier).catch(failed);
  if (read.kind === "whole" && read.isProved) context.record(read.file, read.remarks);
  else await recordUnread(context, { id: collection, kind: collection }, error);
}

/** What of an earlier run a collection can be built on. A restore puts in rows of any date. */
function findEarlier(context: RunContext, collection: Collection): Reusable | null {
  const found = findReusable(context, collection);
  const { restoredAt } = context;
  return found === null || restoredAt === null || readAtOf(found) > restoredAt ? found : null;
}

/** `isLost`: what it was to be built on turned out to be of no use. */
type CollectionRead = ListRead & { readonly isLost: boolean };

/**
 * Reads one collection, beginning with `first`: all of it, or what `earlier` lacks. A list that
 * changes while it is walked is walked again; one of several pages is looked at once more at its
 * end, to prove that it did not. Of one whose pages or count do not fit together, two walks that show
 * the same are the truth, the one of an earlier run included.
 *
 * Throws what ends the run before there is anything to keep.
 */
async function readCollection(
  context: RunContext,
  collection: Collection,
  first: Walk,
  earlier: Reusable | null,
): Promise<CollectionRead> {
  const isShownAgain = createWitness(context, collection);
  let base = earlier;
  let walk = first;
  for (let attempt = 1; attempt <= READ_ATTEMPTS; attempt += 1) {
    const read = await readWalk(context, collection, walk, base).catch(failed);
    // A page that cannot be read ends a walk; this is one that can be, and cannot be stored.
    if (read.kind === "failed") return { ...read, isLost: false };
    if (read.kind === "lost") base = null;
    const isLost = base === null && earlier !== null;
    // Nothing but its first page was read so far: that is as good as new.
    if (read.kind === "lost" && read.isAtomic) continue;
    if (read.kind === "cut") return { ...cut(read.error, read.file, walk), isLost };
    if (read.kind === "whole") {
      const isProved = read.isSound ? read.isProved : await isShownAgain(read.trace);
      if (isProved) return { ...complete(read), isLost };
    }
    const look = await begin(() => context.provider.collection(collection));
    if (read.kind === "whole") {
      const ended = settle(read, walk, look, attempt === READ_ATTEMPTS);
      if (ended !== null) return { ...ended, isLost };
      await context.files.discard(read.file.parts);
    }
    if (look.walk === undefined) return { ...failed(look.error), isLost };
    walk = look.walk;
    context.log.info("backup.moved", { file: collection, attempt });
  }
  return { kind: "moved", isLost: false };
}

/** What a look at the list makes of a walk that came to its end; `null`: it has to be walked again. */
function settle(read: Whole, walk: Walk, look: Begun<Walk>, isLast: boolean): ListRead | null {
  if (look.walk === undefined) return isCut(look.error) ? cut(look.error, read.file, walk) : null;
  if (read.isSound) return sameHead(walk, look.walk) ? complete(read) : null;
  return isLast ? cut(new MovedError(), read.file, walk) : null;
}

type Whole = Extract<WalkRead, { readonly kind: "whole" }>;

function complete({ file, remarks }: Whole): ListRead {
  return { kind: "complete", file, remarks };
}

/** What was read is something to go on from, and not to be taken for the whole list. */
function cut(
  error: Parameters<typeof cutBy>[0],
  { head: _head, ...file }: FileRecord,
  { total }: Walk,
): ListRead {
  return cutBy(error, file, total);
}

function failed(error: unknown): Extract<ListRead, { readonly kind: "failed" }> {
  if (!isLocal(error) && !isPause(error)) throw error;
  return { kind: "failed", error };
}

/**
 * Whether the provider has nothing of the kind for this account, as with audiobooks outside of their
 * markets: it refuses it, and no earlier snapshot has any. Everybody has likes.
 */
function isUnsupported({ previous }: RunContext, collection: Collection, error: unknown): boolean {
  const isRefused = error instanceof ProviderError && REFUSALS.has(error.code);
  return isRefused && collection !== "likes" && contentOf(previous, collection) === null;
}

const REFUSALS: ReadonlySet<string> = new Set(["provider/forbidden", "provider/not-found"]);

/** Said once: the run after that knows. */
function recordUnsupported(context: RunContext, collection: Collection, error: unknown): void {
  const file = { id: collection, kind: collection, state: "unsupported", parts: [] } as const;
  const before = context.previous?.metadata.files.find(({ id }) => id === collection);
  const isNew = before?.state !== "unsupported";
  context.record(
    { ...file, error: codeOf(error) },
    isNew ? [{ code: "unsupported", file: collection }] : [],
  );
}
