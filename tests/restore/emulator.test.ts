import { describe, expect, it } from "vitest";
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
import { createMemoryJournal } from "../support/restore/scene.ts";
import { contentOf, coversOf, setStage } from "../support/restore/stage.ts";
import { READ_SCOPES } from "../support/spotify/scene.ts";

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

/** A library in which every kind of thing is, duplicates and a collaborative playlist too. */
function something(): AccountState {
  const account = generateLibrary(SPEC);
  const [first, second] = account.playlists;
  if (first === undefined || second === undefined) throw new Error("two playlists are needed");
  const again = contentsOf(first).slice(0, 7);
  addItems(first, [...again, ...again], { addedAt: null, addedBy: null, position: 30 });
  Object.assign(second, { collaborative: true, public: false, description: `Tom & "Jerry" <3` });
  // A followed one in the midst of the others.
  account.playlists = [...account.playlists.slice(8, 10), ...account.playlists].filter(
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

describe("restoring over Spotify's interface", () => {
  it.each([true, false])("fills an empty account, once; dated likes: %s", async (dated) => {
    await using stage = await setStage(something(), { timestampedIds: dated });
    const source = await stage.snapshot();
    const result = await stage.restore(source);
    expect(result).toMatchObject({ status: "complete", error: null, skipped: [], unusable: [] });
    expect(result.likes).toBe(dated ? "dated" : "batches");
    const dates = { dates: dated };
    expect(contentOf(stage.target, dates)).toEqual(contentOf(stage.account, dates));
    expect(stage.target.playlists).toHaveLength(11);
    const covers = await coversOf(stage, stage.target);
    expect(covers).toEqual(await coversOf(stage, stage.account));
    expect(covers.filter((cover) => cover !== null)).toHaveLength(3);
    expect(stage.counts()["POST /me/playlists"]).toBe(8);
  });

  it.each([true, false])("writes nothing the second time; with a journal: %s", async (keeps) => {
    await using stage = await setStage(something(), { visibilityLagMs: 2000 });
    const source = await stage.snapshot();
    const journal = keeps ? createMemoryJournal() : null;
    await stage.restore(source, { journal });
    await stage.clock.advance(5000);
    const writes = stage.writes();
    expect((await stage.plan(source, { journal })).isEmpty).toBe(true);
    const again = await stage.restore(source, { journal });
    expect(again).toMatchObject({ status: "complete", added: 0 });
    expect(stage.writes()).toEqual(writes);
    expect(contentOf(stage.target)).toEqual(contentOf(stage.account));
  });

  it.each([something(), generateLibrary({ seed: 9, likes: 3 })])(
    "says beforehand about how many requests it takes",
    async (account) => {
      await using stage = await setStage(account);
      const source = await stage.snapshot();
      const planned = await stage.plan(source);
      const { requests } = await planned.apply();
      const took = requests - planned.requests;
      expect(Math.abs(took - planned.requestsToCome)).toBeLessThanOrEqual(3 + took / 10);
      expect((await stage.plan(source)).requestsToCome).toBe(0);
    },
  );

  it("keeps likes in the order of batches where Spotify turns each batch around", async () => {
    await using stage = await setStage(something(), { batchOrder: "first-on-top" });
    const source = await stage.snapshot({ include: ["likes"] });
    await stage.restore(source);
    const batches = (account: AccountState) => {
      const oldestFirst = account.likes.map(({ track }) => uriOf(track)).reverse();
      return [0, 40, 80, 120].map((at) => oldestFirst.slice(at, at + 40).sort());
    };
    expect(batches(stage.target)).toEqual(batches(stage.account));
    expect(contentOf(stage.target).likes).not.toEqual(contentOf(stage.account).likes);
  });

  it("restores a sealed snapshot with its key, and says what is needed without it", async () => {
    const key = await generateKey("x25519", new Date());
    await using stage = await setStage(something());
    const source = await stage.snapshot({ recipients: [key.recipient], covers: true });
    const other = await generateKey("x25519", new Date());
    await expect(stage.plan(source)).rejects.toMatchObject({ code: "key/missing" });
    const wrong = await createOpen(other.fileText);
    await expect(stage.plan(source, { open: wrong })).rejects.toMatchObject({
      code: "key/no-match",
    });
    expect(stage.writes()).toEqual([]);
    const open = await createOpen(key.fileText);
    const result = await stage.restore(source, { open });
    expect(result).toMatchObject({ status: "complete", unusable: [] });
    expect(contentOf(stage.target)).toEqual(contentOf(stage.account));
    expect(await coversOf(stage, stage.target)).toEqual(await coversOf(stage, stage.account));
  });

  it("brings back a library of edge cases as far as Spotify allows", async () => {
    await using stage = await setStage(generateLibrary({ ...SPEC, edgeCases: true }), {
      timestampedIds: true,
    });
    const source = await stage.snapshot();
    const result = await stage.restore(source);
    expect(result.error).toBeNull();
    expect(failuresOf(result)).toEqual([]);
    expect(contentOf(stage.target, { dates: true })).toEqual(
      contentOf(stage.account, { dates: true }),
    );
    const slots = stage.account.playlists
      .filter(({ ownerId }) => ownerId === stage.account.id)
      .flatMap(({ items }) => items.map(({ content }) => content));
    const reasons = result.skipped.map(({ reason }) => reason);
    expect(reasons.filter((reason) => reason === "local")).toHaveLength(
      slots.filter((content) => content?.kind === "local").length,
    );
    expect(reasons.filter((reason) => reason === "unavailable")).toHaveLength(
      slots.filter((content) => content === null).length,
    );
    const writes = stage.writes();
    await stage.restore(source);
    expect(stage.writes()).toEqual(writes);
  });

  it.each(["ignore", "refuse"] as const)("says so where Spotify would %s artists", async (how) => {
    await using stage = await setStage(something(), { artistWrites: how });
    const source = await stage.snapshot();
    const result = await stage.restore(source);
    const content = contentOf(stage.account);
    expect(contentOf(stage.target)).toEqual({ ...content, artists: [] });
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
    await using stage = await setStage(
      generateLibrary({ seed: 8, likes: 100, playlists: 1, itemsPerPlaylist: 100 }),
      { visibilityLagMs: 2000, timestampedIds },
    );
    const catalog = createCatalog();
    const list = own(stage.account);
    const dead = stage.account.likes[37]?.track;
    const releases = catalog.tracksByIsrc(dead?.isrc ?? "").map(uriOf);
    if (dead === undefined || releases.length < 2) throw new Error("two releases are needed");
    addItems(list, [dead], { addedAt: null, addedBy: null, position: 61 });
    const source = await stage.snapshot();
    stage.target.greyed = new Set(isElsewhere ? [uriOf(dead)] : releases);
    const result = await stage.restore(source);
    const likes = timestampedIds ? "dated" : "batches";
    expect(result).toMatchObject({ status: "complete", error: null, likes });
    const other = releases.find((uri) => uri !== uriOf(dead)) ?? "";
    const instead = (uris: readonly string[]) =>
      uris.flatMap((uri) => (uri !== uriOf(dead) ? uri : isElsewhere ? other : []));
    const wanted = contentOf(stage.account);
    expect(contentOf(stage.target).likes).toEqual(instead(wanted.likes));
    expect(urisOf(own(stage.target))).toEqual(instead(urisOf(list)));
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
    const writes = stage.writes();
    expect((await stage.plan(source)).isEmpty || !isElsewhere).toBe(true);
    await stage.restore(source);
    expect(contentOf(stage.target).likes).toEqual(instead(wanted.likes));
    expect(urisOf(own(stage.target))).toEqual(instead(urisOf(list)));
    if (isElsewhere) expect(stage.writes()).toEqual(writes);
  });

  it("refuses a login that may only read before anything is written", async () => {
    await using stage = await setStage(something());
    const source = await stage.snapshot();
    await expect(stage.restore(source, { scopes: READ_SCOPES })).rejects.toMatchObject({
      code: "auth/scope",
      hint: expect.stringMatching(
        /user-library-modify.*playlist-modify-public.*playlist-modify-private/,
      ),
    });
    expect(stage.writes()).toEqual([]);
  });
});

describe("restoring into the account the snapshot came from", () => {
  it("brings back the 30 that were removed to their places, and leaves a new one", async () => {
    await using stage = await setStage(something());
    const source = await stage.snapshot();
    const list = own(stage.account, 2);
    const wanted = urisOf(list);
    const others = contentOf(stage.account);
    const once = wanted.filter((uri) => wanted.indexOf(uri) === wanted.lastIndexOf(uri));
    const removed = once.filter((_, at) => at % 3 === 1).slice(0, 30);
    removeItems(list, removed);
    expect([wanted.length, list.items.length]).toEqual([120, 90]);
    const [extra] = contentsOf(own(stage.account, 5));
    if (extra === undefined) throw new Error("a track is needed");
    addItems(list, [extra], { addedAt: "2026-11-22T10:00:00Z", addedBy: null, position: 10 });
    const kept = new Set(list.items);
    const result = await stage.restore(source, { account: stage.account });
    expect(result).toMatchObject({ status: "complete", added: 30 });
    // Those that stayed are the very same entries, dates and all.
    expect(list.items.filter((item) => kept.has(item))).toEqual([...kept]);
    expect(urisOf(list).filter((uri) => uri !== uriOf(extra))).toEqual(wanted);
    expect(list.items).toHaveLength(121);
    expect(new Set(stage.writes())).toEqual(new Set(["POST /playlists/…/items"]));
    const rest = ({ playlists }: ReturnType<typeof contentOf>) =>
      playlists.filter((each) => typeof each === "string" || each.items.length !== 121);
    expect(rest(contentOf(stage.account))).toEqual(
      others.playlists.filter((_, at) => stage.account.playlists[at] !== list),
    );
    await stage.restore(source, { account: stage.account });
    expect(list.items).toHaveLength(121);
  });

  it("follows a playlist of one's own that was deleted, which brings back dates and id", async () => {
    await using stage = await setStage(something(), { visibilityLagMs: 2000 });
    const source = await stage.snapshot();
    const gone = own(stage.account, 1);
    const before = { ...gone };
    stage.account.playlists = stage.account.playlists.filter((each) => each !== gone);
    stage.account.deletedPlaylists = [gone];
    const result = await stage.restore(source, { account: stage.account });
    expect(result).toMatchObject({ status: "complete", error: null });
    expect(stage.writes()).toEqual(["PUT /me/library"]);
    expect(stage.account.playlists[0]).toEqual(before);
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
    await using stage = await setStage(something());
    const { copied, contents, itemsOf } = elsewhere(stage.account);
    const other = contentsOf(own(stage.account, 3));
    const items = [
      itemsOf(other.slice(0, 5)),
      itemsOf(contents.slice(0, 50)),
      itemsOf([...contents.slice(0, 50), ...other.slice(0, 1)]),
    ][which];
    const mine = createPlaylist(stage.target, {
      name: copied.name,
      description: "Mine",
      items: items ?? [],
    });
    const before = { ...mine };
    const source = await stage.snapshot();
    const expected = contentOf(stage.account);
    await stage.restore(source);
    expect(mine).toEqual(before);
    expect(stage.target.playlists.at(-1)).toBe(mine);
    const made = { ...stage.target, playlists: stage.target.playlists.slice(0, -1) };
    expect(contentOf(made)).toEqual(expected);
    const writes = stage.writes();
    await stage.restore(source);
    expect(stage.writes()).toEqual(writes);
  });
});

describe("one fault on the way", () => {
  it.each([
    ["lost after it was done", fault.appliedThenLost()],
    ["answered with 502 after it was done", fault.appliedThenStatus(502)],
    ["answered with 503", fault.status(503)],
    ["cut off", fault.reset()],
  ])("adds nothing twice when a write is %s", async (_, what) => {
    await using stage = await setStage(something(), { visibilityLagMs: 2000 });
    const source = await stage.snapshot();
    for (const rule of [
      { method: "POST", path: "/me/playlists", after: 2 },
      { method: "POST", path: /items$/, after: 5 },
      { method: "PUT", path: "/me/library", after: 1 },
      { method: "PUT", path: /images$/, after: 1 },
    ]) {
      stage.emulator.faults.add({ ...rule, fault: what });
    }
    const result = await stage.restore(source);
    expect(failuresOf(result)).toEqual([]);
    expect(result).toMatchObject({ status: "complete", error: null });
    expect(contentOf(stage.target)).toEqual(contentOf(stage.account));
  });
});
