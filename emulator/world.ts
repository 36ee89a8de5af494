import type { Catalog } from "./catalog.ts";
import type { AccountState, Content, Cover, PlaylistState, Track } from "./library.ts";
import { uriOf } from "./library.ts";
import { findPublicPlaylist } from "./public-playlists.ts";
import { createWire, type Wire } from "./wire.ts";

/** Settings of the emulator that change the Web API's answers. */
export interface Behaviour {
  readonly oldFieldNames: boolean;
  readonly nextNamesRetiredPath: boolean;
  /**
   * Whether likes can have dates. `undated`: the dates are ignored. `ignored`: the whole request is
   * ignored.
   */
  readonly timestampedIds: boolean | "undated" | "ignored";
  readonly visibilityLagMs: number;
  /**
   * The time during which reads show the `snapshot_id` from before a write: 30 s and more were
   * seen.
   */
  readonly snapshotLagMs: number;
  /** The effect of saving an artist's URI; sources disagree. */
  readonly artistWrites: "follow" | "ignore" | "refuse";
  /** The thing of a batch that ends up on top; nobody documents it. */
  readonly batchOrder: "last-on-top" | "first-on-top";
  /** The result of a description that is too long: a 500 was seen, and an empty one. */
  readonly longDescriptions: "refused" | "lost";
  /** Whether saved audiobooks come bare, as in Spotify's own file, or with their date. */
  readonly audiobooks: "bare" | "dated";
  /**
   * The offset from which on each page of the list of playlists begins one row early; `null`: none.
   */
  readonly playlistsRepeatFrom: number | null;
}

/** The shared state of all handlers of one emulator. */
export interface World {
  /** The base of `href`s. */
  readonly apiUrl: string;
  /** The base of cover URLs. */
  readonly origin: string;
  readonly accounts: readonly AccountState[];
  readonly catalog: Catalog;
  /** Tracks that are in no catalogue and no library. */
  readonly songs: readonly Track[];
  /** Uploaded covers by id. */
  readonly covers: Map<string, Uint8Array>;
  readonly behaviour: Behaviour;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** One request to the Web API whose token was accepted. */
export interface Call {
  readonly world: World;
  readonly query: URLSearchParams;
  readonly contentType: string;
  readonly body: Buffer;
  /** The account itself, for writes. */
  readonly account: AccountState;
  /** The account as reads show it, which lags behind after writes. */
  readonly seen: AccountState;
  readonly scopes: ReadonlySet<string>;
}

/** The thing that a URI names, even if only some account's library knows it. */
export function findContent(world: World, uri: string): Content | undefined {
  const is = (thing: Content) => uriOf(thing) === uri;
  return world.catalog.find(uri) ?? world.songs.find(is) ?? everything(world).find(is);
}

/** A playlist by its id. `account`'s own ones come first, including deleted ones. */
export function findPlaylist(
  world: World,
  account: AccountState,
  id: string,
): PlaylistState | undefined {
  // `account` may be an earlier view of one of the accounts, so that one is not searched as well.
  const others = world.accounts.filter(({ accountId }) => accountId !== account.accountId);
  for (const { playlists, deletedPlaylists } of [account, ...others]) {
    const found = [...playlists, ...deletedPlaylists].find((playlist) => playlist.id === id);
    if (found !== undefined) return found;
  }
  return findPublicPlaylist(id, world.catalog);
}

/**
 * Everything in the libraries of all accounts. It is slow, and only needed for things that no
 * catalogue has.
 */
export function everything(world: World): Content[] {
  return world.accounts.flatMap((account) => [
    ...account.likes.map(({ track }) => track),
    ...account.albums.map(({ album }) => album),
    ...account.artists,
    ...account.shows.map(({ show }) => show),
    ...account.episodes.map(({ episode }) => episode),
    ...account.audiobooks.map(({ audiobook }) => audiobook),
    ...account.playlists.flatMap(({ items }) =>
      items.flatMap(({ content }) =>
        content === null || content.kind === "local" ? [] : [content],
      ),
    ),
  ]);
}

/** The JSON writer for one request. */
export function wireOf({ world, query }: Call): Wire {
  return createWire({ apiUrl: world.apiUrl, relinked: query.has("market") });
}

/** The address of a cover's bytes. It is valid for less than a day, as on Spotify. */
export function coverUrl(world: World, cover: Cover): string {
  const until = Math.floor(world.now() / 1000) + 23 * 3600;
  return `${world.origin}/image/${cover.id}?until=${until}`;
}
