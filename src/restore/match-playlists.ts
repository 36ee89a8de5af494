import type { ListedPlaylist } from "../model/provider.ts";
import type { PlaylistDetails } from "../model/writer.ts";
import { alignWith, type Item, isRestorable } from "./item.ts";
import { countOf, take } from "./merge.ts";
import type { WantedPlaylist } from "./wanted.ts";

/** Why a playlist of the target is taken to be one of the source's. */
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

/** What matching goes by besides the playlists. */
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
 * Pairs playlists one to one, by the surest sign first: every playlist gets its chance with one sign
 * before any gets one with the next.
 */
export function matchPlaylists(
  wanted: readonly WantedPlaylist[],
  candidates: readonly Candidate[],
  rules: MatchRules,
): Map<WantedPlaylist, Match> {
  const matches = new Map<WantedPlaylist, Match>();
  const taken = new Set<Candidate>();
  // From the end of both lists, as copies are made: the one that is unfinished is the newest.
  const fromEnd = { wanted: wanted.toReversed(), candidates: candidates.toReversed() };
  const pass = (how: MatchReason, fits: (one: WantedPlaylist, candidate: Candidate) => boolean) => {
    for (const one of fromEnd.wanted) {
      if (matches.has(one)) continue;
      const candidate = fromEnd.candidates.find((each) => !taken.has(each) && fits(one, each));
      if (candidate === undefined) continue;
      taken.add(candidate);
      matches.set(one, { how, candidate });
    }
  };
  const named =
    (fits: (one: WantedPlaylist, items: readonly Item[]) => boolean) =>
    (one: WantedPlaylist, each: Candidate) =>
      each.items !== null && isNamedAlike(one, each, rules.normalise) && fits(one, each.items);
  pass("journal", (one, { listed }) => rules.created.get(one.source.key)?.id === listed.id);
  const isEmpty = named((_, items) => items.length === 0);
  const isMade = (one: WantedPlaylist, each: Candidate) =>
    isDetailedAlike(one, each, rules.normalise);
  const isNew = (one: WantedPlaylist, { listed }: Candidate) =>
    rules.opening.get(one.source.key)?.has(listed.id) === false;
  pass("journal", (one, each) => isNew(one, each) && isEmpty(one, each) && isMade(one, each));
  pass("own", (one, { listed }) => isOwn(one, listed, rules.provider));
  const isFilled = (one: WantedPlaylist, each: Candidate) => !isEmpty(one, each);
  // What also has the other details is surer; there is no more to an empty one than these.
  for (const isLikely of [isMade, isFilled]) {
    const likely = (fits: Parameters<typeof named>[0]) => (one: WantedPlaylist, each: Candidate) =>
      isLikely(one, each) && named(fits)(one, each);
    pass("same", likely(isSame));
    pass("reordered", likely(isReordered));
    pass("unfinished", likely(isUnfinished));
  }
  // A playlist that was renamed since is still a copy; an empty one is a copy of nothing.
  pass("same", (one, { items }) => items?.some(isRestorable) === true && isSame(one, items));
  return matches;
}

/** Whether the target's playlist is the one that was backed up. */
export function isOwn(
  { source }: WantedPlaylist,
  listed: ListedPlaylist,
  provider: string,
): boolean {
  const reference = source.playlist.refs[provider];
  return reference !== undefined && listed.playlist.refs[provider] === reference;
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

/** Whether a playlist of so many entries can be a copy: worth looking into, when named alike. */
export function canBeCopy({ source }: WantedPlaylist, total: number | null): boolean {
  return total === null || total <= (source.entries ?? []).length;
}

/** Whether it has the number of entries that the whole copy would have. */
export function canBeWhole({ items }: WantedPlaylist, total: number | null): boolean {
  const least = items.filter(({ state }) => state === "ready").length;
  return total !== null && total > 0 && total >= least && total <= items.length;
}

/** Whether the wanted items that must be there are, in order, and nothing else that could be. */
function isSame({ items }: WantedPlaylist, target: readonly Item[]): boolean {
  const named = target.filter(({ reference }) => reference !== "").length;
  const least = items.filter(({ state }) => state === "ready").length;
  if (named < least || named > items.length) return false;
  const found = foundIn(items, target);
  return found !== null && items.every((item, at) => item.state === "lookup" || found.has(at));
}

function isReordered({ items }: WantedPlaylist, target: readonly Item[]): boolean {
  const names = alignWith(items, target).filter((name) => name !== "");
  const counts = countOf(names);
  let there = 0;
  for (const { state, reference } of items) {
    if (take(counts, reference)) there += 1;
    else if (state === "ready") return false;
  }
  return there > 0 && there === names.length;
}

/** Whether all of it is of the wanted items, in their order, and came after the snapshot. */
function isUnfinished({ source, items }: WantedPlaylist, target: readonly Item[]): boolean {
  const isNew = ({ addedAt }: Item) =>
    addedAt !== null && Date.parse(addedAt) >= Math.floor(Date.parse(source.takenAt) / 1000) * 1000;
  return target.every(isNew) && foundIn(items, target) !== null;
}

/** Which of `items` the target has, when it has them in order and nothing else; else `null`. */
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
