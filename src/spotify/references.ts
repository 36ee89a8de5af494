/** The kinds of things that a library or a playlist can hold, as Spotify URIs name them. */
export type ReferenceKind =
  | "track"
  | "album"
  | "artist"
  | "episode"
  | "show"
  | "audiobook"
  | "playlist";

const REFERENCE = /^spotify:(track|album|artist|episode|show|audiobook|playlist):[0-9A-Za-z]{22}$/;

/**
 * The kind of thing that a Spotify URI names; `undefined` for a URI that Spotify does not accept: a
 * local file, something malformed, or something that would break a list with commas. Spotify: Web
 * API > Spotify URIs and IDs.
 */
export function kindOf(reference: string): ReferenceKind | undefined {
  return REFERENCE.exec(reference)?.[1] as ReferenceKind | undefined;
}

/** The ID in a URI that has a {@link kindOf}. */
export function idOf(reference: string): string {
  return reference.slice(reference.lastIndexOf(":") + 1);
}

/** The web page of the thing that a URI names; `null` for a URI without a {@link kindOf}. */
export function linkTo(reference: string): string | null {
  const kind = kindOf(reference);
  return kind === undefined ? null : `https://open.spotify.com/${kind}/${idOf(reference)}`;
}

const LINK =
  /^https?:\/\/(?:open|play)\.spotify\.com\/(?:intl-[\w-]+\/)?(\w+)\/([0-9A-Za-z]{22})(?:[/?#]|$)/;

/**
 * The Spotify URI that `text` means: a URI, a link, or with `kind` also a bare ID; `undefined` for
 * anything else.
 */
export function toReference(text: string, kind?: ReferenceKind): string | undefined {
  const [, linked, id] = LINK.exec(text) ?? [];
  const uris = [text, `spotify:${linked}:${id}`, ...(kind ? [`spotify:${kind}:${text}`] : [])];
  return uris.find((uri) => kindOf(uri) !== undefined);
}
