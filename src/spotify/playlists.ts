import type { Log } from "../log.ts";
import { IncompleteListError, type ListedPlaylist, type PlaylistList } from "../model/provider.ts";
import type { Api, ApiCall } from "./api.ts";
import { isCustomCover } from "./covers.ts";
import { toPlaylist } from "./mapping.ts";
import { PAGE_SIZE } from "./page.ts";
import { pageReader } from "./page-reader.ts";
import { compiled, type RowDecoder } from "./row-decoder.ts";
import { walkByOffset } from "./walk-by-offset.ts";
import { type WirePlaylist, wirePlaylistSchema } from "./wire-schemas.ts";

const READER: RowDecoder<WirePlaylist | null, WirePlaylist | null> = {
  schema: compiled(wirePlaylistSchema),
  map: (row) => row,
  odd: () => null,
};

const CALL: ApiCall = {
  what: "the list of playlists",
  path: "me/playlists",
  scopes: ["playlist-read-private", "playlist-read-collaborative"],
  omits: true,
};

/**
 * The rows of a page in the first, second and third listing. A row at the end of a page may
 * come twice or be missing. With another size the pages end elsewhere.
 */
const PAGE_SIZES = [PAGE_SIZE, 37, PAGE_SIZE];

/**
 * Lists the playlists of the account whose profile's `id` is `accountId`. If a playlist is dragged
 * to another place between two pages, one row comes twice and another is missing, though the count
 * is right; and Spotify repeats rows without any reason. So rows that came twice are dropped. If
 * the list is then shorter than its total, it is read again, until all listings together reach the
 * total, or until two listings show the same.
 *
 * Throws `IncompleteListError` when neither happens, and `MovedError` when the total changes on the
 * way. Spotify: Web API reference, "Get Current User's Playlists".
 */
export async function listPlaylists(api: Api, accountId: string, log: Log): Promise<PlaylistList> {
  const earlier: Listing[] = [];
  for (const size of PAGE_SIZES) {
    const listing = await readListing(api, accountId, size);
    if (isWhole(listing)) return toList(listing);
    log.debug("spotify.playlists.doubtful", { repeated: listing.repeated });
    const whole = combine(listing, earlier);
    if (whole !== null) return toList(whole);
    const [before] = earlier;
    if (before !== undefined && isSame(before, listing)) return toList(listing);
    earlier.unshift(listing);
  }
  throw new IncompleteListError(toList(union(earlier)));
}

/** The result of reading the list once, without the rows that came twice. */
interface Listing {
  readonly playlists: readonly ListedPlaylist[];
  /** The number of rows without a playlist: they are `null` or not as documented. */
  readonly unknown: number;
  /** The number of unknown rows that are not as documented. */
  readonly malformed: number;
  readonly total: number;
  /** The number of rows that came twice, or may have come twice because they are unknown. */
  readonly repeated: number;
}

async function readListing(api: Api, accountId: string, size: number): Promise<Listing> {
  const walk = await walkByOffset(
    pageReader(api, CALL, READER, size),
    api.readAhead,
    (row) => row?.id,
  );
  const rows = [...walk.first];
  let repeated = 0;
  for await (const page of walk.rest()) {
    // Unknown rows look alike. These two may be one row that moved across the border of two pages.
    if (rows.at(-1) === null && page[0] === null) repeated += 1;
    rows.push(...page);
  }
  const { repeats, malformed } = walk.report();
  const byId = new Map<string, ListedPlaylist>();
  for (const row of rows) {
    if (row !== null && !byId.has(row.id)) byId.set(row.id, toListed(row, accountId));
  }
  return {
    playlists: [...byId.values()],
    unknown: rows.filter((row) => row === null).length,
    malformed,
    total: walk.total,
    repeated: repeated + repeats,
  };
}

/**
 * Whether it shows as many rows as the total says. Unknown rows count only if none can have come
 * twice.
 */
function isWhole({ playlists, unknown, total, repeated }: Listing): boolean {
  return playlists.length + unknown === total && (unknown === 0 || repeated === 0);
}

function isSame(a: Listing, b: Listing): boolean {
  const idsOf = ({ playlists }: Listing) => playlists.map(({ id }) => id).join(" ");
  return a.total === b.total && a.unknown === b.unknown && idsOf(a) === idsOf(b);
}

function toList({ playlists, unknown, malformed, total }: Listing): PlaylistList {
  return {
    playlists,
    hidden: Math.max(0, unknown - malformed),
    shown: playlists.length + unknown,
    malformed: malformed + playlists.filter(({ revision }) => revision === "").length,
    total,
  };
}

/**
 * Everything that any listing showed, in the order of the latest, which is the first argument here.
 */
function union(listings: readonly Listing[]): Listing {
  const playlists = new Map<string, ListedPlaylist>();
  for (const one of listings.flatMap((listing) => listing.playlists)) {
    if (!playlists.has(one.id)) playlists.set(one.id, one);
  }
  const least = (count: (listing: Listing) => number) => Math.min(...listings.map(count));
  return {
    playlists: [...playlists.values()],
    unknown: least(({ unknown }) => unknown),
    malformed: least(({ malformed }) => malformed),
    total: listings[0]?.total ?? 0,
    repeated: least(({ repeated }) => repeated),
  };
}

/**
 * The playlists of `last` and of as many earlier listings, newest first, as it takes to reach the
 * total; `null` when they do not reach it. A playlist that `last` lacks is put after the one that
 * it followed earlier.
 */
function combine(last: Listing, earlier: readonly Listing[]): Listing | null {
  const playlists = [...last.playlists];
  let { unknown } = last;
  for (const listing of earlier) {
    // With another total, a playlist that was deleted meanwhile could take the place of a missing
    // one.
    if (listing.total !== last.total) return null;
    let at = 0;
    for (const one of listing.playlists) {
      const found = playlists.findIndex(({ id }) => id === one.id);
      if (found < 0) playlists.splice(at, 0, one);
      at = (found < 0 ? at : found) + 1;
    }
    // An unknown row that came twice was counted twice.
    unknown = Math.min(unknown, listing.unknown);
    if (playlists.length + unknown === last.total) return { ...last, playlists, unknown };
  }
  return null;
}

function toListed(wire: WirePlaylist, accountId: string): ListedPlaylist {
  const [picture] = wire.images ?? [];
  return {
    id: wire.id,
    revision: wire.snapshot_id ?? "",
    playlist: toPlaylist(wire, accountId),
    total: (wire.items ?? wire.tracks)?.total ?? null,
    coverUrl: picture?.url && isCustomCover(picture.url) ? picture.url : null,
  };
}
