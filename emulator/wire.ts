import {
  type Album,
  type Artist,
  type Audiobook,
  type Content,
  type Episode,
  type LocalFile,
  type Show,
  type Track,
  uriOf,
} from "./library.ts";

/**
 * Turns things of the catalogue into the JSON objects of Spotify's OpenAPI file, as Development
 * Mode sends them.
 */
export interface Wire {
  artist(artist: Artist): object;
  simplifiedAlbum(album: Album): object;
  album(album: Album, tracks: readonly Track[]): object;
  track(track: Track): object;
  local(file: LocalFile): object;
  show(show: Show): object;
  episode(episode: Episode): object;
  audiobook(audiobook: Audiobook): object;
  /** One page with all items, for a list that is embedded whole. */
  whole(path: string, items: readonly object[]): object;
}

/** The circumstances that the JSON of a thing depends on. */
export interface WireContext {
  /** The base of `href`s: the API's URL. */
  readonly apiUrl: string;
  /**
   * Whether the request named a `market`: then tracks have another id, and nothing leads back to
   * theirs.
   */
  readonly relinked: boolean;
}

export function createWire({ apiUrl, relinked }: WireContext): Wire {
  const identity = (thing: Content, id = thing.id) => ({
    external_urls: { spotify: `https://open.spotify.com/${thing.kind}/${id}` },
    href: `${apiUrl}/${thing.kind}s/${id}`,
    id,
  });
  const simplifiedArtist = (artist: Artist) => ({
    ...identity(artist),
    name: artist.name,
    type: "artist",
    uri: uriOf(artist),
  });
  const simplifiedAlbum = (album: Album) => ({
    album_type: album.albumType,
    artists: album.artists.map(simplifiedArtist),
    ...identity(album),
    images: pictures(album.id),
    name: album.name,
    release_date: album.releaseDate,
    release_date_precision: precision(album.releaseDate),
    total_tracks: album.totalTracks,
    type: "album",
    uri: uriOf(album),
  });
  const simplifiedTrack = (track: Track) => {
    const id = relinked ? relink(track.id) : track.id;
    return {
      artists: track.artists.map(simplifiedArtist),
      disc_number: track.discNumber,
      duration_ms: track.durationMs,
      explicit: track.explicit,
      ...identity(track, id),
      is_local: false,
      name: track.name,
      preview_url: null,
      track_number: track.trackNumber,
      type: "track",
      uri: `spotify:track:${id}`,
      ...(relinked && { is_playable: true }),
    };
  };
  const whole = (path: string, items: readonly object[]) => ({
    href: `${apiUrl}${path}?offset=0&limit=50`,
    items,
    limit: 50,
    next: null,
    offset: 0,
    previous: null,
    total: items.length,
  });
  const show = (thing: Show) => ({
    copyrights: [],
    description: thing.description,
    explicit: false,
    ...identity(thing),
    html_description: `<p>${thing.description}</p>`,
    images: pictures(thing.id),
    is_externally_hosted: false,
    languages: ["en"],
    media_type: "audio",
    name: thing.name,
    total_episodes: thing.totalEpisodes,
    type: "show",
    uri: uriOf(thing),
  });
  return {
    whole,
    simplifiedAlbum,
    show,
    artist: (artist) => ({ ...simplifiedArtist(artist), genres: [], images: pictures(artist.id) }),
    album: (album, tracks) => ({
      ...simplifiedAlbum(album),
      copyrights: [{ text: `(P) ${album.releaseDate.slice(0, 4)} Some Label`, type: "P" }],
      external_ids: { upc: album.upc },
      genres: [],
      tracks: whole(`/albums/${album.id}/tracks`, tracks.map(simplifiedTrack)),
    }),
    track: (track) => ({
      album: simplifiedAlbum(track.album),
      ...simplifiedTrack(track),
      external_ids: track.isrc === null ? {} : { isrc: track.isrc },
    }),
    local: localFile,
    episode: (episode) => ({
      audio_preview_url: null,
      description: episode.description,
      duration_ms: episode.durationMs,
      explicit: episode.explicit,
      ...identity(episode),
      html_description: `<p>${episode.description}</p>`,
      images: pictures(episode.id),
      is_externally_hosted: false,
      is_playable: true,
      language: "en",
      languages: ["en"],
      name: episode.name,
      release_date: episode.releaseDate,
      release_date_precision: precision(episode.releaseDate),
      resume_point: { fully_played: false, resume_position_ms: 0 },
      show: show(episode.show),
      type: "episode",
      uri: uriOf(episode),
    }),
    audiobook: (book) => ({
      authors: book.authors.map((name) => ({ name })),
      copyrights: [],
      description: book.description,
      edition: "Unabridged",
      explicit: false,
      ...identity(book),
      html_description: `<p>${book.description}</p>`,
      images: pictures(book.id),
      languages: ["en"],
      media_type: "audio",
      name: book.name,
      narrators: book.narrators.map((name) => ({ name })),
      total_chapters: book.totalChapters,
      type: "audiobook",
      uri: uriOf(book),
    }),
  };
}

/** A local file: a track object in which all fields of the catalogue are null. */
function localFile(file: LocalFile): object {
  const nobody = { external_urls: {}, href: null, id: null, uri: null };
  return {
    album: {
      album_type: null,
      artists: [],
      ...nobody,
      images: [],
      name: file.album,
      release_date: null,
      release_date_precision: null,
      total_tracks: null,
      type: "album",
    },
    artists: [{ ...nobody, name: file.artist, type: "artist" }],
    disc_number: 0,
    duration_ms: file.durationMs,
    explicit: false,
    external_ids: {},
    ...nobody,
    is_local: true,
    name: file.title,
    preview_url: null,
    track_number: 0,
    type: "track",
    uri: uriOf(file),
  };
}

function pictures(id: string): object[] {
  return [640, 300, 64].map((size) => ({
    url: `https://i.scdn.co/image/ab67616d0000${size}${id}`,
    height: size,
    width: size,
  }));
}

function precision(date: string): string {
  if (date.length === 4) return "year";
  return date.length === 7 ? "month" : "day";
}

/** Another id of the same form. */
function relink(id: string): string {
  return [...id].reverse().join("");
}
