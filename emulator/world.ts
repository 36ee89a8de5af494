import type { Catalog } from "./catalog.ts";
import type { AccountState, Content, Cover, PlaylistState } from "./library.ts";
import { uriOf } from "./library.ts";
import { findPublicPlaylist } from "./public-playlists.ts";
import { createWire, type Wire } from "./wire.ts";

/** How Spotify treats this app: what the emulator's options say about the Web API's answers. */
export interface Behaviour {
  readonly oldFieldNames: boolean;
  readonly nextNamesRetiredPath: boolean;
  /** Whether likes can be given dates; `undated`: they are taken and ignored, `ignored`: all of it. */
  readonly timestampedIds: boolean | "undated" | "ignored";
  readonly visibilityLagMs: number;
  /** How long reads show the `snapshot_id` from before a write: 30 s and more were seen. */
  readonly snapshotLagMs: number;
  /** The effect of saving an artist's URI; sources disagree. */
  readonly artistWrites: "follow" | "ignore" | "refuse";
  /** Which thing of a batch that is saved at once ends up on top; nobody documents it. */
  readonly batchOrder: "last-on-top" | "first-on-top";
  /** The fate of a description that is too long: a 500 was seen, and an empty one. */
  readonly longDescriptions: "refused" | "lost";
  /** Whether saved audiobooks come bare, as in Spotify's own file, or with their date. */
  readonly audiobooks: "bare" | "dated";
  /** From which offset on each page of the list of playlists begins one row early; `null`: none. */
  readonly playlistsRepeatFrom: number | null;
}

/** Everything the handlers of one emulator share. */
export interface World {
  /** The base of `href`s. */
  readonly apiUrl: string;
  /** The base of cover URLs. */
  readonly origin: string;
  readonly accounts: readonly AccountState[];
  readonly catalog: Catalog;
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
  /** The account as it is; writes go here. */
  readonly account: AccountState;
  /** The account as reads see it, which lags behind after writes. */
  readonly seen: AccountState;
  readonly scopes: ReadonlySet<string>;
}

/** The thing a URI names, also when only some account's library knows it. */
export function findContent(world: World, uri: string): Content | undefined {
  return world.catalog.find(uri) ?? everything(world).find((thing) => uriOf(thing) === uri);
}

/** A playlist by id, as `account` would find it: its own first, deleted ones included. */
export function findPlaylist(
  world: World,
  account: AccountState,
  id: string,
): PlaylistState | undefined {
  // `account` may be an earlier view of one of the accounts, which then is not asked itself.
  const others = world.accounts.filter(({ accountId }) => accountId !== account.accountId);
  for (const { playlists, deletedPlaylists } of [account, ...others]) {
    const found = [...playlists, ...deletedPlaylists].find((playlist) => playlist.id === id);
    if (found !== undefined) return found;
  }
  return findPublicPlaylist(id, world.catalog);
}

/** Everything that is in some account's library; slow, for things no catalogue has. */
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

/** The serialiser for one request. */
export function wireOf({ world, query }: Call): Wire {
  return createWire({ apiUrl: world.apiUrl, relinked: query.has("market") });
}

/** Where the bytes of a cover are; for less than a day, as on Spotify. */
export function coverUrl(world: World, cover: Cover): string {
  const until = Math.floor(world.now() / 1000) + 23 * 3600;
  return `${world.origin}/image/${cover.id}?until=${until}`;
}
