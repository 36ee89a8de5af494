import type { Collection } from "../model/records.ts";
import type { MusicWriter } from "../model/writer.ts";
import { chunksOf, writeAccepted } from "./batches.ts";
import type { CollectionPlan } from "./plan.ts";
import { type Item, type SourceItem, toItem } from "./restore-item.ts";
import { type FileOutcome, now, type Run } from "./restore-run.ts";
import { pollUntilTrue, repeat, waitForVisibleWrites } from "./retry-rules.ts";
import { applySubstitutes, substitute } from "./substitute.ts";

/**
 * Puts back what a collection lacks, oldest first. Ends at the first failure: where there are no
 * dates, the order of saving is all there is.
 */
export async function applyCollection(
  run: Run,
  { kind, missing, total }: CollectionPlan,
  outcome: FileOutcome,
): Promise<void> {
  const save = kind === "likes" ? liking(run) : saveAll;
  const isCounted = kind === "likes" && missing.length > run.writer.saveLimit;
  const before = isCounted ? (total ?? (await countLikes(run))) : null;
  const items: SourceItem[] = [];
  for (const batch of chunksOf(withDates(missing), run.writer.saveLimit)) {
    const found = applySubstitutes(run, kind, batch);
    const fresh = await withoutPresent(run, kind, batch, found);
    outcome.added += await saveBatch(run, kind, fresh, save);
    items.push(...fresh);
    run.onProgress?.();
  }
  if (before !== null && (await haveGrown(run, before + outcome.added))) return;
  const absent = await findUnsaved(run, items);
  if (absent.length === 0) return;
  await run.journal.record({ type: "seen", at: now(run), list: kind, present: [], absent });
  outcome.added -= absent.length;
  outcome.failed = "restore/not-saved";
}

type Save = (run: Run, items: readonly SourceItem[]) => Promise<void>;

const saveAll: Save = (run, items) =>
  repeat(run, () => run.writer.save(items.map(({ reference }) => reference)));

/** A stand-in may be in the target already. */
async function withoutPresent(
  run: Run,
  kind: Collection,
  missing: readonly SourceItem[],
  found: readonly SourceItem[],
): Promise<readonly SourceItem[]> {
  const asked = new Set(missing);
  const fresh = found.filter((item) => !asked.has(item));
  const there = new Set<string>();
  for (const batch of chunksOf(fresh, run.writer.saveLimit)) {
    const references = batch.map(({ reference }) => reference);
    const answers = await run.writer.contains(references);
    const present = references.filter((_, index) => answers[index]);
    for (const reference of present) there.add(reference);
    await run.journal.record({
      type: "seen",
      at: now(run),
      list: kind,
      present,
      absent: references.filter((_, index) => !answers[index]),
    });
  }
  const unique = new Map(found.map((item) => [item.reference, item]));
  return [...unique.values()].filter(({ reference }) => !there.has(reference));
}

const LONG_AGO = "1970-01-01T00:00:00Z";

/** The items with a date each: what has none came with the one before it. */
function withDates(items: readonly SourceItem[]): readonly SourceItem[] {
  let last = items.find(({ addedAt }) => addedAt !== null)?.addedAt ?? LONG_AGO;
  return items.map((item) => {
    last = item.addedAt ?? last;
    return { ...item, addedAt: last };
  });
}

/**
 * Likes with their dates as long as the provider lets it, else without. It may take the dates and
 * ignore them, or all of it; the first batch shows.
 */
function liking(run: Run): Save {
  let isProved = false;
  return async (_, items) => {
    if (run.outcome.likes !== "batches") {
      const likes = items.map(({ reference, addedAt }) => ({
        reference,
        addedAt: addedAt ?? LONG_AGO,
      }));
      run.outcome.likes = "dated";
      const answer = await repeat(run, () => run.writer.likeDated(likes));
      const isDone = answer === "done" && (isProved || (await areLiked(run, likes)));
      isProved = true;
      if (isDone) return;
      run.outcome.likes = "batches";
    }
    await saveAll(run, items);
  };
}

/** Whether likes are there, none of them with the date of today in place of its own. */
async function areLiked(run: Run, likes: Parameters<MusicWriter["likeDated"]>[0]) {
  const minutes = new Map(likes.map(({ reference, addedAt }) => [reference, addedAt.slice(0, 16)]));
  const absent = await findUnsaved(run, likes);
  if (absent.length > 0) return false;
  const { first } = await run.provider.collection("likes");
  return first.every((entry) => {
    const { reference, addedAt } = toItem(entry, run.provider.name);
    const wanted = minutes.get(reference);
    return wanted === undefined || addedAt?.slice(0, 16) === wanted;
  });
}

/** Saves what the provider accepts of a batch; gives how many that is. */
function saveBatch(
  run: Run,
  list: string,
  items: readonly SourceItem[],
  save: Save,
): Promise<number> {
  return writeAccepted(items, {
    async write(accepted) {
      await save(run, accepted);
      const references = accepted.map(({ reference }) => reference);
      await run.journal.record({ type: "saved", at: now(run), list, references });
    },
    replace: (item) => substitute(run, list, item),
  });
}

/**
 * The number of likes of the target. For a list that is too long to compare, one request tells no
 * more.
 */
async function countLikes({ provider }: Run): Promise<number> {
  return (await provider.collection("likes")).total;
}

/** Whether the account has at least `total` likes now. */
async function haveGrown(run: Run, total: number): Promise<boolean> {
  await waitForVisibleWrites(run);
  return pollUntilTrue(run, async () => (await countLikes(run)) >= total);
}

/**
 * The items that the library lacks although they were saved: some providers accept items and ignore
 * them.
 */
async function findUnsaved(
  run: Run,
  items: readonly Pick<Item, "reference">[],
): Promise<readonly string[]> {
  const { replaced } = run.journal.progress();
  let open = items.map(({ reference }) => reference).filter((each) => !replaced.has(each));
  await waitForVisibleWrites(run);
  await pollUntilTrue(run, async () => {
    const still: string[] = [];
    for (const batch of chunksOf(open, run.writer.saveLimit)) {
      const answers = await run.writer.contains(batch);
      still.push(...batch.filter((_, index) => !answers[index]));
    }
    open = still;
    return open.length === 0;
  });
  return open;
}

/**
 * Follows the playlists with these references, the last one on top; gives the references that the
 * provider does not accept.
 */
export async function followPlaylists(
  run: Run,
  references: readonly string[],
): Promise<readonly string[]> {
  const refused: string[] = [];
  await writeAccepted(references, {
    write: (accepted) => repeat(run, () => run.writer.save(accepted)),
    async replace(reference) {
      await run.journal.record({ type: "replaced", at: now(run), reference, by: null });
      refused.push(reference);
      return null;
    },
  });
  return refused;
}
