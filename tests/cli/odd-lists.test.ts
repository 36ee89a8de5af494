import { rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  type AccountState,
  createAccount,
  createPlaylist,
  type FaultRule,
  fault,
  generateLibrary,
  like,
  quirk,
  tombstone,
  uriOf,
} from "../../emulator/index.ts";
import type { Entry } from "../../src/model/records.ts";
import { createOddScene, type OddRun, type OddScene } from "../support/cli/odd-answer-scene.ts";

const spare = generateLibrary({ seed: 77, likes: 20 }).likes.map(({ track }) => track);

const likesOf = ({ likes }: AccountState) => likes.map(({ track }) => uriOf(track));
const refsOf = async (run: OddRun, id: string) =>
  (await run.document(id)).entries?.map((entry: Entry) =>
    "item" in entry ? entry.item.refs["spotify"] : null,
  );
const pathsOf = ({ requests }: OddRun) => requests.map(({ path }) => path);

/** The warnings of a run about one file. */
const remarksOf = ({ metadata }: OddRun, id: string) =>
  metadata.warnings.filter(({ file }) => file === id);

async function withLikes(count: number): Promise<OddScene> {
  return createOddScene([generateLibrary({ seed: 41, likes: count })]);
}

describe("a list of playlists that repeats rows where pages meet", () => {
  const fill = (account: AccountState, count: number) => {
    for (let at = 0; at < count; at += 1) createPlaylist(account, { name: `mine ${at}` });
    return account;
  };

  it("is backed up whole, every day", async () => {
    const account = fill(createAccount("one"), 70);
    await using odd = await createOddScene([account], { playlistsRepeatFrom: 43 });
    for (let day = 0; day < 2; day += 1) {
      const run = await odd.backup("--include", "playlists");
      expect(run).toMatchObject({ exit: 0, metadata: { status: "complete", warnings: [] } });
      const ids = run.metadata.files.map(({ id }) => id);
      expect(ids).toEqual(account.playlists.map(({ id }) => `playlist_${id}`));
      await odd.nextDay();
    }
  });

  it("can be restored into", async () => {
    const source = createAccount("one");
    for (const name of ["c", "b", "a"]) createPlaylist(source, { name });
    const target = fill(createAccount("two"), 70);
    await using odd = await createOddScene([source, target], { playlistsRepeatFrom: 43 });
    await odd.backup("--include", "playlists");
    for (let time = 0; time < 2; time += 1) {
      expect((await odd.restore("two")).exit).toBe(0);
      expect(target.playlists.slice(0, 4).map(({ name }) => name)).toEqual([
        "a",
        "b",
        "c",
        "mine 69",
      ]);
      expect(target.playlists.length).toBe(73);
    }
  });
});

describe("likes of which more are counted than shown", () => {
  const path = "/me/tracks";

  it("are kept, with a warning, and cost no more than others on a quiet day", async () => {
    await using odd = await withLikes(117);
    odd.scene.emulator.faults.add(quirk.overcounted(path, 3));
    const warning = { code: "count-differs", file: "likes", was: 120, now: 117 };
    for (let day = 0; day < 3; day += 1) {
      const run = await odd.backup("--include", "likes");
      expect(run).toMatchObject({ exit: 0, metadata: { status: "complete" } });
      expect(run.metadata.warnings).toEqual([warning]);
      expect(run.file("likes")).toMatchObject({ state: "ok", entries: 117 });
      expect(await refsOf(run, "likes")).toEqual(likesOf(odd.account));
      // The list is read twice, the last page of each twice. After that, the first page is enough.
      expect(pathsOf(run).length).toBe(day === 0 ? 1 + 4 + 4 : 1 + 1);
      await odd.nextDay();
    }
  });

  it("go on being read from the top only", async () => {
    await using odd = await withLikes(417);
    odd.scene.emulator.faults.add(quirk.overcounted(path, 3));
    await odd.backup("--include", "likes");
    await odd.nextDay();
    like(odd.account, spare.slice(0, 5), "2026-11-23T02:00:00Z");
    const run = await odd.backup("--include", "likes");
    expect(await refsOf(run, "likes")).toEqual(likesOf(odd.account));
    expect(remarksOf(run, "likes")).toMatchObject([{ code: "count-differs", was: 425, now: 422 }]);
    expect(pathsOf(run)).toEqual(["/me", path]);
  });

  it("are believed at once where a good run saw the same", async () => {
    await using odd = await withLikes(117);
    await odd.backup("--include", "likes");
    await odd.nextDay();
    odd.scene.emulator.faults.add(quirk.overcounted(path, 3));
    const run = await odd.backup("--include", "likes");
    expect(run).toMatchObject({ exit: 0, metadata: { status: "complete" } });
    expect(remarksOf(run, "likes")).toMatchObject([{ code: "count-differs", was: 120, now: 117 }]);
    expect(pathsOf(run).length).toBe(1 + 4);
  });

  it("lose the warning when the count is right again", async () => {
    await using odd = await withLikes(117);
    const planned = odd.scene.emulator.faults.add(quirk.overcounted(path, 3));
    await odd.backup("--include", "likes");
    planned.remove();
    await odd.nextDay();
    const run = await odd.backup("--include", "likes");
    expect(run.metadata).toMatchObject({ status: "complete", warnings: [] });
    expect(run.file("likes")?.entries).toBe(117);
  });
});

describe("two likes under one uri", () => {
  it("are both kept, and what is liked later comes on top", async () => {
    await using odd = await withLikes(230);
    const { account } = odd;
    const [, , third] = account.likes;
    if (third === undefined) throw new Error("there is none");
    const addedAt = account.likes[119]?.addedAt ?? "";
    account.likes = account.likes.toSpliced(120, 0, { ...third, addedAt });
    const first = await odd.backup("--include", "likes");
    expect(first).toMatchObject({ exit: 0, metadata: { status: "complete", warnings: [] } });
    expect(await refsOf(first, "likes")).toEqual(likesOf(account));
    await odd.nextDay();
    like(account, spare.slice(0, 1), "2026-11-23T02:00:00Z");
    // One is removed as well, so that the count stays the same.
    account.likes = account.likes.toSpliced(200, 1);
    const second = await odd.backup("--include", "likes");
    expect(second.metadata.status).toBe("complete");
    expect(await refsOf(second, "likes")).toEqual(likesOf(account));
  });
});

describe("a thing of which only an empty object is left", () => {
  const library = () =>
    generateLibrary({
      seed: 42,
      likes: 60,
      albums: 5,
      shows: 5,
      episodes: 5,
      playlists: 1,
      itemsPerPlaylist: 20,
    });

  it.each([
    ["likes", "/me/tracks", "track"],
    ["albums", "/me/albums", "album"],
    ["shows", "/me/shows", "show"],
    ["episodes", "/me/episodes", "episode"],
  ])("keeps what was known of it among the %s", async (id, path, name) => {
    await using odd = await createOddScene([library()]);
    const before = (await (await odd.backup()).document(id)).entries?.[3];
    await odd.nextDay();
    odd.scene.emulator.faults.add(
      quirk.row(path, 3, (row) => ({ ...row, [name]: tombstone(row[name]) })),
    );
    const run = await odd.backup("--full");
    expect(run.metadata).toMatchObject({ status: "complete", warnings: [] });
    const { addedAt, ...known } = before as Entry & { item: unknown };
    expect((await run.document(id)).entries?.[3]).toEqual({ addedAt, type: "unavailable", known });
  });

  it("keeps what was known of it in a playlist, and names nobody who added it", async () => {
    await using odd = await createOddScene([library()]);
    const id = `playlist_${odd.account.playlists[0]?.id}`;
    const before = (await (await odd.backup()).document(id)).entries;
    await odd.nextDay();
    const path = `/playlists/${odd.account.playlists[0]?.id}/items`;
    const nobody = { id: "", uri: "spotify:user:" };
    odd.scene.emulator.faults.add(
      quirk.row(path, 7, (row) => ({
        ...row,
        item: { ...tombstone(row.item), uri: "spotify:track:null" },
      })),
    );
    const whole = await odd.backup("--full");
    const now = (await whole.document(id)).entries;
    expect(now?.[7]).toMatchObject({ type: "unavailable", known: { type: before?.[7]?.type } });
    odd.scene.emulator.faults.clear();
    odd.scene.emulator.faults.add(quirk.row(path, 7, (row) => ({ ...row, added_by: nobody })));
    await odd.nextDay();
    const last = (await (await odd.backup("--full")).document(id)).entries;
    expect(last?.[7]).toEqual({ ...before?.[7], addedBy: null });
  });
});

describe("a page that does not agree with itself", () => {
  const tracks = "/me/tracks";

  it.each<[string, FaultRule, number, number]>([
    ["lacks a row", quirk.missing(tracks, 0, [17]), 120, 119],
    ["lacks two", quirk.missing(tracks, 0, [5, 17]), 120, 118],
    ["has one too many", quirk.doubled(tracks, 0, 17), 120, 121],
    ["says that it is the last", quirk.endsEarly(tracks, 0), 50, 120],
    ["lacks a row at the end", quirk.missing(tracks, 100, [3]), 120, 119],
    ["is none of an endless list", quirk.endless(tracks, 1e9), 1e9, 120],
    ["names a next one for ever", quirk.endless(tracks, 120), 120, 120],
  ])("is kept as it is, with a warning: it %s", async (_name, rule, was, now) => {
    await using odd = await withLikes(120);
    odd.scene.emulator.faults.add(rule);
    const run = await odd.backup("--include", "likes");
    expect(run).toMatchObject({ exit: 0, metadata: { status: "complete" } });
    expect(remarksOf(run, "likes")).toEqual([{ code: "count-differs", file: "likes", was, now }]);
    const refs = (await refsOf(run, "likes")) ?? [];
    expect(refs.length).toBe(now);
    const known = likesOf(odd.account);
    expect(refs.every((ref) => ref && known.includes(ref))).toBe(true);
    expect(new Set(refs).size).toBe(Math.min(now, 120));
    expect(pathsOf(run).length).toBeLessThan(40);
    await odd.nextDay();
    const again = await odd.backup("--include", "likes");
    expect(again.metadata).toMatchObject({ status: "complete", warnings: run.metadata.warnings });
    expect(pathsOf(again).length).toBeLessThanOrEqual(3);
  });

  it.each<[string, (path: string) => FaultRule, number]>([
    ["lacks a row", (path) => quirk.missing(path, 0, [17]), 119],
    ["has one too many", (path) => quirk.doubled(path, 0, 17), 121],
    ["says that it is the last", (path) => quirk.endsEarly(path, 0), 120],
  ])("is kept with a warning in a playlist, too: it %s", async (_name, rule, now) => {
    const account = generateLibrary({ seed: 43, playlists: 1, itemsPerPlaylist: 120 });
    await using odd = await createOddScene([account]);
    const id = account.playlists[0]?.id;
    odd.scene.emulator.faults.add(rule(`/playlists/${id}/items`));
    const run = await odd.backup("--include", "playlists");
    expect(run).toMatchObject({ exit: 0, metadata: { status: "complete" } });
    expect(run.file(`playlist_${id}`)).toMatchObject({ state: "ok", entries: now });
    expect(remarksOf(run, `playlist_${id}`)).toMatchObject([{ code: "count-differs", now }]);
    await odd.nextDay();
    const again = await odd.backup("--include", "playlists");
    expect(again.metadata.warnings).toEqual(run.metadata.warnings);
    expect(pathsOf(again)).toEqual(["/me", "/me/playlists"]);
  });

  it("hides no like that was taken out from a run that builds on an earlier one", async () => {
    await using odd = await withLikes(120);
    const before = likesOf(odd.account);
    await odd.backup("--include", "likes");
    await odd.nextDay();
    odd.account.likes = odd.account.likes.toSpliced(100, 1);
    odd.scene.emulator.faults.add(quirk.missing(tracks, 0, [17]));
    const run = await odd.backup("--include", "likes");
    const rest = before.filter((_, at) => at !== 17 && at !== 100);
    expect(await refsOf(run, "likes")).toEqual(rest);
    expect(remarksOf(run, "likes")).toMatchObject([{ code: "count-differs", was: 119, now: 118 }]);
  });

  it("adds no item to a restored playlist that only seems to lack one", async () => {
    const source = generateLibrary({ seed: 48, playlists: 1, itemsPerPlaylist: 60 });
    const target = createAccount("two");
    await using odd = await createOddScene([source, target]);
    await odd.backup("--include", "playlists");
    await odd.restore("two");
    const [made] = target.playlists;
    const length = made?.items.length;
    await rm(join(odd.scene.directory, "state"), { recursive: true });
    const path = `/playlists/${made?.id}/items`;
    odd.scene.emulator.faults.add({ ...quirk.missing(path, 0, [17]), times: 2 });
    const again = await odd.restore("two");
    expect([again.exit, made?.items.length]).toEqual([0, length]);
  });

  it("is asked for once more, and that is all when it agrees then", async () => {
    await using odd = await withLikes(120);
    odd.scene.emulator.faults.add({ ...quirk.missing(tracks, 50, [5]), times: 1 });
    const run = await odd.backup("--include", "likes");
    expect(run.metadata).toMatchObject({ status: "complete", warnings: [] });
    expect(await refsOf(run, "likes")).toEqual(likesOf(odd.account));
    expect(pathsOf(run).length).toBe(1 + 4 + 1);
  });

  it("leaves an incomplete list if it shows something else each time", async () => {
    await using odd = await withLikes(120);
    let asked = 0;
    odd.scene.emulator.faults.add({
      path: tracks,
      times: Number.POSITIVE_INFINITY,
      fault: fault.edited((page) => {
        asked += 1;
        return { ...page, items: page.items.toSpliced(asked % 20, 1) };
      }),
    });
    const run = await odd.backup("--include", "likes");
    expect(run).toMatchObject({ exit: 3, metadata: { status: "partial" } });
    expect(run.file("likes")).toMatchObject({ state: "incomplete", error: "backup/moving" });
    expect(run.file("likes")?.entries).toBeGreaterThan(110);
  });
});

describe("a page that cannot be read", () => {
  it("keeps the followed artists before it", async () => {
    const account = generateLibrary({ seed: 44, artists: 200, likes: 3 });
    await using odd = await createOddScene([account]);
    const sorted = account.artists.map(({ id }) => id).sort((a, b) => (a < b ? -1 : 1));
    odd.scene.emulator.faults.add({
      path: "/me/following",
      query: { after: sorted[149] ?? "" },
      times: Number.POSITIVE_INFINITY,
      fault: fault.status(502),
    });
    const run = await odd.backup("--include", "likes,artists");
    expect(run).toMatchObject({ exit: 3, metadata: { status: "partial" } });
    expect(run.file("artists")).toMatchObject({
      ...{ state: "incomplete", entries: 150, total: 200, error: "provider/unavailable" },
    });
    expect(run.file("likes")).toMatchObject({ state: "ok", entries: 3 });
    odd.scene.emulator.faults.clear();
    await odd.nextDay();
    const next = await odd.backup("--include", "likes,artists");
    expect(next.file("artists")).toMatchObject({ state: "ok", entries: 200 });
  });

  it("keeps the items of a playlist before it, and the next run goes on there", async () => {
    const account = generateLibrary({ seed: 45, playlists: 1, itemsPerPlaylist: 170 });
    await using odd = await createOddScene([account]);
    const id = account.playlists[0]?.id;
    const path = `/playlists/${id}/items`;
    const planned = odd.scene.emulator.faults.add({
      ...{ path, query: { offset: "100" }, times: Number.POSITIVE_INFINITY },
      fault: fault.status(500),
    });
    const run = await odd.backup("--include", "playlists");
    expect(run.file(`playlist_${id}`)).toMatchObject({
      ...{ state: "incomplete", entries: 100, total: 170, error: "provider/unavailable" },
    });
    planned.remove();
    await odd.nextDay();
    const next = await odd.backup("--include", "playlists");
    expect(next.file(`playlist_${id}`)).toMatchObject({ state: "ok", entries: 170 });
    expect(pathsOf(next).filter((one) => one === path).length).toBe(2);
  });
});

describe("one row that is not as documented", () => {
  it.each([
    ["likes", "/me/tracks", { added_at: "2024-01-02T03:04:05Z" }],
    ["likes", "/me/tracks", "text"],
    ["albums", "/me/albums", { album: { name: 7 } }],
    ["audiobooks", "/me/audiobooks", 7],
  ])("costs that row only, in the list of the %s", async (id, path, row) => {
    const account = generateLibrary({ seed: 46, likes: 60, albums: 7, audiobooks: 7 });
    await using odd = await createOddScene([account]);
    odd.scene.emulator.faults.add(quirk.row(path, 3, () => row));
    const run = await odd.backup();
    expect(run).toMatchObject({ exit: 0, metadata: { status: "complete" } });
    expect(run.metadata.warnings).toEqual([{ code: "malformed-rows", file: id, now: 1 }]);
    const { entries = [] } = await run.document(id);
    expect(entries?.map(({ type }) => type === "unavailable").indexOf(true)).toBe(3);
    expect(entries?.length).toBe(run.file(id)?.entries);
  });

  it("costs that row only, in the list of playlists", async () => {
    const account = generateLibrary({ seed: 47, playlists: 6, itemsPerPlaylist: 120 });
    await using odd = await createOddScene([account]);
    const path = "/me/playlists";
    odd.scene.emulator.faults.add(quirk.row(path, 1, () => ({ id: "../me" })));
    const [, lost] = account.playlists.map(({ id }) => `playlist_${id}`);
    const run = await odd.backup("--include", "playlists");
    expect(run).toMatchObject({ exit: 0, metadata: { status: "complete" } });
    expect(run.metadata.warnings).toEqual([{ code: "malformed-rows", file: "playlists", now: 1 }]);
    expect(run.metadata.files.length).toBe(5);
    expect(run.file(lost ?? "")).toBeUndefined();
  });

  it("a playlist that lacks only its version is read every day", async () => {
    const account = generateLibrary({ seed: 47, playlists: 2, itemsPerPlaylist: 120 });
    await using odd = await createOddScene([account]);
    const unversioned = (row: object) => ({ ...row, snapshot_id: null });
    odd.scene.emulator.faults.add(quirk.row("/me/playlists", 1, unversioned));
    const id = `playlist_${account.playlists[1]?.id}`;
    for (let day = 0; day < 2; day += 1) {
      const run = await odd.backup("--include", "playlists");
      expect(run).toMatchObject({ exit: 0, metadata: { status: "complete" } });
      expect(run.metadata.warnings).toMatchObject([{ code: "malformed-rows", now: 1 }]);
      expect(run.file(id)).toMatchObject({ state: "ok", entries: 120 });
      expect(run.file(id)?.revision).toBeUndefined();
      expect(pathsOf(run).some((path) => path.includes(account.playlists[1]?.id ?? "?"))).toBe(
        true,
      );
      await odd.nextDay();
    }
  });
});
