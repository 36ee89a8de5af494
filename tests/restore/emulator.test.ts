import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type AccountState,
  addItems,
  createCatalog,
  createPlaylist,
  fault,
  generateLibrary,
  type PlaylistState,
  removeItems,
  uriOf,
} from "../../emulator/index.ts";
import { createOpen } from "../../src/app/keys.ts";
import { generateKey } from "../../src/crypto/keygen.ts";
import type { RestoreSource } from "../../src/restore/load-library.ts";
import { createMemoryJournal } from "../support/restore/memory-restore.ts";
import {
  accountContent,
  coversOf,
  createRestoreScene,
  type RestoreScene,
} from "../support/restore/scene.ts";
import { READ_SCOPES } from "../support/spotify/scene.ts";

const SPEC = {
  seed: 4,
  likes: 85,
  playlists: 6,
  itemsPerPlaylist: 102,
  followed: 3,
  albums: 41,
  artists: 5,
  shows: 4,
  episodes: 3,
  audiobooks: 2,
};

/**
 * A library in which every kind of thing is, duplicates and a collaborative playlist too. Three
 * playlists need two requests each, and the others are short.
 */
function something(): AccountState {
  const account = generateLibrary(SPEC);
  const [first, second] = account.playlists;
  if (first === undefined || second === undefined) throw new Error("two playlists are needed");
  const again = contentsOf(first).slice(0, 7);
  addItems(first, [...again, ...again], { addedAt: null, addedBy: null, position: 30 });
  for (const other of account.playlists.slice(3)) other.items = other.items.slice(0, 12);
  Object.assign(second, { collaborative: true, public: false, description: `Tom & "Jerry" <3` });
  // A followed one in the midst of the others.
  account.playlists = [...account.playlists.slice(6, 8), ...account.playlists].filter(
    (each, at, all) => all.indexOf(each) === at,
  );
  return account;
}

function contentsOf({ items }: PlaylistState) {
  return items.flatMap(({ content }) => content ?? []);
}

function own({ id, playlists }: AccountState, at = 0): PlaylistState {
  const found = playlists.filter(({ ownerId }) => ownerId === id)[at];
  if (found === undefined) throw new Error("a playlist is needed");
  return found;
}

const urisOf = (playlist: PlaylistState) => contentsOf(playlist).map(uriOf);
const failuresOf = ({ files }: { files: readonly { failed: string | null }[] }) =>
  files.filter(({ failed }) => failed !== null);

let shared: RestoreScene;
/** A snapshot of {@link something}, which all tests use that restore it as it is. */
let source: RestoreSource;

beforeAll(async () => {
  shared = await createRestoreScene(something());
  source = await shared.snapshot();
});

afterAll(() => shared[Symbol.asyncDispose]());

describe("restoring over Spotify's interface", () => {
  it.each([true, false])("fills an empty account, once; dated likes: %s", async (dated) => {
    await using scene = await createRestoreScene(something(), { timestampedIds: dated });
    const result = await scene.restore(source);
    expect(result).toMatchObject({ status: "complete", error: null, skipped: [], unusable: [] });
    expect(result.likes).toBe(dated ? "dated" : "batches");
    const dates = { dates: dated };
    expect(accountContent(scene.target, dates)).toEqual(accountContent(scene.account, dates));
    expect(scene.target.playlists).toHaveLength(9);
    const covers = await coversOf(scene, scene.target);
    expect(covers).toEqual(await coversOf(scene, scene.account));
    expect(covers.filter((cover) => cover !== null)).toHaveLength(2);
    expect(scene.counts()["POST /me/playlists"]).toBe(6);
  });

  it.each([true, false])("writes nothing the second time; with a journal: %s", async (keeps) => {
    await using scene = await createRestoreScene(something(), { visibilityLagMs: 2000 });
    const journal = keeps ? createMemoryJournal() : null;
    await scene.restore(source, { journal });
    await scene.clock.advance(5000);
    const writes = scene.writes();
    expect((await scene.plan(source, { journal })).isEmpty).toBe(true);
    const again = await scene.restore(source, { journal });
    expect(again).toMatchObject({ status: "complete", added: 0 });
    expect(scene.writes()).toEqual(writes);
    expect(accountContent(scene.target)).toEqual(accountContent(scene.account));
  });

  it.each([generateLibrary(SPEC), generateLibrary({ seed: 9, likes: 3 })])(
    "says beforehand about how many requests it takes",
    async (account) => {
      await using scene = await createRestoreScene(account);
      const source = await scene.snapshot();
      const planned = await scene.plan(source);
      const { requests } = await planned.apply();
      const took = requests - planned.requests;
      expect(Math.abs(took - planned.requestsToCome)).toBeLessThanOrEqual(3 + took / 10);
      expect((await scene.plan(source)).requestsToCome).toBe(0);
    },
  );

  it("keeps likes in the order of batches where Spotify turns each batch around", async () => {
    await using scene = await createRestoreScene(something(), { batchOrder: "first-on-top" });
    const source = await scene.snapshot({ include: ["likes"] });
    await scene.restore(source);
    const batches = (account: AccountState) => {
      const oldestFirst = account.likes.map(({ track }) => uriOf(track)).reverse();
      return [0, 40, 80].map((at) => oldestFirst.slice(at, at + 40).sort());
    };
    expect(batches(scene.target)).toEqual(batches(scene.account));
    expect(accountContent(scene.target).likes).not.toEqual(accountContent(scene.account).likes);
  });

  it("restores a sealed snapshot with its key, and says what is needed without it", async () => {
    const key = await generateKey("x25519", new Date());
    await using scene = await createRestoreScene(something());
    const source = await scene.snapshot({ recipients: [key.recipient], covers: true });
    const other = await generateKey("x25519", new Date());
    await expect(scene.plan(source)).rejects.toMatchObject({ code: "key/missing" });
    const wrong = await createOpen(other.fileText);
    await expect(scene.plan(source, { open: wrong })).rejects.toMatchObject({
      code: "key/no-match",
    });
    expect(scene.writes()).toEqual([]);
    const open = await createOpen(key.fileText);
    const result = await scene.restore(source, { open });
    expect(result).toMatchObject({ status: "complete", unusable: [] });
    expect(accountContent(scene.target)).toEqual(accountContent(scene.account));
    expect(await coversOf(scene, scene.target)).toEqual(await coversOf(scene, scene.account));
  });

  it("brings back a library of edge cases as far as Spotify allows", async () => {
    await using scene = await createRestoreScene(
      generateLibrary({ ...SPEC, itemsPerPlaylist: 60, edgeCases: true }),
      {
        timestampedIds: true,
      },
    );
    const source = await scene.snapshot();
    const result = await scene.restore(source);
    expect(result.error).toBeNull();
    expect(failuresOf(result)).toEqual([]);
    expect(accountContent(scene.target, { dates: true })).toEqual(
      accountContent(scene.account, { dates: true }),
    );
    const slots = scene.account.playlists
      .filter(({ ownerId }) => ownerId === scene.account.id)
      .flatMap(({ items }) => items.map(({ content }) => content));
    const reasons = result.skipped.map(({ reason }) => reason);
    expect(reasons.filter((reason) => reason === "local")).toHaveLength(
      slots.filter((content) => content?.kind === "local").length,
    );
    expect(reasons.filter((reason) => reason === "unavailable")).toHaveLength(
      slots.filter((content) => content === null).length,
    );
    const writes = scene.writes();
    await scene.restore(source);
    expect(scene.writes()).toEqual(writes);
  });

  it.each(["ignore", "refuse"] as const)("says so where Spotify would %s artists", async (how) => {
    await using scene = await createRestoreScene(something(), { artistWrites: how });
    const result = await scene.restore(source);
    const content = accountContent(scene.account);
    expect(accountContent(scene.target)).toEqual({ ...content, artists: [] });
    if (how === "ignore") {
      expect(result.status).toBe("partial");
      expect(failuresOf(result)).toMatchObject([{ file: "artists", failed: "restore/not-saved" }]);
    } else {
      expect(result.skipped.map(({ file, reason }) => `${file} ${reason}`)).toEqual(
        content.artists.map(() => "artists refused"),
      );
    }
  });

  it.each([
    ["names the one dead track of a hundred, and puts back the other 99", false, false],
    ["puts another release in the place of a dead track, and says so", true, false],
    ["does so with dates, too", true, true],
    ["names it with dates, too", false, true],
  ])("%s", async (_, isElsewhere, timestampedIds) => {
    await using scene = await createRestoreScene(
      generateLibrary({ seed: 8, likes: 100, playlists: 1, itemsPerPlaylist: 100 }),
      { visibilityLagMs: 2000, timestampedIds },
    );
    const catalog = createCatalog();
    const list = own(scene.account);
    const dead = scene.account.likes[37]?.track;
    const releases = catalog.tracksByIsrc(dead?.isrc ?? "").map(uriOf);
    if (dead === undefined || releases.length < 2) throw new Error("two releases are needed");
    addItems(list, [dead], { addedAt: null, addedBy: null, position: 61 });
    const source = await scene.snapshot();
    scene.target.greyed = new Set(isElsewhere ? [uriOf(dead)] : releases);
    const result = await scene.restore(source);
    const likes = timestampedIds ? "dated" : "batches";
    expect(result).toMatchObject({ status: "complete", error: null, likes });
    const other = releases.find((uri) => uri !== uriOf(dead)) ?? "";
    const instead = (uris: readonly string[]) =>
      uris.flatMap((uri) => (uri !== uriOf(dead) ? uri : isElsewhere ? other : []));
    const wanted = accountContent(scene.account);
    expect(accountContent(scene.target).likes).toEqual(instead(wanted.likes));
    expect(urisOf(own(scene.target))).toEqual(instead(urisOf(list)));
    const found = isElsewhere ? result.substituted : result.skipped;
    expect(found.map(({ file }) => file).sort()).toEqual(["likes", `playlist_${list.id}`]);
    expect(found).toMatchObject(
      found.map(() =>
        isElsewhere
          ? { from: uriOf(dead), to: other }
          : { reason: "refused", reference: uriOf(dead) },
      ),
    );
    expect([result.substituted.length, result.skipped.length].sort()).toEqual([0, 2]);
    const writes = scene.writes();
    expect((await scene.plan(source)).isEmpty || !isElsewhere).toBe(true);
    await scene.restore(source);
    expect(accountContent(scene.target).likes).toEqual(instead(wanted.likes));
    expect(urisOf(own(scene.target))).toEqual(instead(urisOf(list)));
    if (isElsewhere) expect(scene.writes()).toEqual(writes);
  });

  it("refuses a login that may only read before anything is written", async () => {
    await using scene = await createRestoreScene(something());
    await expect(scene.restore(source, { scopes: READ_SCOPES })).rejects.toMatchObject({
      code: "auth/scope",
      hint: expect.stringMatching(
        /user-library-modify.*playlist-modify-public.*playlist-modify-private/,
      ),
    });
    expect(scene.writes()).toEqual([]);
  });
});

describe("restoring into the account the snapshot came from", () => {
  it("brings back the 30 that were removed to their places, and leaves a new one", async () => {
    await using scene = await createRestoreScene(something());
    const list = own(scene.account, 2);
    const wanted = urisOf(list);
    const others = accountContent(scene.account);
    const once = wanted.filter((uri) => wanted.indexOf(uri) === wanted.lastIndexOf(uri));
    const removed = once.filter((_, at) => at % 3 === 1).slice(0, 30);
    removeItems(list, removed);
    expect([wanted.length, list.items.length]).toEqual([102, 72]);
    const [extra] = contentsOf(own(scene.account, 5));
    if (extra === undefined) throw new Error("a track is needed");
    addItems(list, [extra], { addedAt: "2026-11-22T10:00:00Z", addedBy: null, position: 10 });
    const kept = new Set(list.items);
    const result = await scene.restore(source, { account: scene.account });
    expect(result).toMatchObject({ status: "complete", added: 30 });
    // Those that stayed are the very same entries, dates and all.
    expect(list.items.filter((item) => kept.has(item))).toEqual([...kept]);
    expect(urisOf(list).filter((uri) => uri !== uriOf(extra))).toEqual(wanted);
    expect(list.items).toHaveLength(103);
    expect(new Set(scene.writes())).toEqual(new Set(["POST /playlists/…/items"]));
    const rest = ({ playlists }: ReturnType<typeof accountContent>) =>
      playlists.filter((each) => typeof each === "string" || each.items.length !== 103);
    expect(rest(accountContent(scene.account))).toEqual(
      others.playlists.filter((_, at) => scene.account.playlists[at] !== list),
    );
    await scene.restore(source, { account: scene.account });
    expect(list.items).toHaveLength(103);
  });

  it("follows a playlist of one's own that was deleted, which brings back dates and id", async () => {
    await using scene = await createRestoreScene(something(), { visibilityLagMs: 2000 });
    const gone = own(scene.account, 1);
    const before = { ...gone };
    scene.account.playlists = scene.account.playlists.filter((each) => each !== gone);
    scene.account.deletedPlaylists = [gone];
    const result = await scene.restore(source, { account: scene.account });
    expect(result).toMatchObject({ status: "complete", error: null });
    expect(scene.writes()).toEqual(["PUT /me/library"]);
    expect(scene.account.playlists[0]).toEqual(before);
  });
});

describe("restoring beside playlists of the person's own", () => {
  const elsewhere = (account: AccountState) => {
    const copied = own(account);
    const contents = contentsOf(copied);
    const old = { addedAt: "2026-01-01T00:00:00Z", addedBy: "target" };
    const itemsOf = (list: typeof contents) => list.map((content) => ({ ...old, content }));
    return { copied, contents, itemsOf };
  };

  it.each([
    ["has the same name and other items", 0],
    ["begins alike, but was there before", 1],
    ["begins alike and goes on otherwise", 2],
  ])("leaves one alone that %s, and makes another beside it, once", async (_, which) => {
    await using scene = await createRestoreScene(something());
    const { copied, contents, itemsOf } = elsewhere(scene.account);
    const other = contentsOf(own(scene.account, 3));
    const items = [
      itemsOf(other.slice(0, 5)),
      itemsOf(contents.slice(0, 50)),
      itemsOf([...contents.slice(0, 50), ...other.slice(0, 1)]),
    ][which];
    const mine = createPlaylist(scene.target, {
      name: copied.name,
      description: "Mine",
      items: items ?? [],
    });
    const before = { ...mine };
    const expected = accountContent(scene.account);
    await scene.restore(source);
    expect(mine).toEqual(before);
    expect(scene.target.playlists.at(-1)).toBe(mine);
    const made = { ...scene.target, playlists: scene.target.playlists.slice(0, -1) };
    expect(accountContent(made)).toEqual(expected);
    const writes = scene.writes();
    await scene.restore(source);
    expect(scene.writes()).toEqual(writes);
  });
});

describe("one fault on the way", () => {
  it.each([
    ["lost after it was done", fault.appliedThenLost()],
    ["answered with 502 after it was done", fault.appliedThenStatus(502)],
    ["answered with 503", fault.status(503)],
    ["cut off", fault.reset()],
  ])("adds nothing twice when a write is %s", async (_, what) => {
    await using scene = await createRestoreScene(something(), { visibilityLagMs: 2000 });
    for (const rule of [
      { method: "POST", path: "/me/playlists", after: 2 },
      { method: "POST", path: /items$/, after: 5 },
      { method: "PUT", path: "/me/library", after: 1 },
      { method: "PUT", path: /images$/, after: 1 },
    ]) {
      scene.emulator.faults.add({ ...rule, fault: what });
    }
    const result = await scene.restore(source);
    expect(failuresOf(result)).toEqual([]);
    expect(result).toMatchObject({ status: "complete", error: null });
    expect(accountContent(scene.target)).toEqual(accountContent(scene.account));
  });
});
