import { type Catalog, createCatalog, EDGE_CASE_TRACKS } from "./catalog.ts";
import { EDGE_CASE_DESCRIPTION, EDGE_CASE_NAMES } from "./edge-case-names.ts";
import { idOf, mix } from "./ids.ts";
import {
  type AccountState,
  createAccount,
  type LikedTrack,
  type PlaylistContent,
  type PlaylistItem,
  type PlaylistState,
  timestamp,
} from "./library.ts";
import { nextSnapshot } from "./mutate.ts";
import { publicPlaylist } from "./public-playlists.ts";
import { createRandom, type Random } from "./random.ts";
import { pick, title } from "./words.ts";

/** The size of a generated library. A number that is left out is 0. */
export interface LibrarySpec {
  /** Equal specs give equal libraries; libraries of different seeds have little in common. */
  readonly seed: number;
  readonly likes?: number;
  /** Owned playlists. */
  readonly playlists?: number;
  readonly itemsPerPlaylist?: number;
  /** Playlists of others that the account follows. Their items are withheld. */
  readonly followed?: number;
  /** Playlists of others that the account collaborates on. */
  readonly collaborative?: number;
  readonly albums?: number;
  readonly artists?: number;
  readonly shows?: number;
  readonly episodes?: number;
  readonly audiobooks?: number;
  /** Adds content that breaks careless programs: odd names, nulls, duplicates, local files. */
  readonly edgeCases?: boolean;
  /** Default: derived from the seed. */
  readonly accountId?: string;
}

/** The time of the newest entry in every generated list. */
const NEWEST = Date.parse("2026-11-01T12:00:00Z");
/** The number of track numbers that each seed has for itself. */
const SEED_TRACKS = 10_000_000;
const OWNED_PLAYLISTS = 10_000_000_000;

/** A library of any size. It depends on nothing but `spec`. */
export function generateLibrary(spec: LibrarySpec): AccountState {
  const catalog = createCatalog();
  const random = createRandom(spec.seed);
  const accountId = spec.accountId ?? `acct${mix(900, spec.seed).toString(36)}`;
  const account = createAccount(accountId, `31${mix(901, spec.seed).toString(36)}listener`);
  account.likes = generateLikes(spec, catalog, random);
  account.playlists = generatePlaylists(spec, account, catalog, random);
  const first = (spec.seed % 1000) * 100_000;
  const list = <T>(count: number | undefined, make: (n: number) => T) =>
    dated(count ?? 0, random).map((addedAt, at) => ({ addedAt, item: make(first + at * 7) }));
  account.albums = list(spec.albums, catalog.album).map(({ addedAt, item }) => ({
    addedAt,
    album: item,
  }));
  account.artists = list(spec.artists, catalog.artist).map(({ item }) => item);
  account.shows = list(spec.shows, catalog.show).map(({ addedAt, item }) => ({
    addedAt,
    show: item,
  }));
  account.episodes = list(spec.episodes, catalog.episode).map(({ addedAt, item }) => ({
    addedAt,
    episode: item,
  }));
  account.audiobooks = list(spec.audiobooks, catalog.audiobook).map(({ addedAt, item }) => ({
    addedAt,
    audiobook: item,
  }));
  return account;
}

function generateLikes(spec: LibrarySpec, catalog: Catalog, random: Random): LikedTrack[] {
  const base = (spec.seed % 1000) * SEED_TRACKS;
  return dated(spec.likes ?? 0, random).map((addedAt, at) => {
    const edgeCases = spec.edgeCases === true && at % 5 === 3;
    const n = edgeCases ? EDGE_CASE_TRACKS + at : base + at * 3 + random.below(3);
    return { addedAt, track: catalog.track(n) };
  });
}

function generatePlaylists(
  spec: LibrarySpec,
  account: AccountState,
  catalog: Catalog,
  random: Random,
): PlaylistState[] {
  const owned = Array.from({ length: spec.playlists ?? 0 }, (_, at) =>
    ownedPlaylist(spec, at, account, generateItems(spec, at, account, catalog, random)),
  );
  const playlistOfOthers = (at: number) =>
    publicPlaylist((spec.seed % 1000) * 100_000 + at, catalog);
  const followed = Array.from({ length: spec.followed ?? 0 }, (_, at) => playlistOfOthers(at));
  const shared = Array.from({ length: spec.collaborative ?? 0 }, (_, at) => ({
    ...playlistOfOthers(50_000 + at),
    public: false,
    collaborative: true,
  }));
  const hidden =
    spec.edgeCases === true
      ? [
          { ...playlistOfOthers(90_000), access: "metadata" as const },
          { ...playlistOfOthers(90_001), access: "null-entry" as const },
        ]
      : [];
  return [...owned, ...followed, ...shared, ...hidden];
}

function ownedPlaylist(
  spec: LibrarySpec,
  at: number,
  account: AccountState,
  items: readonly PlaylistItem[],
): PlaylistState {
  const n = OWNED_PLAYLISTS + (spec.seed % 1000) * 1_000_000 + at;
  const id = idOf("playlist", n);
  const edgeCases = spec.edgeCases === true;
  const plain = title(700, n, 1 + (at % 3));
  return {
    id,
    // Every name comes twice in a row, so that there are always two playlists of the same name.
    name: edgeCases ? pick(EDGE_CASE_NAMES, Math.floor(at / 2)) : plain,
    description: edgeCases
      ? pick([EDGE_CASE_DESCRIPTION, null, ""], at)
      : pick(["", plain, ""], at),
    public: pick([true, false, edgeCases ? null : true], at),
    collaborative: edgeCases && at % 7 === 1,
    ownerId: account.id,
    ownerName: account.displayName,
    snapshotId: nextSnapshot(id),
    items,
    images: pick([[{ id: `ab67706c${mix(701, n).toString(16)}` }], [], edgeCases ? null : []], at),
    access: "normal",
  };
}

function generateItems(
  spec: LibrarySpec,
  at: number,
  account: AccountState,
  catalog: Catalog,
  random: Random,
): PlaylistItem[] {
  const edgeCases = spec.edgeCases === true;
  const base = (spec.seed % 1000) * SEED_TRACKS + SEED_TRACKS / 2 + at * 20_000;
  const count = edgeCases && at % 6 === 5 ? 0 : (spec.itemsPerPlaylist ?? 0);
  const items: PlaylistItem[] = [];
  // People append items, so the oldest one comes first.
  for (const addedAt of dated(count, random).reverse()) {
    const liked = random.oneIn(3) ? account.likes[random.below(account.likes.length)] : undefined;
    const content = liked?.track ?? catalog.track(base + items.length);
    const item = { addedAt, addedBy: account.id, content };
    items.push(edgeCases ? spoil(item, items, catalog, random) : item);
  }
  return items;
}

/** Sometimes replaces an item by one that is legal but unexpected. */
function spoil(
  item: PlaylistItem,
  before: readonly PlaylistItem[],
  catalog: Catalog,
  random: Random,
): PlaylistItem {
  const content = (odd: PlaylistContent | null) => ({ ...item, content: odd });
  switch (random.below(16)) {
    case 0:
      return content(null);
    case 1:
      return content({
        kind: "local",
        title: pick(EDGE_CASE_NAMES, random.below(99)),
        artist: title(702, random.below(999), 2),
        album: pick(["", "Bootleg: Vol. 1"], random.below(2)),
        durationMs: 1000 * random.below(600),
      });
    case 2:
      return content(catalog.episode(random.below(100_000)));
    case 3:
      return { ...item, addedAt: null, addedBy: null };
    case 4:
      return content(before.at(-1)?.content ?? item.content);
    case 5:
      return content(catalog.track(EDGE_CASE_TRACKS + random.below(1000)));
    default:
      return item;
  }
}

/** Times, newest first. Some of them are equal, as after adding a whole album. */
function dated(count: number, random: Random): string[] {
  let at = NEWEST;
  return Array.from({ length: count }, () => {
    const written = timestamp(at);
    if (!random.oneIn(4)) at -= 1000 * (1 + random.below(40_000));
    return written;
  });
}
