import type { ListedPlaylist } from "../model/provider.ts";
import type { PlaylistDetails } from "../model/writer.ts";
import { countOf, take } from "./merge-items.ts";
import { alignWith, type Item } from "./restore-item.ts";
import type { WantedPlaylist } from "./wanted-playlists.ts";

/** The reason for which a playlist of the target is taken to be one of the source's. */
export type MatchReason =
  /** An earlier run made it. */
  | "journal"
  /** It is the very playlist that was backed up. */
  | "own"
  /** It has the same content. */
  | "same"
  /** It has the same items in another order. */
  | "reordered"
  /** It is a copy that an earlier run did not finish. */
  | "unfinished";

/** A playlist of the target that is its owner's own; `items` `null`: not looked at. */
export interface Candidate {
  readonly listed: ListedPlaylist;
  readonly items: readonly Item[] | null;
}

/** A pair. */
export interface Match {
  readonly how: MatchReason;
  readonly candidate: Candidate;
}

/** Gives details as the provider will have them after they were written. */
export type Normalise = (details: PlaylistDetails) => PlaylistDetails;

/** The rules for matching, besides the playlists. */
export interface MatchRules {
  /** Source playlist → id of the target's, from the journal. */
  readonly created: ReadonlyMap<string, { readonly id: string }>;
  /**
   * The source playlists that were being made when an earlier run was cut off, with the ids of
   * playlists that were there before.
   */
  readonly opening: ReadonlyMap<string, ReadonlySet<string>>;
  readonly provider: string;
  readonly normalise: Normalise;
}

/**
 * Pairs playlists one to one, by the surest sign first: every playlist gets its chance with one
 * sign before any gets one with the next. Candidates are looked up by id, reference, name and
 * content, so that the time grows with the number of playlists, not with its square.
 */
export function matchPlaylists(
  wanted: readonly WantedPlaylist[],
  candidates: readonly Candidate[],
  rules: MatchRules,
): Map<WantedPlaylist, Match> {
  const matches = new Map<WantedPlaylist, Match>();
  const taken = new Set<Candidate>();
  // Both lists are searched from their end, as copies are made: the unfinished one is the newest.
  const wantedFromEnd = wanted.toReversed();
  const index = indexCandidates(candidates.toReversed(), rules);
  const pass = (
    how: MatchReason,
    likely: (one: WantedPlaylist) => readonly Candidate[],
    isPair: (one: WantedPlaylist, candidate: Candidate) => boolean,
  ) => {
    for (const one of wantedFromEnd) {
      if (matches.has(one)) continue;
      const candidate = likely(one).find((each) => !taken.has(each) && isPair(one, each));
      if (candidate === undefined) continue;
      taken.add(candidate);
      matches.set(one, { how, candidate });
    }
  };
  const isEmpty = ({ items }: Candidate) => items?.length === 0;
  const isMade = (one: WantedPlaylist, each: Candidate) =>
    isDetailedAlike(one, each, rules.normalise);
  const isNew = (one: WantedPlaylist, { listed }: Candidate) =>
    rules.opening.get(one.source.key)?.has(listed.id) === false;
  pass("journal", index.withCreatedId, () => true);
  pass("journal", index.namedAlike, (one, each) => {
    return isNew(one, each) && isEmpty(each) && isMade(one, each);
  });
  pass("own", index.withReference, () => true);
  // A playlist that also has the other details is surer; an empty one has nothing else to show.
  for (const isLikely of [isMade, (_: WantedPlaylist, each: Candidate) => !isEmpty(each)]) {
    const passNamed = (
      how: MatchReason,
      isAlike: (one: WantedPlaylist, items: readonly Item[]) => boolean,
    ) =>
      pass(how, index.namedAlike, (one, each) => {
        return each.items !== null && isLikely(one, each) && isAlike(one, each.items);
      });
    passNamed("same", isSame);
    passNamed("reordered", isReordered);
    passNamed("unfinished", isUnfinished);
  }
  // A playlist that was renamed since is still a copy; an empty one is a copy of nothing.
  pass("same", index.withFirstItem, (one, { items }) => items !== null && isSame(one, items));
  return matches;
}

/** The candidates by what a pass looks for. Each list is in the order of `candidates`. */
function indexCandidates(candidates: readonly Candidate[], rules: MatchRules) {
  const { created, normalise, provider } = rules;
  const positions = new Map(candidates.map((each, position) => [each, position]));
  const byId = groupByKeys(candidates, ({ listed }) => [listed.id]);
  const byReference = groupByKeys(candidates, ({ listed }) => {
    const reference = listed.playlist.refs[provider];
    return reference === undefined ? [] : [reference];
  });
  const byName = groupByKeys(candidates, ({ listed }) => [normalise(listed.playlist).name]);
  const byFirstItem = groupByKeys(candidates, ({ items }) => {
    const first = items?.find(({ reference }) => reference !== "");
    return first === undefined ? [] : keysOf(first);
  });
  return {
    withCreatedId: ({ source }: WantedPlaylist) =>
      byId.get(created.get(source.key)?.id ?? "") ?? [],
    withReference: ({ source }: WantedPlaylist) =>
      byReference.get(source.playlist.refs[provider] ?? "") ?? [],
    namedAlike: ({ source }: WantedPlaylist) => byName.get(normalise(source.playlist).name) ?? [],
    /** Those of which the first item with a reference can be one of the wanted items. */
    withFirstItem({ items }: WantedPlaylist): readonly Candidate[] {
      const found = new Set(items.flatMap(keysOf).flatMap((key) => byFirstItem.get(key) ?? []));
      return [...found].sort((a, b) => (positions.get(a) ?? 0) - (positions.get(b) ?? 0));
    },
  };
}

const ISRC_PREFIX = "isrc:";

/**
 * The keys under which two items of the same recording meet: the reference, and the ISRC if known.
 */
export function keysOf({ reference, isrc }: Item): readonly string[] {
  return isrc === undefined ? [reference] : [reference, `${ISRC_PREFIX}${isrc}`];
}

/** `list` by each of the keys of its elements, in its order. */
export function groupByKeys<T>(
  list: readonly T[],
  keys: (each: T) => readonly string[],
): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const each of list) {
    for (const key of keys(each)) {
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [each]);
      else group.push(each);
    }
  }
  return groups;
}

/** Whether the provider would call them alike. */
export function isNamedAlike(
  { source }: WantedPlaylist,
  { listed }: Pick<Candidate, "listed">,
  normalise: Normalise,
): boolean {
  return normalise(source.playlist).name === normalise(listed.playlist).name;
}

/** Whether the name, the description and the flag are those that a copy is made with. */
export function isMadeAlike(
  one: WantedPlaylist,
  candidate: Pick<Candidate, "listed">,
  normalise: Normalise,
): boolean {
  return isNamedAlike(one, candidate, normalise) && isDetailedAlike(one, candidate, normalise);
}

/** Whether the description and the flag are those that a copy is made with. */
function isDetailedAlike(
  { source }: WantedPlaylist,
  { listed }: Pick<Candidate, "listed">,
  normalise: Normalise,
): boolean {
  const [wanted, has] = [normalise(source.playlist), normalise(listed.playlist)];
  return wanted.description === has.description && wanted.collaborative === has.collaborative;
}

/** Whether a playlist with a similar name and `total` entries may be a copy, so that it is read. */
export function canBeCopy({ source }: WantedPlaylist, total: number | null): boolean {
  return total === null || total <= (source.entries ?? []).length;
}

/** Whether it has the number of entries that the whole copy would have. */
export function canBeWhole(one: WantedPlaylist, total: number | null): boolean {
  return total === wholeLength(one);
}

/** The number of entries of the whole copy. One without any cannot be told from others. */
export function wholeLength({ items }: WantedPlaylist): number {
  return Math.max(1, items.length);
}

/** Whether the wanted items are there, in order, and nothing else that could be. */
function isSame({ items }: WantedPlaylist, target: readonly Item[]): boolean {
  const named = target.filter(({ reference }) => reference !== "").length;
  if (named !== items.length) return false;
  return foundIn(items, target)?.size === items.length;
}

function isReordered({ items }: WantedPlaylist, target: readonly Item[]): boolean {
  const names = alignWith(items, target).filter((name) => name !== "");
  const counts = countOf(names);
  let there = 0;
  for (const { reference } of items) {
    if (!take(counts, reference)) return false;
    there += 1;
  }
  return there > 0 && there === names.length;
}

/** Whether all of it is of the wanted items, in their order, and came after the snapshot. */
function isUnfinished({ source, items }: WantedPlaylist, target: readonly Item[]): boolean {
  const isNew = ({ addedAt }: Item) =>
    addedAt !== null && Date.parse(addedAt) >= Math.floor(Date.parse(source.takenAt) / 1000) * 1000;
  return target.every(isNew) && foundIn(items, target) !== null;
}

/**
 * The positions of the `items` that the target has, if it has them in order and nothing else; else
 * `null`.
 */
function foundIn(items: readonly Item[], target: readonly Item[]): ReadonlySet<number> | null {
  const found = new Set<number>();
  let at = 0;
  for (const name of alignWith(items, target)) {
    if (name === "") continue;
    while (at < items.length && items[at]?.reference !== name) at += 1;
    if (at === items.length) return null;
    found.add(at);
    at += 1;
  }
  return found;
}
