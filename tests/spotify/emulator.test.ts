import { describe, expect, it, onTestFinished } from "vitest";
import {
  type AccountState,
  ALL_SCOPES,
  type Album,
  type Artist,
  type Emulator,
  type EmulatorOptions,
  type Episode,
  fault,
  generateLibrary,
  greyOut,
  jpegNamed,
  like,
  type PlaylistContent,
  type PlaylistState,
  reorder,
  type Show,
  startEmulator,
  unlike,
  uriOf,
} from "../../emulator/index.ts";
import { createHttpClient } from "../../src/http/client.ts";
import { silentLog } from "../../src/log.ts";
import { isSound, type MusicProvider } from "../../src/model/provider.ts";
import { Secret } from "../../src/secret.ts";
import { createSpotify, isQuotaExhausted } from "../../src/spotify/index.ts";
import { appErrorOf } from "../support/app-error.ts";
import { collect } from "../support/spotify/scripted-scene.ts";

/** The account's emulator and a provider that is logged in to it. */
async function connect(
  account: AccountState,
  options: EmulatorOptions = {},
): Promise<{ emulator: Emulator; provider: MusicProvider; kept: string[] }> {
  const emulator = await startEmulator({ accounts: [account], ...options });
  onTestFinished(() => emulator.close());
  const http = createHttpClient({
    clock: { now: () => new Date(), sleep: () => Promise.resolve() },
    log: silentLog,
    userAgent: "tracksafe/test",
    isQuotaExhausted,
  });
  onTestFinished(() => http[Symbol.asyncDispose]());
  const kept: string[] = [];
  const { provider } = createSpotify({
    settings: {
      clientId: emulator.app.clientId,
      clientSecret: new Secret(emulator.app.clientSecret),
      refreshToken: new Secret(emulator.issueRefreshToken(account.accountId, ALL_SCOPES)),
      apiUrl: emulator.apiUrl,
      accountsUrl: emulator.accountsUrl,
    },
    http,
    log: silentLog,
    onRefreshToken: async (token) => void kept.push(token.reveal()),
  });
  return { emulator, provider, kept };
}

const FULL = {
  seed: 7,
  likes: 120,
  playlists: 12,
  itemsPerPlaylist: 60,
  followed: 4,
  collaborative: 2,
  albums: 51,
  artists: 101,
  shows: 5,
  episodes: 51,
  audiobooks: 3,
  edgeCases: true,
};

const refs = (uri: string) => ({ spotify: uri });
const artistOf = (artist: Artist) => ({ name: artist.name, refs: refs(uriOf(artist)) });
const albumOf = (album: Album) => ({
  title: album.name,
  artists: album.artists.map(artistOf),
  releaseDate: album.releaseDate,
  type: album.albumType,
  refs: refs(uriOf(album)),
});
const showOf = (show: Show) => ({ title: show.name, refs: refs(uriOf(show)) });
const episodeOf = (episode: Episode) => ({
  title: episode.name,
  show: showOf(episode.show),
  durationMs: episode.durationMs,
  releaseDate: episode.releaseDate,
  explicit: episode.explicit,
  refs: refs(uriOf(episode)),
});

function knownOf(content: PlaylistContent): object {
  if (content.kind === "episode") return { type: "episode", item: episodeOf(content) };
  if (content.kind === "track") {
    return {
      type: "track",
      item: {
        title: content.name,
        artists: content.artists.map(artistOf),
        album: albumOf(content.album),
        durationMs: content.durationMs,
        discNumber: content.discNumber,
        trackNumber: content.trackNumber,
        explicit: content.explicit,
        ...(content.isrc === null ? {} : { isrc: content.isrc }),
        refs: refs(uriOf(content)),
      },
    };
  }
  return {
    type: "local",
    item: {
      title: content.title,
      artists: [{ name: content.artist, refs: {} }],
      ...(content.album === "" ? {} : { album: { title: content.album, artists: [], refs: {} } }),
      durationMs: content.durationMs,
      discNumber: 0,
      trackNumber: 0,
      explicit: false,
      refs: refs(uriOf(content)),
    },
  };
}

const entriesOf = ({ items }: PlaylistState) =>
  items.map(({ addedAt, addedBy, content }) => ({
    addedAt,
    addedBy: addedBy === null ? null : `spotify:user:${addedBy}`,
    ...(content === null ? { type: "unavailable" } : knownOf(content)),
  }));

const VISIBILITY = new Map([
  [true, "public"],
  [false, "private"],
]);

const playlistOf = (playlist: PlaylistState, account: AccountState) => ({
  id: playlist.id,
  revision: playlist.snapshotId,
  total: playlist.access === "metadata" ? null : playlist.items.length,
  coverUrl: playlist.images?.[0] ? expect.stringContaining(playlist.images[0].id) : null,
  playlist: {
    name: playlist.name,
    description: playlist.description || null,
    visibility: playlist.public === null ? "unknown" : VISIBILITY.get(playlist.public),
    collaborative: playlist.collaborative,
    owner: {
      name: playlist.ownerName ?? playlist.ownerId,
      refs: refs(`spotify:user:${playlist.ownerId}`),
    },
    relation: playlist.ownerId === account.id ? "owned" : "followed",
    refs: refs(`spotify:playlist:${playlist.id}`),
  },
});

describe("a whole library with every edge case", () => {
  it.each<[string, EmulatorOptions]>([
    ["as of today", {}],
    ["with the names of before 2026", { oldFieldNames: true, nextNamesRetiredPath: true }],
    ["with dated audiobooks", { audiobooks: "dated" }],
    ["with rotating logins that end after a few requests", { rotateRefreshTokens: true }],
  ])("is read exactly: %s", async (_name, options) => {
    const account = generateLibrary(FULL);
    const { emulator, provider, kept } = await connect(account, options);
    if (options.rotateRefreshTokens) {
      emulator.onRequest(({ kind }) => {
        const sent = emulator.requests.length;
        if (kind === "api" && sent % 15 === 0) emulator.expireAccessTokens();
      });
    }

    expect(await provider.account()).toEqual({
      id: account.accountId,
      aliases: [account.id],
      displayName: account.displayName,
    });
    const likes = await collect(await provider.collection("likes"));
    expect(likes).toStrictEqual(
      account.likes.map(({ addedAt, track }) => ({ addedAt, ...knownOf(track) })),
    );
    expect(await collect(await provider.collection("albums"))).toStrictEqual(
      account.albums.map(({ addedAt, album }) => ({
        addedAt,
        type: "album",
        item: { ...albumOf(album), upc: album.upc },
      })),
    );
    expect(await collect(await provider.collection("artists"))).toStrictEqual(
      // In the order of their ids: nobody knows when they were followed.
      [...account.artists]
        .sort((a, b) => (a.id < b.id ? -1 : 1))
        .map((artist) => ({ addedAt: null, type: "artist", item: artistOf(artist) })),
    );
    expect(await collect(await provider.collection("shows"))).toStrictEqual(
      account.shows.map(({ addedAt, show }) => ({ addedAt, type: "show", item: showOf(show) })),
    );
    expect(await collect(await provider.collection("episodes"))).toStrictEqual(
      account.episodes.map(({ addedAt, episode }) => ({
        addedAt,
        type: "episode",
        item: episodeOf(episode),
      })),
    );
    expect(await collect(await provider.collection("audiobooks"))).toStrictEqual(
      account.audiobooks.map(({ addedAt, audiobook }) => ({
        addedAt: options.audiobooks === "dated" ? addedAt : null,
        type: "audiobook",
        item: {
          title: audiobook.name,
          authors: audiobook.authors,
          narrators: audiobook.narrators,
          refs: refs(uriOf(audiobook)),
        },
      })),
    );

    const { playlists, hidden } = await provider.playlists();
    const shown = account.playlists.filter(({ access }) => access !== "null-entry");
    expect(hidden).toBe(1);
    expect(playlists).toEqual(shown.map((playlist) => playlistOf(playlist, account)));
    for (const [at, listed] of playlists.entries()) {
      const state = shown[at];
      const walk = await provider.entries(listed);
      const isMine = state?.ownerId === account.id || state?.collaborative;
      if (walk === "withheld") expect(isMine).toBe(false);
      else expect(await collect(walk)).toStrictEqual(state && entriesOf(state));
    }
    expect(kept.length).toBeGreaterThanOrEqual(options.rotateRefreshTokens ? 3 : 0);
    expect(provider.requests()).toBe(emulator.requests.length);
  });

  it("survives connections, pages and answers that break", async () => {
    const account = generateLibrary({ seed: 8, likes: 1000 });
    const { emulator, provider } = await connect(account);
    const faults = [
      { after: 1, fault: fault.status(502) },
      { after: 3, fault: fault.reset() },
      { after: 6, fault: fault.truncate() },
      { after: 9, fault: fault.garbage() },
      { after: 12, fault: fault.html() },
      { after: 15, fault: fault.status(401) },
    ].map((rule) => emulator.faults.add({ path: "/me/tracks", ...rule }));
    const entries = await collect(await provider.collection("likes"));
    expect(entries.map((entry) => entry.type === "track" && entry.item.refs["spotify"])).toEqual(
      account.likes.map(({ track }) => uriOf(track)),
    );
    expect(faults.map((planned) => planned.fired())).toEqual(faults.map(() => 1));
    expect(emulator.requests.filter(({ path }) => path === "/me/tracks")).toHaveLength(20 + 6);
    expect(emulator.requests.filter(({ kind }) => kind === "token")).toHaveLength(2);
  });

  it("has covers, which are those of its playlists", async () => {
    const account = generateLibrary({ seed: 9, playlists: 3 });
    const { provider } = await connect(account);
    const { playlists } = await provider.playlists();
    const covers = await Promise.all(playlists.map((listed) => provider.cover(listed)));
    expect(covers.map((cover) => cover && Buffer.from(cover))).toEqual(
      account.playlists.map(({ images }) => {
        const [cover] = images ?? [];
        return cover ? Buffer.from(jpegNamed(cover.id)) : null;
      }),
    );
    expect(covers.filter((cover) => cover !== null)).toHaveLength(1);
  });

  it("keeps the slots of what it may no longer see", async () => {
    const account = generateLibrary({ seed: 10, playlists: 1, itemsPerPlaylist: 3 });
    const [first] = account.playlists[0]?.items ?? [];
    if (!first?.content) throw new Error("no first item");
    greyOut(account, uriOf(first.content));
    const { provider } = await connect(account);
    const [listed] = (await provider.playlists()).playlists;
    const walk = listed && (await provider.entries(listed));
    if (walk === undefined || walk === "withheld") throw new Error("no entries");
    expect((await collect(walk)).map(({ type }) => type)).toEqual([
      "unavailable",
      "track",
      "track",
    ]);
  });
});

describe("a library that changes while it is walked", () => {
  it("is noticed, and right the next time", async () => {
    const account = generateLibrary({ seed: 11, likes: 400 });
    const { emulator, provider } = await connect(account);
    const [old] = account.likes.slice(-1);
    const fresh = generateLibrary({ seed: 12, likes: 1 }).likes[0];
    if (!old || !fresh) throw new Error("no likes");
    const stop = emulator.onRequest(({ query }) => {
      if (query["offset"] !== "150") return;
      unlike(account, [uriOf(old.track)]);
      like(account, [fresh.track], "2026-11-02T00:00:00Z");
    });
    const walk = await provider.collection("likes");
    const seen = await collect(walk);
    expect(walk.report().repeats).toBe(1);
    expect(isSound(walk, seen.length)).toBe(false);
    stop();
    const again = await collect(await provider.collection("likes"));
    expect(again).toStrictEqual(
      account.likes.map(({ addedAt, track }) => ({ addedAt, ...knownOf(track) })),
    );
  });

  it("shows in the revision where the entries cannot show it", async () => {
    const account = generateLibrary({ seed: 13, playlists: 1, itemsPerPlaylist: 120 });
    const { emulator, provider } = await connect(account);
    const [playlist] = account.playlists;
    const [before] = (await provider.playlists()).playlists;
    if (!playlist || !before) throw new Error("no playlist");
    const stop = emulator.onRequest(({ query }) => {
      if (query["offset"] === "50") reorder(playlist, 0, 120);
    });
    const walk = await provider.entries(before);
    if (walk === "withheld") throw new Error("no entries");
    expect(await collect(walk)).toHaveLength(120);
    stop();
    const [after] = (await provider.playlists()).playlists;
    expect(after?.revision).not.toBe(before.revision);
  });
});

describe("an app that Spotify closed", () => {
  it("to its owner without Premium is told apart from a playlist of others", async () => {
    const account = generateLibrary({ seed: 14, likes: 1, followed: 1 });
    const { emulator, provider } = await connect(account);
    const [listed] = (await provider.playlists()).playlists;
    if (!listed) throw new Error("no playlist");
    expect(await provider.entries(listed)).toBe("withheld");
    emulator.ownerPremiumLapsed = true;
    const error = await appErrorOf(() => provider.entries(listed));
    expect(error).toMatchObject({ name: "ProviderError", code: "provider/app-blocked" });
  });

  it("to somebody who is not on its list says so", async () => {
    const account = generateLibrary({ seed: 15 });
    account.allowlisted = false;
    const { provider } = await connect(account);
    expect((await appErrorOf(() => provider.account())).code).toBe("provider/app-blocked");
  });
});
