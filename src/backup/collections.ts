import { MovedError, type Walk } from "../model/provider.ts";
import type { Collection, Entry } from "../model/records.ts";
import { canonicalJson } from "../snapshot/canonical.ts";
import { isLocal, READ_ATTEMPTS, type RunContext, recordUnread } from "./context.ts";
import type { WrittenDocument } from "./files.ts";

/**
 * Backs up one collection. A list that changes while it is walked is walked again; one of several
 * pages is looked at once more at its end, to prove that it did not. Throws only what ends the run.
 */
export async function backupCollection(context: RunContext, collection: Collection): Promise<void> {
  const file = { id: collection, kind: collection };
  try {
    const written = await readCollection(context, collection);
    context.record({ ...file, state: "ok", ...written });
  } catch (error) {
    if (!isLocal(error)) throw error;
    await recordUnread(context, file, error);
  }
}

async function readCollection(
  context: RunContext,
  collection: Collection,
): Promise<WrittenDocument> {
  const { provider, files, log } = context;
  let walk = await provider.collection(collection);
  for (let attempt = 1; attempt <= READ_ATTEMPTS; attempt += 1) {
    const written = await writeWalk(context, collection, walk);
    if (written !== null && walk.total <= walk.first.length) return written;
    let proved = false;
    try {
      const now = await provider.collection(collection);
      proved = sameHead(walk, now);
      walk = now;
    } finally {
      if (written !== null && !proved) await files.discard(written.parts);
    }
    if (written !== null && proved) return written;
    log.info("backup.moved", { file: collection, attempt });
  }
  throw new MovedError();
}

/** `null` when the list was seen to change. */
async function writeWalk(
  { files }: RunContext,
  collection: Collection,
  walk: Walk,
): Promise<WrittenDocument | null> {
  try {
    return await files.document(collection, { kind: collection }, pagesOf(walk));
  } catch (error) {
    if (error instanceof MovedError) return null;
    throw error;
  }
}

/** All pages of a walk, the first included. */
export async function* pagesOf(walk: Walk): AsyncIterable<readonly Entry[]> {
  yield walk.first;
  yield* walk.rest();
}

function sameHead(a: Walk, b: Walk): boolean {
  return a.total === b.total && canonicalJson(a.first) === canonicalJson(b.first);
}
