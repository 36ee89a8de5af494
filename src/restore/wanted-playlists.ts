import type { Collection } from "../model/records.ts";
import type { Library, SourcePlaylist } from "./library.ts";
import { type Findings, isRestorable, type SourceItem, withFindings } from "./restore-item.ts";

/** A playlist of the source with those of its items that can be restored. */
export interface WantedPlaylist {
  readonly source: SourcePlaylist;
  readonly items: readonly SourceItem[];
}

/** The items of a collection as the snapshot has them, each once, oldest first. */
export function collectionItems(library: Library, kind: Collection): readonly SourceItem[] {
  const items = new Map<string, SourceItem>();
  for (const item of library.collections.get(kind) ?? []) {
    const key = isRestorable(item) ? item.reference : `${items.size} `;
    if (!items.has(key)) items.set(key, item);
  }
  return [...items.values()].reverse();
}

/** The playlists of a library, with what can be restored of each. */
export function wantedPlaylists(library: Library, findings: Findings): readonly WantedPlaylist[] {
  return library.playlists.map((source) => ({
    source,
    items: playlistItems(source, findings).filter(isRestorable),
  }));
}

/** All items of a playlist, with what was learned about them. */
export function playlistItems(
  { entries }: SourcePlaylist,
  findings: Findings,
): readonly SourceItem[] {
  return (entries ?? []).map((item) => withFindings(item, findings));
}

/** Whether a playlist is put back by following it, and not as a copy. */
export function isFollowed({ source }: WantedPlaylist): boolean {
  return source.playlist.relation === "followed" || source.entries === null;
}
