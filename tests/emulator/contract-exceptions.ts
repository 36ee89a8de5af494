/**
 * The differences between the answers to a Development Mode app and Spotify's OpenAPI file. Each
 * comes from a changelog or a field report. Keys are schemas of that file.
 */

/** Fields Development Mode no longer sends (Spotify's changelog of February 2026). */
export const REMOVED: readonly string[] = [
  "available_markets",
  "popularity",
  "followers",
  "linked_from",
  "label",
  "album_group",
  "publisher",
  "country",
  "email",
  "explicit_content",
  "product",
];

/** Fields that come only under a condition which the file puts into words, if at all. */
export const CONDITIONAL: Readonly<Record<string, readonly string[]>> = {
  TrackObject: ["restrictions", "is_playable"],
  SimplifiedTrackObject: ["restrictions", "is_playable"],
  AlbumBase: ["restrictions"],
  EpisodeBase: ["restrictions"],
  ExternalIdObject: ["isrc", "ean", "upc"],
  CursorObject: ["before"],
  // Only for playlists the user owns or collaborates on.
  PlaylistObject: ["items"],
};

/** Fields that may be null although the file does not say so. */
export const NULLABLE: Readonly<Record<string, readonly string[]>> = {
  SimplifiedPlaylistObject: ["description", "public", "images"],
  PlaylistObject: ["public", "images"],
  PlaylistTracksRefObject: ["total"],
  PlaylistTrackObject: ["added_at", "added_by", "item", "track"],
  PagingPlaylistObject: ["items[]"],
  CursorPagingObject: ["next"],
  CursorObject: ["after"],
};

/** Fields that Spotify was seen to send although the file does not name them. */
export const EXTRA: Readonly<Record<string, object>> = {
  SimplifiedPlaylistObject: { primary_color: {} },
  PlaylistObject: { primary_color: {} },
  PlaylistTrackObject: { primary_color: {} },
  // Spotify's changelog of July 2026.
  ErrorObject: { reason: { type: "string" } },
};

const NULL = { type: "null" };
const NOBODY = { href: NULL, id: NULL, external_urls: { maxProperties: 0 } };

/** A local file in a playlist: a track of which the catalogue knows nothing. */
export const LOCAL_TRACK = {
  type: "object",
  required: ["album", "artists", "duration_ms", "is_local", "name", "type", "uri", "id", "href"],
  properties: {
    ...NOBODY,
    album: {
      type: "object",
      required: ["id", "uri", "name", "release_date", "album_type"],
      properties: { ...NOBODY, uri: NULL, release_date: NULL, album_type: NULL },
    },
    artists: { items: { properties: { ...NOBODY, uri: NULL, name: { type: "string" } } } },
    is_local: { const: true },
    type: { const: "track" },
    uri: { type: "string", pattern: "^spotify:local:[^:]*:[^:]*:[^:]*:\\d+$" },
  },
};
