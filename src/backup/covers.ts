import type { ListedPlaylist } from "../model/provider.ts";
import type { FileRecord } from "../snapshot/metadata.ts";
import { isLocal, type RunContext, recordUnread } from "./context.ts";
import { findSame } from "./playlist-reading.ts";
import { forEachOf } from "./pool.ts";
import { findReusable, isDue, keepStored, readAtOf } from "./reuse.ts";

const COVERS_AT_ONCE = 4;

/** Backs up the covers that the account's owner set; those that providers compose are left out. */
export async function backupCovers(
  context: RunContext,
  listed: readonly ListedPlaylist[],
): Promise<void> {
  const wanted = listed.filter(
    ({ coverUrl, playlist }) => coverUrl !== null && playlist.relation === "owned",
  );
  const done = new Set<ListedPlaylist>();
  try {
    await forEachOf(wanted, COVERS_AT_ONCE, async (playlist) => {
      await backupCover(context, playlist);
      done.add(playlist);
    });
  } catch (error) {
    for (const playlist of wanted.filter((candidate) => !done.has(candidate))) {
      await recordUnread(context, fileOf(context, playlist), error);
    }
    throw error;
  }
}

async function backupCover(context: RunContext, listed: ListedPlaylist): Promise<void> {
  const file = fileOf(context, listed);
  try {
    const kept = await keepCover(context, listed, file.id);
    if (kept !== null) {
      context.describe(file.id, listed);
      context.record({ ...file, ...kept });
      return;
    }
    const bytes = await context.provider.cover(listed);
    if (bytes === null) return;
    const parts = await context.files.binary(file.id, bytes);
    context.describe(file.id, listed);
    context.record({ ...file, state: "ok", parts });
  } catch (error) {
    if (!isLocal(error)) throw error;
    await recordUnread(context, file, error);
  }
}

/** The cover as it was, where nothing of the playlist has changed since. */
async function keepCover(
  context: RunContext,
  listed: ListedPlaylist,
  id: string,
): Promise<Omit<FileRecord, "id" | "kind"> | null> {
  const reusable = findSame(context, listed) && findReusable(context, id);
  // One that is stale may be of an older version than the entries are.
  if (reusable?.file.state !== "ok" || isDue(context, reusable)) return null;
  const stored = await keepStored(context, reusable);
  return stored && { ...stored, state: "ok", readAt: readAtOf(reusable) };
}

function fileOf(context: RunContext, listed: ListedPlaylist) {
  return { id: context.fileId("cover", listed.id), kind: "covers" } as const;
}
