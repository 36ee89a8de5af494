import { isDamage, KeyError, ProviderError } from "../errors.ts";
import type { ListedPlaylist } from "../model/provider.ts";
import { RefusedError } from "../model/writer.ts";
import { chunksOf, writeAccepted } from "./batches.ts";
import { isNamedAlike } from "./match-playlists.ts";
import { type Insert, merge } from "./merge-items.ts";
import { readItems } from "./observe-target.ts";
import { type PlaylistPlan, skippedPlaylist } from "./plan.ts";
import { type SourceItem, withoutOrigin } from "./restore-item.ts";
import { type FileOutcome, now, type Run } from "./restore-run.ts";
import { isNotFound, isPassing, PAUSES_MS, pollUntilTrue, repeat } from "./retry-rules.ts";
import { applySubstitutes, substitute } from "./substitute.ts";
import { followPlaylists } from "./write-collection.ts";

/** A playlist of the target while it is filled. */
interface Filling {
  readonly id: string;
  /** The id of its file in the snapshot. */
  readonly file: string;
  /** Its number of entries. */
  length: number;
}

/** Puts back one playlist of one's own: makes it or finds it, then adds what it lacks. */
export async function applyPlaylist(
  run: Run,
  plan: PlaylistPlan,
  outcome: FileOutcome,
  isRemembered: boolean,
): Promise<void> {
  const { source } = plan.wanted;
  const opened = await openPlaylist(run, plan, isRemembered);
  outcome.id = opened.filling.id;
  await insertAll(run, opened.filling, opened.inserts, (count) => {
    outcome.added += count;
    run.onProgress?.();
  });
  const { id, length } = opened.filling;
  run.lengths.set(id, length);
  if (plan.details) await repeat(run, () => run.writer.updatePlaylist(id, source.playlist));
  if (plan.cover && !opened.hasCover) await setCover(run, plan, id, outcome);
}

/** A playlist of the target that is ready to take items. */
interface OpenedPlaylist {
  readonly filling: Filling;
  readonly inserts: readonly Insert[];
  readonly hasCover: boolean;
}

async function openPlaylist(
  run: Run,
  plan: PlaylistPlan,
  isRemembered: boolean,
): Promise<OpenedPlaylist> {
  const { wanted, inserts, length } = plan;
  const { file, playlist } = wanted.source;
  if (plan.id !== null) {
    const filling = { id: plan.id, file, length };
    const { id } = plan;
    const isAsBefore =
      !isRemembered ||
      inserts.length === 0 ||
      (await pollUntilTrue(run, async () => (await countItems(run, id)) === length));
    if (isAsBefore) return { filling, inserts, hasCover: false };
    return reopen(run, plan, stub(plan, id));
  }
  if (plan.action === "return") {
    const returned = await bringBack(run, playlist.refs[run.provider.name] ?? "");
    if (returned !== null) return reopen(run, plan, returned);
  }
  const id = await create(run, plan);
  await run.journal.record({ type: "created", at: now(run), key: wanted.source.key, id });
  return { filling: { id, file, length: 0 }, inserts, hasCover: false };
}

/** Looks at a playlist of the target (again), and at what it lacks. */
async function reopen(
  run: Run,
  { wanted }: PlaylistPlan,
  listed: ListedPlaylist,
): Promise<OpenedPlaylist> {
  const items = await readItems(run, listed, undefined, true);
  const filling = { id: listed.id, file: wanted.source.file, length: items?.length ?? 0 };
  const { inserts } = merge(wanted.items, items ?? []);
  return { filling, inserts, hasCover: listed.coverUrl !== null };
}

/** Follows a deleted playlist of one's own; `null` when that does not bring it back. */
async function bringBack(run: Run, reference: string): Promise<ListedPlaylist | null> {
  if ((await followPlaylists(run, [reference])).length > 0) return null;
  let found: ListedPlaylist | undefined;
  await pollUntilTrue(run, async () => {
    const { playlists } = await run.provider.playlists();
    found = playlists.find(({ playlist }) => playlist.refs[run.provider.name] === reference);
    return found !== undefined;
  });
  return found?.playlist.relation === "owned" ? found : null;
}

/** Makes the playlist once, also when the answer to that is lost. */
async function create(run: Run, plan: PlaylistPlan): Promise<string> {
  const { playlist } = plan.wanted.source;
  const { name, description, visibility, collaborative } = playlist;
  const details = { name, description, visibility, collaborative };
  const alike = run.listed.filter((listed) => looksNew(run, plan, listed)).map(({ id }) => id);
  const besides = alike.length === 0 ? {} : { besides: alike };
  for (let attempt = 0; ; attempt += 1) {
    await run.journal.record({
      type: "try",
      at: now(run),
      key: plan.wanted.source.key,
      ...besides,
    });
    try {
      const id = await run.writer.createPlaylist(details);
      run.knownIds.add(id);
      return id;
    } catch (error) {
      if (!isPassing(error)) throw error;
      const id = await findCreated(run, plan);
      if (id !== null) return id;
      if (attempt === PAUSES_MS.length - 1) throw error;
    }
  }
}

/** Whether a playlist looks as the planned one does when it was made just now. */
function looksNew(run: Run, { wanted }: PlaylistPlan, listed: ListedPlaylist): boolean {
  return (
    listed.playlist.relation === "owned" &&
    (listed.total ?? 0) === 0 &&
    isNamedAlike(wanted, { listed }, run.normalise)
  );
}

async function findCreated(run: Run, plan: PlaylistPlan): Promise<string | null> {
  let found: string | null = null;
  await pollUntilTrue(run, async () => {
    const { playlists } = await repeat(run, () => run.provider.playlists());
    const fresh = playlists.find(
      (listed) => !run.knownIds.has(listed.id) && looksNew(run, plan, listed),
    );
    found = fresh?.id ?? null;
    return found !== null;
  });
  if (found !== null) run.knownIds.add(found);
  return found;
}

/**
 * Inserts from the front to the back; what is not accepted leaves no gap. `onBatch` learns how many
 * went in.
 */
async function insertAll(
  run: Run,
  filling: Filling,
  inserts: readonly Insert[],
  onBatch: (count: number) => void,
): Promise<void> {
  let added = 0;
  for (const { at, items } of inserts) {
    for (const batch of chunksOf(items, run.writer.itemLimit)) {
      const found = applySubstitutes(run, filling.file, batch);
      const position = at + added;
      const count = await writeAccepted(found, {
        write: (accepted, before) => addOnce(run, filling, accepted, position + before),
        replace: (item) => substitute(run, filling.file, item),
      });
      added += count;
      onBatch(count);
    }
  }
}

/** Adds a batch once, also when the answer to that is lost: what is there then tells. */
async function addOnce(
  run: Run,
  filling: Filling,
  items: readonly SourceItem[],
  position: number,
): Promise<void> {
  const { id } = filling;
  const references = items.map(({ reference }) => reference);
  for (let attempt = 0; ; attempt += 1) {
    await run.journal.record({ type: "try", at: now(run) });
    try {
      await run.writer.addItems(id, references, position);
      break;
    } catch (error) {
      if (!isPassing(error) && !isNotFound(error)) throw error;
      if (await hasGrown(run, filling, items.length)) break;
      if (attempt === PAUSES_MS.length - 1) throw error;
    }
  }
  filling.length += items.length;
  const at = now(run);
  const added = items.map((item) => ({ ...withoutOrigin(item), addedAt: at }));
  await run.journal.record({ type: "added", at, id, position, items: added });
}

/**
 * Whether the playlist has `more` entries than before. Throws `ProviderError` `restore/changed`
 * when it has another number: somebody else is at work in it.
 */
async function hasGrown(run: Run, { id, length }: Filling, more: number): Promise<boolean> {
  let count = length;
  await pollUntilTrue(run, async () => {
    count = await countItems(run, id).catch((error: unknown) => {
      if (isPassing(error) || isNotFound(error)) return length;
      throw error;
    });
    // A read may still show the playlist as it was before one of the earlier batches.
    return count === length + more;
  });
  if (count === length + more) return true;
  if (count === length) return false;
  throw new ProviderError("restore/changed", "A playlist was changed during the restore.", {
    hint: "Run the restore again when no other app changes the account.",
  });
}

/** The number of entries of a playlist of the target. */
export async function countItems(run: Run, id: string): Promise<number> {
  const listed = { id, revision: "", playlist: EMPTY, total: null, coverUrl: null };
  const walk = await run.provider.entries(listed);
  return walk === "withheld" ? 0 : Math.max(walk.total, walk.first.length);
}

const EMPTY: ListedPlaylist["playlist"] = {
  name: "",
  description: null,
  visibility: "unknown",
  collaborative: false,
  owner: { name: "", refs: {} },
  relation: "owned",
  refs: {},
};

function stub({ wanted }: PlaylistPlan, id: string): ListedPlaylist {
  const playlist = { ...wanted.source.playlist, relation: "owned" as const };
  return { id, revision: "", playlist, total: null, coverUrl: null };
}

/** A cover that is damaged or not accepted is noted; the playlist has its items all the same. */
async function setCover(
  run: Run,
  { wanted }: PlaylistPlan,
  id: string,
  outcome: FileOutcome,
): Promise<void> {
  const { cover } = wanted.source;
  if (cover === null) return;
  try {
    const jpeg = await cover();
    await repeat(run, () => run.writer.setCover(id, jpeg));
  } catch (error) {
    if (isDamage(error) || error instanceof KeyError) {
      outcome.failed = error.code;
      return;
    }
    if (!(error instanceof RefusedError)) throw error;
    run.outcome.skipped.push(skippedPlaylist(wanted.source, "cover", run.provider));
  }
  await run.journal.record({ type: "cover", at: now(run), id });
}
