import { describe, expect, it } from "vitest";
import {
  type AccountState,
  createAccount,
  createPlaylist,
  type Fault,
  fault,
  generateLibrary,
  uriOf,
} from "../../emulator/index.ts";
import { runInProcess } from "../support/cli/command.ts";
import { createOddScene, type OddRun } from "../support/cli/odd-answer-scene.ts";

const ALWAYS = Number.POSITIVE_INFINITY;
const MINUTE = 60_000;

const pathsOf = ({ requests }: OddRun) => requests.map(({ path }) => path);

describe("pictures of playlists", () => {
  const tracks = generateLibrary({ seed: 51, likes: 12 }).likes.map(({ track }) => track);
  const itemsOf = (count: number) =>
    tracks.slice(0, count).map((content) => ({
      ...{ addedAt: "2024-01-01T00:00:00Z", addedBy: null, content },
    }));

  /** One playlist with a cover of its own, one that shows an album, and one with a mosaic. */
  function withPictures(): AccountState {
    const account = createAccount("one");
    createPlaylist(account, { name: "custom", items: itemsOf(2) }).images = [
      { id: "ab67706c0000da84custom" },
    ];
    createPlaylist(account, { name: "album", items: itemsOf(1) });
    createPlaylist(account, { name: "mosaic", items: itemsOf(12) });
    return account;
  }

  it("are backed up where the owner set them, and asked for only with --covers", async () => {
    await using odd = await createOddScene([withPictures()]);
    const images = () => odd.scene.emulator.requests.filter(({ kind }) => kind === "image");
    const plain = await odd.backup("--include", "playlists");
    expect([plain.exit, images().length]).toEqual([0, 0]);
    const run = await odd.backup("--include", "playlists", "--covers");
    expect(run).toMatchObject({ exit: 0, metadata: { status: "complete" } });
    const custom = odd.account.playlists.find(({ name }) => name === "custom");
    const covers = run.metadata.files.filter(({ kind }) => kind === "covers");
    expect(covers.map(({ id }) => id)).toEqual([`cover_${custom?.id}`]);
    expect(images().map(({ path }) => path)).toEqual(["/image/ab67706c0000da84custom"]);
  });

  it("are set by the run after one that could not, though Spotify shows one by then", async () => {
    const target = createAccount("two");
    await using odd = await createOddScene([withPictures(), target]);
    await odd.backup("--include", "playlists", "--covers");
    odd.scene.emulator.faults.add({
      ...{ method: "PUT", path: /images$/, times: ALWAYS },
      fault: fault.status(403),
    });
    expect((await odd.restore("two")).exit).toBe(3);
    const made = () => target.playlists.find(({ name }) => name === "custom");
    expect([made()?.items.length, made()?.images]).toEqual([2, []]);
    odd.scene.emulator.faults.clear();
    expect((await odd.restore("two")).exit).toBe(0);
    expect(made()?.images?.length).toBe(1);
    const others = target.playlists.filter(({ name }) => name !== "custom");
    expect(others.map(({ images }) => images)).toEqual([[], []]);
  });
});

describe("a restore into an account that takes nothing", () => {
  const library = () =>
    generateLibrary({ seed: 52, likes: 45, albums: 4, playlists: 2, itemsPerPlaylist: 5 });
  const refuse = { path: /library$|tracks$/, method: "PUT", times: ALWAYS };

  it("is partial, says why, and is tried again by the next run", async () => {
    const [source, target] = [library(), createAccount("two")];
    await using odd = await createOddScene([source, target]);
    await odd.backup("--include", "likes,albums");
    odd.scene.emulator.faults.add({ ...refuse, fault: fault.status(400) });
    for (let time = 0; time < 2; time += 1) {
      const run = await odd.restore("two");
      expect(run.exit).toBe(3);
      expect(run.stdout).toContain("The restore is partial: 0 added");
      expect(run.stdout).toContain("Not complete: likes [restore/refused]");
      expect(run.stdout).toContain("Not complete: albums [restore/refused]");
    }
    odd.scene.emulator.faults.clear();
    expect((await odd.restore("two")).exit).toBe(0);
    expect(target.likes.map(({ track }) => uriOf(track))).toEqual(
      source.likes.map(({ track }) => uriOf(track)),
    );
    expect(target.albums.length).toBe(4);
  });

  it("is complete when it was one thing among others", async () => {
    const [source, target] = [library(), createAccount("two")];
    await using odd = await createOddScene([source, target]);
    await odd.backup("--include", "likes");
    const dead = source.likes[3]?.track;
    const uri = dead === undefined ? "" : uriOf(dead);
    odd.scene.emulator.onRequest(({ path, query, method }) => {
      if (method !== "PUT" || path !== "/me/library" || !query["uris"]?.includes(uri)) return;
      odd.scene.emulator.faults.add({ method, path, fault: fault.status(400) });
    });
    odd.scene.emulator.faults.add({ path: "/search", times: ALWAYS, fault: fault.edited(nothing) });
    const run = await odd.restore("two");
    expect(run.stdout).toContain("44 added");
    expect(run.exit).toBe(0);
  });

  const nothing = (found: { tracks: object }) => ({ tracks: { ...found.tracks, items: [] } });
});

describe("a kind that Spotify does not offer to the account", () => {
  it.each([403, 404])(
    "is reported once for a %i, and does not make each run partial",
    async (status) => {
      const account = generateLibrary({ seed: 53, likes: 3 });
      await using odd = await createOddScene([account]);
      odd.scene.emulator.faults.add({
        ...{ path: "/me/audiobooks", times: ALWAYS },
        fault: fault.status(status),
      });
      const first = await odd.backup();
      expect(first).toMatchObject({ exit: 0, metadata: { status: "complete" } });
      expect(first.file("audiobooks")).toMatchObject({ state: "unsupported", parts: [] });
      expect(first.metadata.warnings).toEqual([{ code: "unsupported", file: "audiobooks" }]);
      await odd.nextDay();
      const second = await odd.backup();
      expect(second).toMatchObject({ exit: 0, metadata: { status: "complete", warnings: [] } });
      expect(second.file("audiobooks")).toMatchObject({ state: "unsupported" });
      odd.scene.emulator.faults.clear();
      await odd.nextDay();
      const third = await odd.backup();
      expect(third.file("audiobooks")).toMatchObject({ state: "ok", entries: 0 });
    },
  );

  it("though an earlier snapshot has it is partial", async () => {
    const account = generateLibrary({ seed: 53, likes: 3, audiobooks: 2 });
    await using odd = await createOddScene([account]);
    await odd.backup();
    odd.scene.emulator.faults.add({
      ...{ path: "/me/audiobooks", times: ALWAYS },
      fault: fault.status(403),
    });
    await odd.nextDay();
    const run = await odd.backup();
    expect(run).toMatchObject({ exit: 3, metadata: { status: "partial" } });
    expect(run.file("audiobooks")).toMatchObject({ state: "stale", entries: 2 });
  });

  it("is never the likes", async () => {
    await using odd = await createOddScene([generateLibrary({ seed: 53, likes: 3 })]);
    odd.scene.emulator.faults.add({
      ...{ path: "/me/tracks", times: ALWAYS },
      fault: fault.status(403),
    });
    const run = await odd.backup("--include", "likes,albums");
    expect(run).toMatchObject({ exit: 3, metadata: { status: "partial" } });
    expect(run.file("likes")).toMatchObject({ state: "failed", error: "provider/forbidden" });
  });
});

describe("429 for ever, without a time to come back", () => {
  it.each([
    ["ten minutes", [], 10],
    ["as long as it is told", ["--max-wait", "2"], 2],
    ["not at all", ["--max-wait", "0"], 0],
  ])("is waited out for %s in all, then ends with what was read", async (_name, flags, minutes) => {
    const account = generateLibrary({ seed: 54, likes: 400 });
    await using odd = await createOddScene([account]);
    odd.scene.emulator.faults.add({
      ...{ path: "/me/tracks", after: 3, times: ALWAYS },
      fault: fault.rateLimit(null),
    });
    const start = odd.clock.now().getTime();
    const run = await odd.backup("--include", "likes", ...flags);
    const waited = odd.clock.now().getTime() - start;
    expect(run).toMatchObject({ exit: 6, metadata: { status: "partial" } });
    expect(run.stderr).toContain("[provider/rate-limited]");
    expect(waited).toBeLessThanOrEqual(minutes * MINUTE);
    expect(waited).toBeGreaterThanOrEqual((minutes * MINUTE) / 3);
    expect(run.file("likes")).toMatchObject({ state: "incomplete", entries: 150, total: 400 });
    expect(pathsOf(run).length).toBeLessThan(20);
  });

  it("ends a restore, too", async () => {
    const [source, target] = [generateLibrary({ seed: 54, likes: 90 }), createAccount("two")];
    await using odd = await createOddScene([source, target]);
    await odd.backup("--include", "likes");
    odd.scene.emulator.faults.add({
      ...{ method: "PUT", path: /tracks|library/, after: 1, times: ALWAYS },
      fault: fault.rateLimit(null),
    });
    const start = odd.clock.now().getTime();
    const run = await odd.restore("two", "--max-wait", "1");
    expect(run.exit).toBe(6);
    expect(odd.clock.now().getTime() - start).toBeLessThan(2 * MINUTE);
  });

  it("needs a number of minutes", async () => {
    await using odd = await createOddScene([createAccount("one")]);
    await odd.backup();
    const run = await odd.restore("one", "--max-wait", "soon");
    expect([run.exit, run.stderr]).toEqual([2, expect.stringContaining("[usage/max-wait]")]);
  });
});

describe("a backup with --max-requests", () => {
  it("ends with what it has, and the next run goes on at once", async () => {
    await using odd = await createOddScene([generateLibrary({ seed: 55, likes: 400 })]);
    const first = await odd.backup("--include", "likes", "--max-requests", "6");
    expect(first).toMatchObject({ exit: 6, metadata: { status: "partial" } });
    expect(first.stderr).toContain("[provider/max-requests]");
    // The sixth is the one for the login.
    expect(first.requests).toHaveLength(5);
    const second = await odd.backup("--include", "likes", "--max-requests", "12");
    expect(second).toMatchObject({ exit: 0, metadata: { status: "complete" } });
    expect(second.file("likes")).toMatchObject({ entries: 400 });
  });

  it("needs a number", async () => {
    await using odd = await createOddScene([createAccount("one")]);
    const { env } = odd.scene;
    const run = await runInProcess(["backup", "--out", "x", "--max-requests", "few"], env);
    expect([run.exit, run.stderr]).toEqual([2, expect.stringContaining("[usage/max-requests]")]);
  });
});

describe("an answer with nothing in it", () => {
  const HOLLOW: readonly (readonly [string, Fault])[] = [
    ["nothing", fault.status(200, "")],
    ["{}", fault.status(200, {})],
    ["null", fault.status(200, null)],
    ["a page of HTML", fault.html()],
  ];
  const PATHS = ["/api/token", "/me", "/me/tracks", "/me/playlists", "/me/following", /items$/];

  it.each(HOLLOW)("(%s) is asked for again, whatever it was for", async (_name, hollow) => {
    const account = generateLibrary({
      ...{ seed: 55, likes: 120, playlists: 2, itemsPerPlaylist: 60, artists: 3 },
    });
    await using odd = await createOddScene([account]);
    const planned = PATHS.map((path) => odd.scene.emulator.faults.add({ path, fault: hollow }));
    const run = await odd.backup();
    expect(planned.map((one) => one.fired())).toEqual(PATHS.map(() => 1));
    expect(run).toMatchObject({ exit: 0, stderr: "", metadata: { status: "complete" } });
    expect(run.file("likes")?.entries).toBe(120);
  });

  it("is an error of the provider if it comes every time", async () => {
    const account = generateLibrary({ seed: 55, likes: 3, albums: 3 });
    await using odd = await createOddScene([account]);
    odd.scene.emulator.faults.add({
      ...{ path: "/me/tracks", times: ALWAYS },
      fault: fault.status(200, {}),
    });
    const run = await odd.backup("--include", "likes,albums");
    expect(run).toMatchObject({ exit: 3, metadata: { status: "partial" } });
    expect(run.file("likes")).toMatchObject({ state: "failed", error: "http/bad-answer" });
    expect(run.file("albums")).toMatchObject({ state: "ok", entries: 3 });
  });
});

describe("a playlist that is not found", () => {
  it("is not looked for under a retired name", async () => {
    const account = generateLibrary({ seed: 56, playlists: 3, itemsPerPlaylist: 5 });
    await using odd = await createOddScene([account]);
    const id = account.playlists[0]?.id ?? "";
    odd.scene.emulator.faults.add({
      ...{ path: `/playlists/${id}/items`, times: ALWAYS },
      fault: fault.status(404),
    });
    const run = await odd.backup("--include", "playlists");
    expect(run.exit).toBe(3);
    expect(run.file(`playlist_${id}`)).toMatchObject({
      state: "failed",
      error: "provider/not-found",
    });
    expect(pathsOf(run).filter((path) => path.endsWith("/tracks"))).toEqual([]);
  });
});
