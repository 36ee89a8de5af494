import type { SourceItem } from "./items.ts";
import type { SourcePlaylist } from "./library.ts";
import type { Skip, SkipReason } from "./planned.ts";

/** Gives the page of what a reference names; see `MusicProvider.link`. */
export type Link = (reference: string) => string | null;

/** Which list an item was in; `playlist` is its name, or `null` for a collection. */
export interface Place {
  readonly file: string;
  readonly playlist: string | null;
}

/** An item that is not put back. */
export function skippedItem(
  { title, reference, artists, position, ownReference }: SourceItem,
  { file, playlist }: Place,
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
