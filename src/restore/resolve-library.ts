import type { Decisions } from "../resolve/decisions.ts";
import {
  type Resolution,
  type ResolveDeps,
  resolveRecordings,
  type SearchNeed,
} from "../resolve/resolve.ts";
import type { Place, Reviewed } from "../resolve/review-file.ts";
import type { Wanted } from "../resolve/wanted.ts";
import type { Library } from "./library.ts";
import type { SkipReason, Substitution } from "./plan.ts";
import { isHidden, type SourceItem } from "./restore-item.ts";
import { isFollowed } from "./wanted-playlists.ts";

/** The findings about the items of a library that need another reference. */
export interface ResolvedLibrary {
  /** Reference of an item → the one that is written; `null`: nothing is. */
  readonly replaced: ReadonlyMap<string, string | null>;
  /** The recordings without a reference, by their keys, and why they have none. */
  readonly unresolved: ReadonlyMap<string, SkipReason>;
  /** The references that the person chose. */
  readonly chosen: ReadonlySet<string>;
  /** Each recording once, in the order of the library. */
  readonly recordings: readonly Reviewed[];
  readonly search: SearchNeed;
}

/**
 * Finds references for all items of a library that have none, or one that the provider did not show
 * any more. `fresh` are new decisions of the person. Throws as `resolveRecordings` does.
 */
export async function resolveLibrary(
  library: Library,
  fresh: Decisions,
  deps: ResolveDeps,
): Promise<ResolvedLibrary> {
  const { wanted, places, references } = collect(library);
  const { resolutions, search } = await resolveRecordings(wanted, fresh, deps);
  const replaced = new Map<string, string | null>();
  const unresolved = new Map<string, SkipReason>();
  const chosen = new Set<string>();
  for (const resolution of resolutions) {
    const { wanted, outcome, reference } = resolution;
    for (const each of references.get(wanted.key) ?? []) replaced.set(each, reference);
    const reason = reasonOf(resolution);
    if (reason !== null) unresolved.set(wanted.key, reason);
    if (outcome === "chosen" && reference !== null) chosen.add(reference);
  }
  const recordings = resolutions.map((resolution) => {
    return { resolution, places: places.get(resolution.wanted.key) ?? [] };
  });
  return { replaced, unresolved, chosen, recordings, search };
}

/** The recordings to find, each once, with the items that want them. */
function collect(library: Library) {
  const wanted = new Map<string, Wanted>();
  const places = new Map<string, Place[]>();
  const references = new Map<string, Set<string>>();
  const add = (item: SourceItem, list: Omit<Place, "position">) => {
    if (item.wanted === undefined) return;
    const { key } = item.wanted;
    wanted.set(key, wanted.get(key) ?? item.wanted);
    const place = { ...list, position: item.position };
    places.set(key, [...(places.get(key) ?? []), place]);
    references.set(key, (references.get(key) ?? new Set<string>()).add(item.reference));
  };
  for (const [kind, items] of library.collections) {
    for (const item of items) add(item, { file: kind, playlist: null });
  }
  for (const source of library.playlists) {
    if (isFollowed({ source, items: [] })) continue;
    const { file, playlist, entries } = source;
    for (const item of entries ?? []) add(item, { file, playlist: playlist.name });
  }
  return { wanted: [...wanted.values()], places, references };
}

function reasonOf({ outcome, reference }: Resolution): SkipReason | null {
  if (reference !== null) return null;
  switch (outcome) {
    case "skipped":
      return "declined";
    case "unasked":
      return "unasked";
    case "none":
      return "not-found";
    default:
      return "doubtful";
  }
}

/** The items of lists that another release of their recording stands in for. */
export function substitutionsIn(
  lists: readonly { readonly file: string; readonly items: readonly SourceItem[] }[],
  { recordings }: ResolvedLibrary,
): Substitution[] {
  const titles = new Map(
    recordings.flatMap(({ resolution: { finding } }) =>
      (finding?.candidates ?? []).map(({ reference, title }) => [reference, title] as const),
    ),
  );
  return lists.flatMap(({ file, items }) =>
    items
      .filter((item) => isHidden(item) && item.reference !== item.ownReference)
      .map(({ title, ownReference: from, reference: to }) => {
        return { file, title, from, to, toTitle: titles.get(to) ?? title };
      }),
  );
}
