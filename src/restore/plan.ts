import type { Collection } from "../model/records.ts";
import type { SourcePlaylist } from "./library.ts";
import type { MatchReason } from "./match-playlists.ts";
import type { Insert } from "./merge-items.ts";
import type { SourceItem } from "./restore-item.ts";
import type { WantedPlaylist } from "./wanted-playlists.ts";

/** The reason for which something is not put back. */
export type SkipReason =
  /** The provider no longer showed it, and nothing tells what it was. */
  | "unavailable"
  /** It was looked for, and nothing that may be it was found. */
  | "not-found"
  /** It was looked for, and what was found is not certain. */
  | "doubtful"
  /** The person decided to skip it. */
  | "declined"
  /** The provider did not answer when it was to be looked for. */
  | "unasked"
  /** Only its words are known, and it is no recording, so that it is not looked for. */
  | "unmatched"
  /** The provider does not take it (any more). */
  | "refused"
  /** The provider does not take files of one's own. */
  | "local"
  /** The provider does not take the cover: it is too large, or no JPEG. */
  | "cover"
  /** The provider did not show the entries, nor is there a way to follow the playlist. */
  | "withheld";

/** Something that is not put back. */
export interface Skip {
  /** The id of the file it is in: `likes`, `playlist_…`. */
  readonly file: string;
  readonly reason: SkipReason;
  readonly title: string;
  readonly artists: readonly string[];
  /** The name of the playlist it was in; `null`: it was in none. */
  readonly playlist: string | null;
  /** Its place there, from 1; `null` for a playlist itself, or its cover. */
  readonly position: number | null;
  readonly reference: string;
  /** The page where a person finds it; `null`: there is none. */
  readonly link: string | null;
}

/** A recording that stands in for one that is no longer there. */
export interface Substitution {
  readonly file: string;
  readonly title: string;
  readonly from: string;
  readonly to: string;
  readonly toTitle: string;
}

/** Something only the person can do, because the provider's interface cannot. */
export type Todo =
  | { readonly kind: "make-private"; readonly file: string; readonly title: string }
  | { readonly kind: "local-files"; readonly file: string; readonly items: readonly Skip[] }
  /** Folders of playlists are neither readable nor writable. */
  | { readonly kind: "folders" };

/** The plan for one collection. */
export interface CollectionPlan {
  readonly kind: Collection;
  /** Oldest first: the order in which it is put back. */
  readonly missing: readonly SourceItem[];
  readonly present: number;
  /** The length of the target's list; `null`: it was not counted. */
  readonly total: number | null;
  readonly skipped: readonly Skip[];
  /**
   * The code of why the target could not be looked at, so that nothing is done; `null`: it could.
   */
  readonly failed: string | null;
}

/** The plan for one playlist. */
export interface PlaylistPlan {
  readonly wanted: WantedPlaylist;
  /**
   * `follow`: it is somebody else's; `return`: an own one that was deleted, which following brings
   * back; `create`; `fill`: it is there, in whole or in part.
   */
  readonly action: "follow" | "return" | "create" | "fill";
  readonly how: MatchReason | null;
  /** The target's playlist that it is; `null`: there is none yet. */
  readonly id: string | null;
  /** The number of entries of that playlist. */
  readonly length: number;
  readonly inserts: readonly Insert[];
  readonly present: number;
  readonly moved: number;
  readonly appended: number;
  /** Whether its cover, its description and flags are to be set. */
  readonly cover: boolean;
  readonly details: boolean;
  readonly skipped: readonly Skip[];
  /** As for a collection. */
  readonly failed: string | null;
}

/** A restore before it happens. Nothing in it deletes or moves anything. */
export interface Plan {
  readonly collections: readonly CollectionPlan[];
  /**
   * In the order in which they are put back: the last of the list first, as new ones come on top.
   */
  readonly playlists: readonly PlaylistPlan[];
  readonly todo: readonly Todo[];
}

/** Whether items go into a playlist, or it is to be made. */
export function isFilled({ action, id, inserts, failed }: PlaylistPlan): boolean {
  return failed === null && action !== "follow" && (id === null || inserts.length > 0);
}

/** Whether a plan writes nothing. */
export function isEmptyPlan({ collections, playlists }: Plan): boolean {
  return (
    collections.every(({ missing }) => missing.length === 0) &&
    playlists.every(
      ({ action, id, inserts, cover, details, skipped, failed }) =>
        failed !== null ||
        (!cover &&
          !details &&
          inserts.length === 0 &&
          (id !== null || (action === "follow" && skipped.length > 0))),
    )
  );
}

/** The number of things that a plan adds: saved items, items of playlists, followed playlists. */
export function countMissing({ collections, playlists }: Plan): number {
  const counts = [
    ...collections.map(({ missing }) => missing.length),
    ...playlists.flatMap(({ inserts }) => inserts.map(({ items }) => items.length)),
    playlists.filter(({ action, id, skipped }) => {
      return action === "follow" && id === null && skipped.length === 0;
    }).length,
  ];
  return counts.reduce((sum, count) => sum + count, 0);
}

/** The kinds that a plan writes to. */
export function kindsOf({ collections, playlists }: Plan): (Collection | "playlists" | "covers")[] {
  const lacking = collections.filter(({ missing }: CollectionPlan) => missing.length > 0);
  const writes = playlists.filter(({ id, inserts, cover, details, failed }) => {
    return (failed === null && id === null) || inserts.length > 0 || cover || details;
  });
  return [
    ...lacking.map(({ kind }) => kind),
    ...(writes.length > 0 ? ["playlists" as const] : []),
    ...(writes.some(({ cover }) => cover) ? ["covers" as const] : []),
  ];
}

/** Gives the page of what a reference names; see `MusicProvider.link`. */
export type Link = (reference: string) => string | null;

/** The list that an item was in; `playlist` is its name, or `null` for a collection. */
export interface ListName {
  readonly file: string;
  readonly playlist: string | null;
}

/** An item that is not put back. */
export function skippedItem(
  { title, reference, artists, position, ownReference }: SourceItem,
  { file, playlist }: ListName,
  reason: SkipReason,
  link: Link,
): Skip {
  const page = link(ownReference || reference);
  return { file, reason, title, artists, playlist, position, reference, link: page };
}

/** A playlist of which the entries, or the cover, are not put back. */
export function skippedPlaylist(
  { file, playlist }: SourcePlaylist,
  reason: SkipReason,
  provider: { readonly name: string; readonly link: Link },
): Skip {
  const reference = playlist.refs[provider.name] ?? "";
  const { name } = playlist;
  const link = provider.link(reference);
  return {
    file,
    reason,
    title: name,
    artists: [],
    playlist: name,
    position: null,
    reference,
    link,
  };
}
