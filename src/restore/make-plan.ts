import type { ListedPlaylist } from "../model/provider.ts";
import { type Collection, KINDS } from "../model/records.ts";
import type { Library } from "./library.ts";
import { type Match, type MatchRules, matchPlaylists } from "./match-playlists.ts";
import { merge } from "./merge-items.ts";
import type { Target } from "./observe-target.ts";
import {
  type CollectionPlan,
  type Link,
  type ListName,
  type Plan,
  type PlaylistPlan,
  type Skip,
  type SkipReason,
  skippedItem,
  skippedPlaylist,
  type Todo,
} from "./plan.ts";
import {
  type Findings,
  type Item,
  isRestorable,
  type SourceItem,
  withFindings,
} from "./restore-item.ts";
import {
  collectionItems,
  isFollowed,
  playlistItems,
  type WantedPlaylist,
  wantedPlaylists,
} from "./wanted-playlists.ts";

/** The rules for planning, besides source and target. */
export interface PlanRules extends MatchRules, Findings {
  /** Ids of playlists whose cover was set. */
  readonly covers: ReadonlySet<string>;
  /** The recordings without a reference, by their keys, and why they have none. */
  readonly unresolved: ReadonlyMap<string, SkipReason>;
  /** Gives the page of what a reference names. */
  readonly link: Link;
  /** Whether a source's account is the target's. */
  readonly isSameUser: (user: string | null) => boolean;
}

/** Plans a restore: pure, and empty when the target has everything. */
export function planLibrary(library: Library, target: Target, rules: PlanRules): Plan {
  const collections = KINDS.flatMap((kind): CollectionPlan[] =>
    kind === "playlists" || !library.collections.has(kind)
      ? []
      : [planCollection(library, kind, target, rules)],
  );
  const wanted = wantedPlaylists(library, rules);
  const copies = wanted.filter((one) => !isFollowed(one));
  const matches = matchPlaylists(copies, target.candidates, rules);
  const index = indexTarget(target, rules);
  const playlists = wanted
    .map((one) =>
      isFollowed(one)
        ? planFollow(one, index, rules)
        : planCopy(one, matches.get(one), index, rules),
    )
    .reverse();
  return { collections, playlists, todo: todoOf(collections, playlists, target) };
}

/** The target, ready to be asked about one playlist after the other. */
interface TargetIndex {
  readonly unread: Target["unread"];
  /** The playlists of the target by their reference. */
  readonly byReference: ReadonlyMap<string, ListedPlaylist>;
  /** A code of why playlists of the target could not be read, by their name as it is compared. */
  readonly unreadNames: ReadonlyMap<string, string>;
  /** The references of those who own the target's own playlists: the account. */
  readonly owners: ReadonlySet<string>;
}

function indexTarget(target: Target, { provider, normalise }: PlanRules): TargetIndex {
  const { listed, candidates, unread } = target;
  const byReference = new Map<string, ListedPlaylist>();
  const unreadNames = new Map<string, string>();
  const owners = new Set<string>();
  // Of several, the first counts: it is set last.
  for (const each of listed.toReversed()) {
    const reference = each.playlist.refs[provider];
    if (reference !== undefined) byReference.set(reference, each);
  }
  for (const { listed: each } of candidates.toReversed()) {
    const code = unread.get(each.id);
    if (code !== undefined) unreadNames.set(normalise(each.playlist).name, code);
    const owner = each.playlist.owner.refs[provider];
    if (owner !== undefined) owners.add(owner);
  }
  return { unread, byReference, unreadNames, owners };
}

function planCopy(
  one: WantedPlaylist,
  match: Match | undefined,
  target: TargetIndex,
  rules: PlanRules,
): PlaylistPlan {
  const { file, playlist } = one.source;
  const skipped = skipsOf(
    playlistItems(one.source, rules),
    { file, playlist: playlist.name },
    rules,
  );
  const base = { wanted: one, skipped, failed: null };
  const failed = whyUnknown(one, match, target, rules);
  if (failed !== null) return { ...base, ...NOTHING, failed };
  if (match !== undefined) return { ...base, ...planFill(one, match, rules) };
  return {
    ...base,
    ...NOTHING,
    action: isReturnable(one, target, rules) ? "return" : "create",
    inserts: one.items.length > 0 ? [{ at: 0, items: one.items }] : [],
    cover: one.source.cover !== null,
  };
}

function planFill(
  one: WantedPlaylist,
  { how, candidate }: Match,
  rules: PlanRules,
): Omit<PlaylistPlan, "wanted" | "skipped" | "failed"> {
  const { listed } = candidate;
  const items = candidate.items ?? [];
  const merged = merge(one.items, items);
  const isWhole = how === "same" || how === "reordered";
  const isCopy = how === "journal" || how === "unfinished" || isRestored(one, items);
  const lacksCover = one.source.cover !== null && listed.coverUrl === null;
  return {
    action: "fill",
    how,
    id: listed.id,
    length: items.length,
    inserts: isWhole ? [] : merged.inserts,
    present: merged.present,
    moved: merged.moved,
    appended: isWhole ? 0 : merged.appended,
    cover: lacksCover && (isCopy || how === "own") && !rules.covers.has(listed.id),
    details: isCopy && lacksDetails(one, listed.playlist, rules),
  };
}

function planCollection(
  library: Library,
  kind: Collection,
  { collections, unread }: Target,
  rules: PlanRules,
): CollectionPlan {
  const failed = unread.get(kind);
  const nothing = { kind, missing: [], present: 0, total: null, skipped: [] };
  if (failed !== undefined) return { ...nothing, failed };
  const { present: there, total } = collections.get(kind) ?? NOTHING_SEEN;
  const items = collectionItems(library, kind).map((item) =>
    there.has(item.reference) ? item : withFindings(item, rules),
  );
  const wanted = items.filter(isRestorable);
  const absent = wanted.filter(({ reference }) => !there.has(reference));
  // Two recordings may have been found to be one.
  const missing = [...new Map(absent.map((item) => [item.reference, item])).values()];
  return {
    kind,
    missing,
    present: wanted.length - absent.length,
    total,
    skipped: skipsOf(items, { file: kind, playlist: null }, rules),
    failed: null,
  };
}

const NOTHING_SEEN = { present: new Set<string>(), total: null };

const NOTHING = {
  action: "fill",
  how: null,
  id: null,
  length: 0,
  inserts: [],
  present: 0,
  moved: 0,
  appended: 0,
  cover: false,
  details: false,
} as const;

/**
 * The code of why it is unknown whether the target has the playlist, which might be there twice if
 * it was made again; `null`: it is known.
 */
function whyUnknown(
  one: WantedPlaylist,
  match: Match | undefined,
  { unread, unreadNames }: TargetIndex,
  { normalise }: PlanRules,
): string | null {
  const all = unread.get("playlists");
  if (all !== undefined) return all;
  if (match !== undefined) return unread.get(match.candidate.listed.id) ?? null;
  return unreadNames.get(normalise(one.source.playlist).name) ?? null;
}

function planFollow(
  one: WantedPlaylist,
  { byReference, unread }: TargetIndex,
  rules: PlanRules,
): PlaylistPlan {
  const failed = unread.get("playlists");
  if (failed !== undefined) return { wanted: one, skipped: [], ...NOTHING, failed };
  const reference = one.source.playlist.refs[rules.provider] ?? "";
  const there = byReference.get(reference);
  const cannot = reference === "" || rules.replaced.get(reference) === null;
  const provider = { name: rules.provider, link: rules.link };
  const skip = skippedPlaylist(one.source, "withheld", provider);
  return {
    wanted: one,
    action: "follow",
    how: there ? "own" : null,
    id: there?.id ?? null,
    length: 0,
    inserts: [],
    present: there ? 1 : 0,
    moved: 0,
    appended: 0,
    cover: false,
    details: false,
    skipped: cannot && !there ? [skip] : [],
    failed: null,
  };
}

function isReturnable(one: WantedPlaylist, { owners }: TargetIndex, rules: PlanRules): boolean {
  const { playlist, user } = one.source;
  const reference = playlist.refs[rules.provider];
  if (reference === undefined || rules.replaced.get(reference) === null) return false;
  if (rules.isSameUser(user)) return true;
  const owner = playlist.owner.refs[rules.provider];
  return owner !== undefined && owners.has(owner);
}

/**
 * Whether everything in the target's playlist came after the snapshot, so that a restore made it.
 */
function isRestored({ source }: WantedPlaylist, items: readonly Item[]): boolean {
  const taken = Date.parse(source.takenAt);
  return items.every(({ addedAt }) => addedAt !== null && Date.parse(addedAt) >= taken);
}

function lacksDetails(
  { source }: WantedPlaylist,
  there: WantedPlaylist["source"]["playlist"],
  { normalise }: PlanRules,
): boolean {
  const wanted = normalise(source.playlist);
  const has = normalise(there);
  return (
    (wanted.description !== null && has.description === null) ||
    (wanted.collaborative && !has.collaborative)
  );
}

function skipsOf(items: readonly SourceItem[], list: ListName, rules: PlanRules): readonly Skip[] {
  return items
    .filter((item) => !isRestorable(item))
    .map((item) => skippedItem(item, list, reasonOf(item, rules), rules.link));
}

function reasonOf(item: SourceItem, { replaced, unresolved }: PlanRules): SkipReason {
  const { state, reference, ownReference, title, wanted } = item;
  if (state === "local") return "local";
  if (wanted !== undefined) return unresolved.get(wanted.key) ?? "refused";
  if (ownReference === "" && title !== "") return "unmatched";
  return replaced.has(reference) ? "refused" : "unavailable";
}

/** The steps that the person has to do by hand after a restore, in the order of the snapshot. */
function todoOf(
  collections: readonly CollectionPlan[],
  playlists: readonly PlaylistPlan[],
  target: Pick<Target, "listed">,
): readonly Todo[] {
  const todo: Todo[] = [];
  const visibility = new Map(target.listed.map(({ id, playlist }) => [id, playlist.visibility]));
  for (const { action, id, wanted } of playlists.toReversed()) {
    const { file, playlist } = wanted.source;
    if (action === "follow" || playlist.visibility !== "private") continue;
    if (id !== null && visibility.get(id) === "private") continue;
    todo.push({ kind: "make-private", file, title: playlist.name });
  }
  for (const { skipped } of [...collections, ...playlists.toReversed()]) {
    const local = skipped.filter(({ reason }) => reason === "local");
    const [first] = local;
    if (first === undefined) continue;
    todo.push({ kind: "local-files", file: first.file, items: local });
  }
  const isNew = ({ action }: PlaylistPlan) => action === "create";
  if (playlists.some(isNew)) todo.push({ kind: "folders" });
  return todo;
}
