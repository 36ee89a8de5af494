import type { Artist, Entry, Kind, Refs, Track } from "../model/records.ts";

/** One list of a file, in the file's order. */
export interface ImportedList {
  readonly kind: Kind;
  /** Of a playlist. */
  readonly name: string;
  readonly description: string | null;
  readonly entries: readonly Entry[];
}

/** All that one file has. */
export interface ImportedFile {
  /** What people call the format. */
  readonly format: string;
  readonly lists: readonly ImportedList[];
  /** What is not taken over, by reason, such as `banned`. */
  readonly leftOut: ReadonlyMap<string, number>;
}

/** A file together with what was read of it. */
export interface ReadFile {
  /** What a message calls it. */
  readonly label: string;
  readonly read: ImportedFile;
}

/** What a format may say of a track. Empty texts and `undefined` are what it does not say. */
export interface TrackFields {
  readonly title: string;
  readonly artists: readonly Artist[];
  readonly album?: string | undefined;
  readonly albumArtists?: readonly Artist[];
  readonly albumReference?: string | undefined;
  readonly releaseDate?: string | undefined;
  readonly durationMs?: number | undefined;
  readonly isrc?: string | undefined;
  readonly discNumber?: number | undefined;
  readonly trackNumber?: number | undefined;
  readonly explicit?: boolean | undefined;
  readonly refs: Refs;
}

/** The canonical record of these fields. A length that is not known is 0. */
export function toTrack(fields: TrackFields): Track {
  const { title, artists, durationMs = 0, refs } = fields;
  const { album, albumArtists = [], albumReference, releaseDate } = fields;
  const { isrc, discNumber, trackNumber, explicit } = fields;
  return {
    title,
    artists,
    durationMs,
    refs,
    ...(album && {
      album: {
        title: album,
        artists: albumArtists,
        refs: refsOf(albumReference),
        ...(releaseDate && { releaseDate }),
      },
    }),
    ...(isrc && { isrc }),
    ...(discNumber !== undefined && { discNumber }),
    ...(trackNumber !== undefined && { trackNumber }),
    ...(explicit !== undefined && { explicit }),
  };
}

/** The references of something that Spotify knows as `reference`. */
export function refsOf(reference: string | undefined): Refs {
  return reference === undefined ? {} : { spotify: reference };
}

/** Somebody of whom only the name is known; nobody where it is blank. */
export function artistsOf(...names: readonly (string | null | undefined)[]): readonly Artist[] {
  return names.flatMap((name) => (name?.trim() ? [{ name: name.trim(), refs: {} }] : []));
}

/**
 * What the URI of a local file says: `spotify:local:artist:album:title:seconds`, with `+` for blanks.
 * `null`: it is none.
 */
export function toLocalTrack(uri: string): Track | null {
  const [scheme, kind, artist, album, title, seconds, ...more] = uri.split(":");
  if (scheme !== "spotify" || kind !== "local" || title === undefined || more.length > 0)
    return null;
  return toTrack({
    title: decodeName(title),
    artists: artistsOf(decodeName(artist ?? "")),
    album: decodeName(album ?? ""),
    durationMs: /^\d{1,6}$/.test(seconds ?? "") ? Number(seconds) * 1000 : 0,
    refs: { spotify: uri },
  });
}

function decodeName(text: string): string {
  const spaced = text.replaceAll("+", " ");
  try {
    return decodeURIComponent(spaced).trim();
  } catch {
    return spaced.trim();
  }
}
