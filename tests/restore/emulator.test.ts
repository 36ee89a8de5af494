import { describe, expect, it } from "vitest";
import {
  type AccountState,
  createAccount,
  type EmulatorOptions,
  fault,
  generateLibrary,
  type PlaylistState,
  removeItems,
  uriOf,
} from "../../emulator/index.ts";
import { restore as planRestore, snapshotSource } from "../../src/compose/restore.ts";
import { generateKey } from "../../src/crypto/keygen.ts";
import {
  type BackupResult,
  connectSpotify,
  createOpen,
  createWorld,
  type Open,
  Secret,
} from "../../src/index.ts";
import type { PlannedRestore, RestoreResult } from "../../src/restore/restore.ts";
import { createFakeClock } from "../support/fake-clock.ts";
import { createScene, READ_SCOPES, type Scene } from "../support/scene.ts";

const SCOPES = [
  ...READ_SCOPES,
  "playlist-modify-public",
  "playlist-modify-private",
  "user-library-modify",
  "user-follow-modify",
  "ugc-image-upload",
];

const SPEC = {
  seed: 4,
  likes: 130,
  playlists: 8,
  itemsPerPlaylist: 120,
  followed: 3,
  albums: 45,
  artists: 5,
  shows: 4,
  episodes: 3,
  audiobooks: 2,
};

interface Stage extends Scene {
  readonly target: AccountState;
  plan(result: BackupResult, account?: AccountState, open?: Open): Promise<PlannedRestore>;
  restore(result: BackupResult, account?: AccountState, open?: Open): Promise<RestoreResult>;
  /** The methods and paths of the writes so far. */
  writes(): string[];
}

async function setStage(
  options: Partial<EmulatorOptions> & { readonly awkward?: boolean } = {},
): Promise<Stage> {
  const clock = createFakeClock("2026-11-22T12:00:00Z", { autoAdvance: true });
  const world = { clock };
  const { awkward = false, ...emulated } = options;
  const target = createAccount("target");
  const source = generateLibrary({ ...SPEC, awkward });
  const scene = await createScene(
    { ...emulated, now: () => clock.now().getTime(), accounts: [source, target] },
    world,
  );
  const { emulator, store } = scene;
  const surroundings = createWorld(world);
  const plan = async (result: BackupResult, account = target, open: Open | null = null) => {
    if (result.snapshot === null) throw new Error("there is no snapshot");
    const token = emulator.issueRefreshToken(account.accountId, SCOPES);
    const session = connectSpotify(
      {
        clientId: emulator.app.clientId,
        clientSecret: new Secret(emulator.app.clientSecret),
        refreshToken: new Secret(token),
        apiUrl: emulator.apiUrl,
        accountsUrl: emulator.accountsUrl,
      },
      surroundings,
    );
    return planRestore(session, surroundings, {
      sources: [snapshotSource(store, result.snapshot)],
      open,
      sameAccount: account !== target,
      journal: null,
    });
  };
  return Object.assign(scene, {
    target,
    plan,
    restore: async (result: BackupResult, account?: AccountState, open?: Open) =>
      (await plan(result, account, open)).apply(),
    writes: () =>
      emulator.requests
        .filter(({ method, kind }) => kind === "api" && method !== "GET")
        .map(({ method, path }) => `${method} ${path.replace(/playlists\/\w+/, "playlists/…")}`),
  });
}

/** What of an account can be put back; `dates` of likes by the minute, as Spotify keeps them. */
function contentOf(account: AccountState, dates = false) {
  const items = ({ items, ownerId }: PlaylistState) =>
    ownerId === account.id
      ? items.flatMap(({ content }) =>
          content === null || content.kind === "local" ? [] : [uriOf(content)],
        )
      : null;
  return {
    likes: account.likes.map(({ addedAt, track }) => [
      uriOf(track),
      dates ? addedAt.slice(0, 16) : null,
    ]),
    playlists: account.playlists
      .filter(({ access }) => access !== "null-entry")
      .map((each) => ({
        name: each.name.trim() === "" ? "Untitled" : each.name.slice(0, 100),
        description: (each.description ?? "").replaceAll(/[\r\n]+/g, " ").slice(0, 300),
        collaborative: each.collaborative,
        items: items(each),
      })),
    albums: account.albums.map(({ album }) => uriOf(album)),
    // Spotify has no order for them.
    artists: account.artists.map(uriOf).sort(),
    shows: account.shows.map(({ show }) => uriOf(show)),
    episodes: account.episodes.map(({ episode }) => uriOf(episode)),
    audiobooks: account.audiobooks.map(({ audiobook }) => uriOf(audiobook)),
  };
}

describe("restoring over Spotify's interface", () => {
  it.each([true, false])("fills an empty account, once; dated likes: %s", async (dated) => {
    await using stage = await setStage({ timestampedIds: dated });
    const snapshot = await stage.backup({ covers: true });
    const result = await stage.restore(snapshot);
    expect(result).toMatchObject({ status: "complete", error: null, skipped: [], unusable: [] });
    expect(result.likes).toBe(dated ? "dated" : "batches");
    expect(contentOf(stage.target, dated)).toEqual(contentOf(stage.account, dated));
    const writes = stage.writes();
    expect(writes.filter((each) => each === "POST /me/playlists")).toHaveLength(8);
    expect((await stage.plan(snapshot)).isEmpty).toBe(true);
    const again = await stage.restore(snapshot);
    expect(again).toMatchObject({ status: "complete", added: 0 });
    expect(stage.writes()).toEqual(writes);
  });

  it("restores a sealed snapshot with its key, and says what is needed without it", async () => {
    const key = await generateKey("x25519", new Date());
    await using stage = await setStage();
    const snapshot = await stage.backup({ recipients: [key.recipient], covers: true });
    const other = await generateKey("x25519", new Date());
    await expect(stage.plan(snapshot)).rejects.toMatchObject({ code: "key/missing" });
    const wrong = await createOpen(other.fileText);
    const planned = stage.plan(snapshot, stage.target, wrong);
    await expect(planned).rejects.toMatchObject({ code: "key/no-match" });
    expect(stage.writes()).toEqual([]);
    const open = await createOpen(key.fileText);
    const result = await stage.restore(snapshot, stage.target, open);
    expect(result).toMatchObject({ status: "complete", unusable: [] });
    expect(contentOf(stage.target)).toEqual(contentOf(stage.account));
  });

  it("brings back an awkward library as far as Spotify allows", async () => {
    await using stage = await setStage({ awkward: true });
    const snapshot = await stage.backup({ covers: true });
    const result = await stage.restore(snapshot);
    expect(result.error).toBeNull();
    expect(result.files.filter(({ failed }) => failed !== null)).toEqual([]);
    const wanted = contentOf(stage.account);
    const found = contentOf(stage.target);
    expect(found.likes).toEqual(wanted.likes);
    const writes = stage.writes();
    await stage.restore(snapshot);
    expect(stage.writes()).toEqual(writes);
  });

  it("puts back into the same account just what was removed", async () => {
    await using stage = await setStage();
    const snapshot = await stage.backup();
    const [playlist] = stage.account.playlists.filter(
      ({ ownerId }) => ownerId === stage.account.id,
    );
    if (playlist === undefined) throw new Error("a playlist is needed");
    const before = contentOf(stage.account);
    const uris = playlist.items.map(({ content }) => (content === null ? "" : uriOf(content)));
    removeItems(
      playlist,
      uris.filter((_, at) => at % 4 === 2),
    );
    const removed = uris.length - playlist.items.length;
    const result = await stage.restore(snapshot, stage.account);
    expect(removed).toBeGreaterThanOrEqual(30);
    expect(result).toMatchObject({ status: "complete", added: removed });
    expect(contentOf(stage.account)).toEqual(before);
    expect(new Set(stage.writes())).toEqual(new Set(["POST /playlists/…/items"]));
  });

  it.each([
    ["lost after it was done", fault.appliedThenLost()],
    ["answered with 502 after it was done", fault.appliedThenStatus(502)],
    ["answered with 503", fault.status(503)],
    ["cut off", fault.reset()],
  ])("adds nothing twice when a write is %s", async (_, what) => {
    await using stage = await setStage({ visibilityLagMs: 2000 });
    const snapshot = await stage.backup();
    for (const rule of [
      { method: "POST", path: "/me/playlists", after: 2 },
      { method: "POST", path: /items$/, after: 5 },
      { method: "PUT", path: "/me/library", after: 1 },
    ]) {
      stage.emulator.faults.add({ ...rule, fault: what });
    }
    const result = await stage.restore(snapshot);
    expect(result.files.filter(({ failed }) => failed !== null)).toEqual([]);
    expect(result).toMatchObject({ status: "complete", error: null });
    expect(contentOf(stage.target)).toEqual(contentOf(stage.account));
  });
});
