import { type ListedPlaylist, MovedError } from "../model/provider.ts";
import { canonicalJson } from "../snapshot/canonical.ts";
import type { FileRecord } from "../snapshot/metadata.ts";
import { pagesOf } from "./collections.ts";
import { isLocal, READ_ATTEMPTS, type RunContext, recordUnread } from "./context.ts";
import { forEachOf } from "./pool.ts";

/** How many playlists are read at the same time; the provider's gate bounds the requests. */
const PLAYLISTS_AT_ONCE = 4;

/** How the reading of one version of a playlist went. */
interface Reading {
  readonly version: string;
  /** What was read, or why it could not be. */
  readonly outcome: { readonly file: FileRecord } | { readonly error: unknown };
  /** Whether it was one answer of the provider, so that no change can have come in between. */
  readonly atomic: boolean;
}

/** The playlists as the list shows them now, and what was read of them so far, by id. */
interface Progress {
  listed: readonly ListedPlaylist[];
  readonly readings: Map<string, Reading>;
}

/**
 * Backs up the playlists: lists them, reads each, lists them again and reads those that moved
 * meanwhile, until the list agrees with what was read. The revision recorded is the one from before
 * the reading, so that a change in between is noticed by the next run as well. Gives the playlists
 * of the last list.
 *
 * Throws only what ends the run, after recording how far it got.
 */
export async function backupPlaylists(context: RunContext): Promise<readonly ListedPlaylist[]> {
  const progress: Progress = { listed: [], readings: new Map() };
  let ending: unknown = null;
  try {
    await readUntilSettled(context, progress);
  } catch (error) {
    ending = error;
  }
  await recordPlaylists(context, progress, ending ?? new MovedError());
  if (ending !== null) {
    if (progress.listed.length === 0) await recordUnlisted(context, ending);
    await recordUnread(context, { id: "playlists", kind: "playlists" }, ending);
    if (!isLocal(ending)) throw ending;
  }
  return progress.listed;
}

async function readUntilSettled(context: RunContext, progress: Progress): Promise<void> {
  for (let round = 1; ; round += 1) {
    const list = await context.provider.playlists();
    progress.listed = list.playlists;
    if (round === 1 && list.hidden > 0) {
      context.warn({ code: "hidden-playlists", now: list.hidden });
    }
    const pending = progress.listed.filter((listed) => !isSettled(progress, listed));
    if (pending.length === 0 || round > READ_ATTEMPTS) return;
    await forEachOf(pending, PLAYLISTS_AT_ONCE, async (listed) => {
      await discardReading(context, progress, listed.id);
      progress.readings.set(listed.id, await readPlaylist(context, listed));
    });
  }
}

/** Takes back what was read of a playlist. */
async function discardReading(context: RunContext, progress: Progress, id: string): Promise<void> {
  const outcome = progress.readings.get(id)?.outcome;
  progress.readings.delete(id);
  if (outcome !== undefined && "file" in outcome) await context.files.discard(outcome.file.parts);
}

/** Whether the newest reading of a playlist is of the version that the list shows. */
function isSettled(progress: Progress, listed: ListedPlaylist): boolean {
  const reading = progress.readings.get(listed.id);
  if (reading === undefined || reading.version !== versionOf(listed)) return false;
  return !("error" in reading.outcome && reading.outcome.error instanceof MovedError);
}

function versionOf({ revision, playlist }: ListedPlaylist): string {
  return canonicalJson([revision, playlist]);
}

async function readPlaylist(context: RunContext, listed: ListedPlaylist): Promise<Reading> {
  const { provider, files, digest } = context;
  const version = versionOf(listed);
  const id = context.fileId("playlist", listed.id);
  const head = { kind: "playlist", playlist: listed.playlist } as const;
  try {
    const walk = await provider.entries(listed);
    const withheld = walk === "withheld";
    const written = await files.document(id, head, withheld ? null : pagesOf(walk));
    const state = withheld ? "withheld" : "ok";
    const revision = digest("revision", listed.revision);
    context.onRead(written.entries ?? 0);
    return {
      version,
      outcome: { file: { id, kind: "playlists", state, revision, ...written } },
      atomic: withheld || walk.total <= walk.first.length,
    };
  } catch (error) {
    if (!isLocal(error)) throw error;
    return { version, outcome: { error }, atomic: false };
  }
}

/** Records every listed playlist; `ending` is why those are unread that nothing else is known of. */
async function recordPlaylists(
  context: RunContext,
  progress: Progress,
  ending: unknown,
): Promise<void> {
  for (const [position, listed] of progress.listed.entries()) {
    const reading = progress.readings.get(listed.id);
    const file = {
      id: context.fileId("playlist", listed.id),
      kind: "playlists",
      position,
    } as const;
    context.describe(file.id, listed);
    if (reading === undefined) await recordUnread(context, file, ending);
    else if ("error" in reading.outcome) await recordUnread(context, file, reading.outcome.error);
    else if (reading.atomic || reading.version === versionOf(listed)) {
      context.record({ ...reading.outcome.file, position });
    } else {
      await context.files.discard(reading.outcome.file.parts);
      await recordUnread(context, file, new MovedError());
    }
  }
  const listed = new Set(progress.listed.map(({ id }) => id));
  for (const id of [...progress.readings.keys()]) {
    // It was deleted while the run went on.
    if (!listed.has(id)) await discardReading(context, progress, id);
  }
}

/** Keeps what the previous snapshot has when the list itself could not be read. */
export async function recordUnlisted(context: RunContext, error: unknown): Promise<void> {
  for (const file of context.previous?.metadata.files ?? []) {
    if (file.position === undefined) continue;
    await recordUnread(context, { id: file.id, kind: file.kind, position: file.position }, error);
  }
}
