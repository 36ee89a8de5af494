import type { Clock } from "../clock.ts";
import { ProviderError } from "../errors.ts";
import {
  type Account,
  isSound,
  type ListedPlaylist,
  MovedError,
  type MusicProvider,
  type Walk,
} from "../model/provider.ts";
import { type Collection, type Entry, KINDS } from "../model/records.ts";
import type { MusicWriter } from "../model/writer.ts";
import type { Journal } from "./journal.ts";
import type { Library } from "./library.ts";
import {
  type Candidate,
  canBeCopy,
  canBeWhole,
  groupByKeys,
  keysOf,
  type MatchRules,
  matchPlaylists,
  wholeLength,
} from "./match-playlists.ts";
import {
  alignWith,
  type Findings,
  type Item,
  isRestorable,
  toItem,
  WORDS_PREFIX,
  withFindings,
} from "./restore-item.ts";
import { isLocal, restoreErrorCode } from "./retry-rules.ts";
import {
  collectionItems,
  isFollowed,
  type WantedPlaylist,
  wantedPlaylists,
} from "./wanted-playlists.ts";

/** The parts that reading the target takes. */
export interface ObserveDeps {
  readonly provider: MusicProvider;
  readonly writer: Pick<MusicWriter, "contains" | "saveLimit">;
  readonly journal: Journal;
  readonly clock: Clock;
}

/** A list of the target as far as it was looked at. */
export interface SeenCollection {
  /** The references of the source that are there. */
  readonly present: ReadonlySet<string>;
  /** Its number of entries; `null`: it was not listed. */
  readonly total: number | null;
}

/** The target account as far as it was looked at. */
export interface Target {
  readonly account: Account;
  /** Each wanted list, as far as it was looked at. */
  readonly collections: ReadonlyMap<Collection, SeenCollection>;
  /** Every playlist it lists. */
  readonly listed: readonly ListedPlaylist[];
  /** Its own playlists, with the items of those that may be one of the source's. */
  readonly candidates: readonly Candidate[];
  /** Ids of the playlists whose items are known from the journal only. */
  readonly remembered: ReadonlySet<string>;
  /**
   * The lists that could not be read, each a kind or the id of a playlist, with the error's code.
   */
  readonly unread: ReadonlyMap<string, string>;
}

/** The time for which reads may not show a write, in milliseconds; 2 s were seen at most. */
export const LAG_MS = 7000;

const WALKS = 3;

/**
 * Waits until what an earlier run wrote last can be seen: looked at before, it would be written
 * again.
 */
export async function awaitLastWrite({ journal, clock }: ObserveDeps): Promise<void> {
  const { writtenAt } = journal.progress();
  if (writtenAt === null) return;
  const left = Date.parse(writtenAt) + LAG_MS - clock.now().getTime();
  if (left > 0) await clock.sleep(Math.min(left, LAG_MS));
}

/**
 * Looks at the target as far as the plan of a restore needs it. A failure that concerns one list is
 * noted in `unread`; other failures are thrown.
 */
export async function observeTarget(
  context: ObserveDeps,
  library: Library,
  account: Account,
  rules: MatchRules & Findings,
): Promise<Target> {
  const collections = new Map<Collection, SeenCollection>();
  const unread = new Map<string, string>();
  for (const kind of KINDS) {
    if (kind === "playlists" || !library.collections.has(kind)) continue;
    const items = collectionItems(library, kind).filter(isRestorable);
    // The target may have a substitute in place of an item.
    const instead = items.map((item) => withFindings(item, rules)).filter(isRestorable);
    const asked = [
      ...new Map([...items, ...instead].map((item) => [item.reference, item])).values(),
    ];
    try {
      collections.set(kind, await observeCollection(context, kind, asked));
    } catch (error) {
      if (!isLocal(error)) throw error;
      unread.set(kind, restoreErrorCode(error));
    }
  }
  const none = { listed: [], candidates: [], remembered: new Set<string>(), unread };
  const wanted = wantedPlaylists(library, rules);
  if (wanted.length === 0) return { account, collections, ...none };
  const copies = wanted.filter((one) => !isFollowed(one));
  try {
    const seen = await observePlaylists(context, copies, rules);
    return { account, collections, ...seen, unread: new Map([...unread, ...seen.unread]) };
  } catch (error) {
    if (!isLocal(error)) throw error;
    unread.set("playlists", restoreErrorCode(error));
    return { account, collections, ...none };
  }
}

/**
 * Finds out which of `items` a collection of the target has, in the way that takes fewer requests.
 */
async function observeCollection(
  context: ObserveDeps,
  kind: Collection,
  items: readonly Item[],
): Promise<SeenCollection> {
  const { journal, provider, writer } = context;
  let total: number | null = null;
  const seen = () => journal.progress().seen.get(kind) ?? new Map<string, boolean>();
  const unknown = () =>
    items
      .map(({ reference }) => reference)
      .filter((reference) => !reference.startsWith(WORDS_PREFIX) && !seen().has(reference));
  const asking = () => Math.ceil(unknown().length / writer.saveLimit);
  // If an earlier run began to list it, it is not listed again: asking goes on where that run
  // stopped.
  if (asking() > 1 && seen().size === 0) {
    const walk = await provider.collection(kind);
    total = walk.total;
    const pages = Math.ceil(walk.total / Math.max(1, walk.first.length));
    const there = pages - 1 <= asking() ? await listCollection(context, kind, items, walk) : null;
    if (there !== null) await note(context, kind, unknown(), there);
  }
  for (let open = unknown(); open.length > 0; open = unknown()) {
    const asked = open.slice(0, writer.saveLimit);
    const answers = await writer.contains(asked);
    await note(context, kind, asked, new Set(asked.filter((_, index) => answers[index])));
  }
  const present = new Set([...seen()].flatMap(([reference, has]) => (has ? [reference] : [])));
  return { present, total };
}

/**
 * The references of `items` that a walk shows, noted page by page; `null` if the walk may be
 * incomplete.
 */
async function listCollection(
  context: ObserveDeps,
  kind: Collection,
  items: readonly Item[],
  walk: Walk,
): Promise<ReadonlySet<string> | null> {
  const { provider } = context;
  const wanted = new Set(items.map(({ reference }) => reference));
  const found: Item[] = [];
  const add = async (page: readonly Entry[]) => {
    const rows = page.map((entry) => toItem(entry, provider.name));
    found.push(...rows);
    const present = rows.map(({ reference }) => reference).filter((each) => wanted.has(each));
    if (present.length > 0) await note(context, kind, present, wanted);
  };
  try {
    await add(walk.first);
    for await (const page of walk.rest()) await add(page);
  } catch (error) {
    // The items that the walk did not reach are asked for.
    if (error instanceof MovedError) return null;
    throw error;
  }
  return isSound(walk, found.length) ? new Set(alignWith(items, found)) : null;
}

/** Notes which of `references` the target has. */
async function note(
  { journal, clock }: ObserveDeps,
  list: Collection,
  references: readonly string[],
  there: ReadonlySet<string>,
): Promise<void> {
  const present = references.filter((reference) => there.has(reference));
  const absent = references.filter((reference) => !there.has(reference));
  await journal.record({ type: "seen", at: clock.now().toISOString(), list, present, absent });
}

/** The target's playlists, read as far as it takes to match `wanted`. */
async function observePlaylists(
  context: ObserveDeps,
  wanted: readonly WantedPlaylist[],
  rules: MatchRules,
): Promise<Pick<Target, "listed" | "candidates" | "remembered" | "unread">> {
  const listed = await listWithLate(context, wanted, rules);
  const remembered = new Set(context.journal.progress().items.keys());
  const owned = listed.filter(({ playlist }) => playlist.relation === "owned");
  const items = new Map<string, readonly Item[]>();
  const candidates = () =>
    owned.map((each): Candidate => ({ listed: each, items: items.get(each.id) ?? null }));
  const unread = new Map<string, string>();
  const read = async (each: ListedPlaylist, isWorthIt?: (first: readonly Item[]) => boolean) => {
    try {
      const known = await readItems(context, each, isWorthIt);
      if (known !== null) items.set(each.id, known);
    } catch (error) {
      if (!isLocal(error)) throw error;
      unread.set(each.id, restoreErrorCode(error));
    }
  };
  const made = new Set([...rules.created.values()].map(({ id }) => id));
  const references = new Set(wanted.map(({ source }) => source.playlist.refs[rules.provider]));
  const byName = groupByKeys(wanted, ({ source }) => [rules.normalise(source.playlist).name]);
  for (const each of owned) {
    const reference = each.playlist.refs[rules.provider];
    const isOwn = reference !== undefined && references.has(reference);
    const alike = byName.get(rules.normalise(each.playlist).name) ?? [];
    const isWorthIt = isOwn || alike.some((one) => canBeCopy(one, each.total));
    if (made.has(each.id) || isWorthIt) await read(each);
  }
  const matches = matchPlaylists(wanted, candidates(), rules);
  const taken = new Set([...matches.values()].map(({ candidate }) => candidate.listed.id));
  const rest = wanted.filter((one) => !matches.has(one));
  const lengths = new Set(rest.map(wholeLength));
  const likely = owned.filter(
    ({ id, total }) => !taken.has(id) && !items.has(id) && total !== null && lengths.has(total),
  );
  if (likely.length > 0) {
    const isBeginning = createBeginningTest(rest);
    for (const each of likely) await read(each, (first) => isBeginning(first, each.total));
  }
  return { listed, candidates: candidates(), remembered, unread };
}

/** The target's list of playlists. */
export async function listTargetPlaylists({
  provider,
}: Pick<ObserveDeps, "provider">): Promise<readonly ListedPlaylist[]> {
  return (await settled(() => provider.playlists())).playlists;
}

/** The list, with what was made so lately that it may not show yet. */
async function listWithLate(
  { provider, clock }: ObserveDeps,
  wanted: readonly WantedPlaylist[],
  { created }: MatchRules,
): Promise<readonly ListedPlaylist[]> {
  const playlists = await listTargetPlaylists({ provider });
  const shown = new Set(playlists.map(({ id }) => id));
  const since = new Date(clock.now().getTime() - 60_000).toISOString();
  const journalled: ReadonlyMap<string, { readonly id: string; readonly at?: string }> = created;
  const late = wanted.flatMap(({ source }): ListedPlaylist[] => {
    const { id, at = "" } = journalled.get(source.key) ?? {};
    if (id === undefined || shown.has(id) || at < since) return [];
    const playlist = { ...source.playlist, relation: "owned" as const, refs: {} };
    return [{ id, revision: "", playlist, total: null, coverUrl: null }];
  });
  return [...late, ...playlists];
}

/**
 * The items of a playlist: those the journal knows, or those read now. `null` when the first page
 * is not worth reading the rest.
 */
export async function readItems(
  { provider, journal, clock }: ObserveDeps,
  listed: ListedPlaylist,
  isWorthIt: (first: readonly Item[]) => boolean = () => true,
  fresh = false,
): Promise<readonly Item[] | null> {
  const remembered = journal.progress().items.get(listed.id);
  if (remembered !== undefined && !fresh) return remembered;
  let shown = "";
  const items = await settled(async () => {
    const walk = await provider.entries(listed);
    if (walk === "withheld") {
      throw new ProviderError(
        "provider/forbidden",
        "Spotify does not show the items of a playlist of this account.",
      );
    }
    const toItems = (page: readonly Entry[]) => page.map((entry) => toItem(entry, provider.name));
    const rows = toItems(walk.first);
    if (!isWorthIt(rows)) return null;
    for await (const page of walk.rest()) rows.push(...toItems(page));
    const before = shown;
    shown = JSON.stringify(rows);
    // Rows that are only not shown would be put in a second time.
    if (isSound(walk, rows.length) || shown === before) return rows;
    throw new MovedError("The pages of the list contradict each other or its total.");
  });
  if (items === null) return null;
  await journal.record({ type: "items", at: clock.now().toISOString(), id: listed.id, items });
  return items;
}

/** `read`, again while what it reads keeps changing. */
async function settled<T>(read: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof MovedError) || attempt === WALKS) throw error;
    }
  }
}

/** Tests whether a playlist of `total` entries that begins with `first` can be a whole copy. */
function createBeginningTest(wanted: readonly WantedPlaylist[]) {
  const keys = new Map(wanted.map((one) => [one, keySetOf(one.items)]));
  const byItem = groupByKeys(wanted, (one) => [...(keys.get(one) ?? [])]);
  return (first: readonly Item[], total: number | null): boolean => {
    const ready = first.filter(({ state }) => state === "ready");
    const [item] = ready;
    if (item === undefined) return true;
    const likely = new Set(keysOf(item).flatMap((key) => byItem.get(key) ?? []));
    return [...likely].some(
      (one) =>
        canBeWhole(one, total) &&
        ready.every((each) => keysOf(each).some((key) => keys.get(one)?.has(key))),
    );
  };
}

function keySetOf(items: readonly Item[]): ReadonlySet<string> {
  return new Set(items.flatMap(keysOf));
}
