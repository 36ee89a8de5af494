import { decodeHTMLStrict } from "entities";
import type { Account } from "../model/provider.ts";
import type {
  Added,
  Album,
  Artist,
  Audiobook,
  Entry,
  Episode,
  Known,
  Playlist,
  Refs,
  Show,
  Track,
} from "../model/records.ts";
import type {
  WireAlbum,
  WireArtist,
  WireAudiobook,
  WireContent,
  WirePlaylist,
  WireProfile,
  WireRow,
  WireShow,
  WireUser,
} from "./wire-schemas.ts";

/** The fields that every content has, if Spotify sends them. */
export interface Named {
  readonly name?: string | null | undefined;
  readonly uri?: string | null | undefined;
}

/**
 * Every record is built with its keys in alphabetical order. Records are stored in that order, so
 * the keys of a row never have to be sorted.
 */

/**
 * A row as a canonical entry; `known` maps its content. If there is no content, or only a content
 * with neither name nor URI, the entry is `unavailable` and keeps its slot.
 */
export function toEntry<T extends Named>(
  row: WireRow<T>,
  known: (content: T, row: NonNullable<WireRow<T>>) => Known,
): Entry {
  return withAdded({ addedAt: toTime(row?.added_at) }, knownIn(row, known));
}

/** The content of a row; `null` where it shows none. */
function knownIn<T extends Named>(
  row: WireRow<T>,
  known: (content: T, row: NonNullable<WireRow<T>>) => Known,
): Known | null {
  const isThere = row !== null && row.item !== null && !isTombstone(row.item);
  return isThere ? known(row.item, row) : null;
}

function withAdded(added: Added, known: Known | null): Entry {
  return known === null ? { ...added, type: "unavailable" } : { ...added, ...known };
}

function isTombstone({ name, uri }: Named): boolean {
  return !name && toReference(uri) === undefined;
}

/** A row of a playlist, with the person who added it; otherwise like {@link toEntry}. */
export function toPlaylistEntry(row: WireRow<WireContent>): Entry {
  const addedBy = toUserUri(row?.added_by) ?? null;
  return withAdded({ addedAt: toTime(row?.added_at), addedBy }, knownIn(row, toContent));
}

/** A track, a local file or an episode, depending on the type that the content has. */
export function toContent(content: WireContent, row: NonNullable<WireRow<WireContent>>): Known {
  const uri = content.uri ?? "";
  if (content.type === "episode" || uri.startsWith("spotify:episode:")) {
    return { item: toEpisode(content), type: "episode" };
  }
  const local = content.is_local || row.is_local || uri.startsWith("spotify:local:");
  return { item: toTrack(content), type: local ? "local" : "track" };
}

/** A track or local file. */
export function toTrack(wire: WireContent): Track {
  const isrc = wire.external_ids?.isrc?.replaceAll(/[-\s]/g, "").toUpperCase();
  return given({
    album: wire.album && (wire.album.name || wire.album.uri) ? toAlbum(wire.album) : undefined,
    artists: toArtists(wire.artists),
    discNumber: toCount(wire.disc_number),
    durationMs: toCount(wire.duration_ms) ?? 0,
    explicit: wire.explicit ?? undefined,
    isrc: isrc || undefined,
    refs: toRefs(wire.uri),
    title: wire.name ?? "",
    trackNumber: toCount(wire.track_number),
  });
}

/** An episode of a podcast. */
export function toEpisode(wire: WireContent): Episode {
  return given({
    durationMs: toCount(wire.duration_ms) ?? 0,
    explicit: wire.explicit ?? undefined,
    refs: toRefs(wire.uri),
    releaseDate: toReleaseDate(wire.release_date),
    show: wire.show ? toShow(wire.show) : undefined,
    title: wire.name ?? "",
  });
}

/** An album. */
export function toAlbum(wire: WireAlbum): Album {
  return given({
    artists: toArtists(wire.artists),
    refs: toRefs(wire.uri),
    releaseDate: toReleaseDate(wire.release_date),
    title: wire.name ?? "",
    type: wire.album_type || undefined,
    upc: wire.external_ids?.upc || undefined,
  });
}

/** A podcast. */
export function toShow(wire: WireShow): Show {
  return given({
    publisher: wire.publisher || undefined,
    refs: toRefs(wire.uri),
    title: wire.name ?? "",
  });
}

/** An artist. */
export function toArtist(wire: WireArtist): Artist {
  return { name: wire.name ?? "", refs: toRefs(wire.uri) };
}

/** An audiobook. */
export function toAudiobook(wire: WireAudiobook): Audiobook {
  return given({
    authors: toNames(wire.authors),
    narrators: toNames(wire.narrators),
    publisher: wire.publisher || undefined,
    refs: toRefs(wire.uri),
    title: wire.name ?? "",
  });
}

/** A playlist; it is owned when its owner is `accountId` (the profile's `id`). */
export function toPlaylist(wire: WirePlaylist, accountId: string): Playlist {
  const ownerId = wire.owner?.id;
  return {
    name: wire.name ?? "",
    // Spotify returns descriptions HTML-escaped, each entity with its semicolon.
    description: decodeHTMLStrict(wire.description ?? "") || null,
    visibility: toVisibility(wire.public),
    collaborative: wire.collaborative ?? false,
    owner: {
      name: wire.owner?.display_name ?? ownerId ?? "",
      refs: toRefs(toUserUri(wire.owner)),
    },
    relation: ownerId === accountId ? "owned" : "followed",
    refs: { spotify: `spotify:playlist:${wire.id}` },
  };
}

/** An account. `account_id` is stable, `id` is not. Spotify: Web API changelog, May 2026. */
export function toAccount(wire: WireProfile): Account {
  const id = wire.account_id || wire.id;
  return {
    id,
    aliases: id === wire.id ? [] : [wire.id],
    displayName: wire.display_name || wire.id,
  };
}

/**
 * A time as ISO 8601 in UTC, in whole seconds; a time of another form is returned unchanged. A time
 * without a zone is taken as UTC, whatever the machine's zone.
 */
export function toTime(wire: string | null | undefined): string | null {
  const [, local, zone] =
    /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?)(Z|[+-]\d{2}:\d{2})?$/.exec(wire ?? "") ?? [];
  const time = new Date(`${local}${zone ?? "Z"}`);
  if (Number.isNaN(time.getTime())) return wire || null;
  return `${time.toISOString().slice(0, 19)}Z`;
}

function toReleaseDate(wire: string | null | undefined): string | undefined {
  // "0000" is how Spotify writes that it does not know.
  return wire && !wire.startsWith("0000") ? wire : undefined;
}

function toVisibility(isPublic: boolean | null | undefined): Playlist["visibility"] {
  if (isPublic === true) return "public";
  return isPublic === false ? "private" : "unknown";
}

function toArtists(wire: WireContent["artists"]): readonly Artist[] {
  return (wire ?? []).filter((artist) => artist !== null).map(toArtist);
}

function toNames(wire: WireAudiobook["authors"]): readonly string[] {
  return (wire ?? []).flatMap((person) => person?.name || []);
}

function toUserUri(wire: WireUser | null | undefined): string | undefined {
  const byId = wire?.id ? `spotify:user:${encodeURIComponent(wire.id)}` : undefined;
  return toReference(wire?.uri) ?? byId;
}

function toRefs(uri: string | null | undefined): Refs {
  const reference = toReference(uri);
  return reference === undefined ? {} : { spotify: reference };
}

/** A URI that names something. Spotify also sends `spotify:user:` and `spotify:track:null`. */
function toReference(uri: string | null | undefined): string | undefined {
  return uri && !/^spotify:[a-z]+:(?:null|undefined)?$/.test(uri) ? uri : undefined;
}

/**
 * A count, if it can be one: Spotify has sent fractions, and numbers such as 1e300 count nothing.
 */
function toCount(wire: number | null | undefined): number | undefined {
  const count = Math.max(0, Math.round(wire ?? Number.NaN));
  return Number.isSafeInteger(count) ? count : undefined;
}

type Given<T> = {
  readonly [K in keyof T as undefined extends T[K] ? never : K]: T[K];
} & {
  readonly [K in keyof T as undefined extends T[K] ? K : never]?: NonNullable<T[K]>;
};

/** `fields` without those that are undefined, so that the same library gives the same bytes. */
function given<T extends object>(fields: T): Given<T>;
function given(fields: Readonly<Record<string, unknown>>): object {
  for (const key in fields) {
    if (fields[key] === undefined) return withoutUndefined(fields);
  }
  return fields;
}

function withoutUndefined(fields: Readonly<Record<string, unknown>>): object {
  const result: Record<string, unknown> = {};
  for (const key in fields) {
    if (fields[key] !== undefined) result[key] = fields[key];
  }
  return result;
}
