import type { ListedPlaylist } from "../model/provider.ts";
import { findSameRevision } from "./playlist-reading.ts";
import { endsOneReading, forEachConcurrently } from "./reading.ts";
import { isDueForRereading } from "./reread-old-files.ts";
import type { BackupRun, UnreadableFile } from "./run.ts";

const COVERS_AT_ONCE = 4;

/**
 * Backs up the covers that the account's owner set. Covers that the provider makes from the items
 * are left out. Throws only what ends the run, and records all covers before that.
 */
export async function backupCovers(
  run: BackupRun,
  listed: readonly ListedPlaylist[],
): Promise<void> {
  const withCover = listed.filter(
    ({ coverUrl, playlist }) => coverUrl !== null && playlist.relation === "owned",
  );
  const done = new Set<ListedPlaylist>();
  try {
    await forEachConcurrently(withCover, COVERS_AT_ONCE, async (playlist) => {
      await backupCover(run, playlist);
      done.add(playlist);
    });
  } catch (error) {
    for (const playlist of withCover) {
      if (!done.has(playlist)) await run.recordUnread(coverFile(run, playlist), error);
    }
    throw error;
  }
}

async function backupCover(run: BackupRun, listed: ListedPlaylist): Promise<void> {
  const file = coverFile(run, listed);
  try {
    if (await keepCover(run, listed, file)) return;
    const bytes = await run.provider.cover(listed);
    if (bytes === null) return;
    const parts = await run.files.binary(file.id, bytes);
    run.describe(file.id, listed);
    run.record({ ...file, state: "ok", parts });
  } catch (error) {
    if (!endsOneReading(error)) throw error;
    await run.recordUnread(file, error);
  }
}

/** Takes the cover over if nothing of the playlist has changed; returns whether it did. */
async function keepCover(
  run: BackupRun,
  listed: ListedPlaylist,
  file: UnreadableFile,
): Promise<boolean> {
  if (findSameRevision(run, listed) === null) return false;
  const earlier = run.reusableFile(file.id);
  // A stale cover may be older than the revision of the entries.
  if (earlier?.state !== "ok" || isDueForRereading(run, earlier)) return false;
  const parts = await run.previous.carryIfCurrent(earlier);
  if (parts === null) return false;
  run.describe(file.id, listed);
  run.record({ ...file, state: "ok", parts, readAt: run.previous.readAt(earlier) });
  return true;
}

function coverFile(run: BackupRun, listed: ListedPlaylist): UnreadableFile {
  return { id: run.fileId("cover", listed.id), kind: "covers" };
}
