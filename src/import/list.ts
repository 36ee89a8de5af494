import type { Artist, Entry, Kind, Refs, Track } from "../model/records.ts";
import { entriesFromArray, type ListEntries } from "./entries.ts";
import { isLikesName } from "./likes-name.ts";

/** One list of a file, in the file's order. */
export interface ImportedList {
  readonly kind: Kind;
  /** Only of a playlist. */
  readonly name: string;
  readonly description: string | null;
  readonly entries: ListEntries;
}

/** The only list of a file. Its name says whether it is the likes. */
export function onlyListOf(
  name: string,
  entries: readonly Entry[],
  description: string | null = null,
): ImportedList {
  const isLikes = isLikesName(name);
  return {
    kind: isLikes ? "likes" : "playlists",
    name: isLikes ? "" : name,
    description: isLikes ? null : description || null,
    entries: entriesFromArray(entries),
  };
}

/** The lists of one file. */
export interface ImportedFile {
  /** The usual name of the format. */
  readonly format: string;
  readonly lists: readonly ImportedList[];
  /** The number of rows that are left out, by reason, such as `banned`. */
  readonly leftOut: ReadonlyMap<string, number>;
}

/** A file together with its lists. */
export interface ReadFile {
  /** The name for messages. */
  readonly label: string;
  readonly read: ImportedFile;
}

/**
 * The fields of a track that a format may have. Empty texts and `undefined` mean that it has none.
 */
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

/** The canonical record of these fields. An unknown length is 0. */
export function trackFromFields(fields: TrackFields): Track {
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

/** The references of a thing that Spotify calls `reference`. */
export function refsOf(reference: string | undefined): Refs {
  return reference === undefined ? {} : { spotify: reference };
}

/** Artists of whom only the name is known; blank names are dropped. */
export function artistsOf(...names: readonly (string | null | undefined)[]): readonly Artist[] {
  return names.flatMap((name) => (name?.trim() ? [{ name: name.trim(), refs: {} }] : []));
}

/**
 * The fields in the URI of a local file: `spotify:local:artist:album:title:seconds`, with `+` for
 * blanks. `null`: it is no such URI.
 */
export function toLocalTrack(uri: string): Track | null {
  const [scheme, kind, artist, album, title, seconds, ...more] = uri.split(":");
  if (scheme !== "spotify" || kind !== "local" || title === undefined || more.length > 0)
    return null;
  return trackFromFields({
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
