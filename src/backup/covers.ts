import type { ListedPlaylist } from "../model/provider.ts";
import { isLocal, type RunContext, recordUnread } from "./context.ts";
import { forEachOf } from "./pool.ts";

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

function fileOf(context: RunContext, listed: ListedPlaylist) {
  return { id: context.fileId("cover", listed.id), kind: "covers" } as const;
}
