import { describe, expect, it } from "vitest";
import {
  type AccountState,
  addItems,
  createPlaylist,
  deletePlaylist,
  generateLibrary,
  type PlaylistState,
} from "../../emulator/index.ts";
import { restoreText } from "../../src/report/restore.ts";
import { contentOf, type Stage, setStage } from "../support/restore/stage.ts";
import { isWrite } from "../support/restore/trouble.ts";

const library = () => generateLibrary({ seed: 71, likes: 5, playlists: 4, itemsPerPlaylist: 30 });

const ADDED = { addedAt: "2026-11-22T12:01:00Z", addedBy: null };
const contentsOf = ({ items }: PlaylistState) => items.flatMap(({ content }) => content ?? []);
const namesOf = ({ playlists }: AccountState) => playlists.map(({ name }) => name);

/** The playlist that a restore makes first. */
function last({ account }: Stage): PlaylistState {
  const found = account.playlists.at(-1);
  if (found === undefined) throw new Error("a playlist is needed");
  return found;
}

/** Begins a copy of it, as another restore does. */
function beginCopy(stage: Stage, addedAt = "2026-11-22T12:00:00Z"): PlaylistState {
  const { name, description, collaborative, items } = last(stage);
  const begun = items.slice(0, 3).map((item) => ({ ...item, addedAt }));
  return createPlaylist(stage.target, { name, description, collaborative, items: begun });
}

describe("restores into one account at the same time", () => {
  it("restores that all begin at once end with exit 11, and say which copies to delete", async () => {
    await using stage = await setStage(library(), { visibilityLagMs: 2000 });
    const source = await stage.snapshot();
    const planned = await Promise.all(Array.from({ length: 6 }, () => stage.plan(source)));
    const results = await Promise.all(planned.map((each) => each.apply()));
    expect(stage.target.playlists).toHaveLength(24);
    for (const { status, error, doubles } of results) {
      expect(status).toBe("partial");
      expect(error?.code).toBe("restore/concurrent");
      expect(doubles.length).toBeGreaterThan(0);
    }
    // Each run names the same ones, as far as it saw them; together they name all but one of each.
    const removed = results.flatMap(({ doubles }) => doubles).flatMap((one) => one.remove);
    for (const { id } of removed) deletePlaylist(stage.target, id);
    expect(namesOf(stage.target)).toEqual(namesOf(stage.account));
    await stage.clock.advance(5000);
    expect(await stage.restore(source)).toMatchObject({ status: "complete", doubles: [] });
    expect(contentOf(stage.target)).toEqual(contentOf(stage.account));
  });

  it("names every copy with its link in the report", async () => {
    await using stage = await setStage(library());
    const source = await stage.snapshot();
    const planned = await stage.plan(source);
    const off = stage.emulator.onRequest((record) => {
      if (!isWrite(record) || record.path !== "/me/playlists") return;
      off();
      beginCopy(stage);
    });
    const result = await planned.apply();
    expect(result.error?.code).toBe("restore/concurrent");
    const [first, ...others] = result.doubles;
    expect(others).toEqual([]);
    expect(first?.title).toBe(last(stage).name);
    const text = restoreText(result);
    for (const { id, link } of first?.remove ?? []) {
      expect(link).toBe(`https://open.spotify.com/playlist/${id}`);
      expect(text).toContain(`    ${last(stage).name}: ${link}\n`);
    }
    expect(first?.remove).toHaveLength(1);
  });

  it("a restore that began after the plan of another makes that one stop before it makes a playlist", async () => {
    await using stage = await setStage(library());
    const source = await stage.snapshot();
    const planned = await stage.plan(source);
    beginCopy(stage);
    const result = await planned.apply();
    expect(result).toMatchObject({ status: "partial", doubles: [] });
    expect(result.error?.code).toBe("restore/concurrent");
    expect(stage.counts()["POST /me/playlists"]).toBeUndefined();
    expect(stage.target.playlists).toHaveLength(1);
  });

  it("a restore stops before it fills a playlist that another one has filled meanwhile", async () => {
    await using stage = await setStage(library());
    const source = await stage.snapshot();
    await stage.clock.advance(60_000);
    const copy = beginCopy(stage, "2026-11-22T12:01:00Z");
    const planned = await stage.plan(source);
    expect(planned.plan.playlists.map(({ action }) => action)).toContain("fill");
    addItems(copy, contentsOf(last(stage)).slice(3, 5), ADDED);
    const result = await planned.apply();
    expect(result.error?.code).toBe("restore/concurrent");
    expect(stage.writes().filter((each) => each.includes("playlists"))).toEqual([]);
    expect(copy.items).toHaveLength(5);
  });

  it("say so when a playlist got more than was put in", async () => {
    await using stage = await setStage(library());
    const source = await stage.snapshot();
    const planned = await stage.plan(source);
    const off = stage.emulator.onRequest((record) => {
      if (!isWrite(record) || !record.path.endsWith("/items")) return;
      off();
      const [made] = stage.target.playlists;
      if (made) addItems(made, contentsOf(last(stage)).slice(0, 1), ADDED);
    });
    const result = await planned.apply();
    expect(result.status).toBe("partial");
    expect(result.files.filter(({ failed }) => failed === "restore/changed")).toHaveLength(1);
  });

  it("leave a playlist alone that is only called the same", async () => {
    await using stage = await setStage(library());
    const source = await stage.snapshot();
    const planned = await stage.plan(source);
    createPlaylist(stage.target, { name: last(stage).name, description: "something of my own" });
    expect(await planned.apply()).toMatchObject({ status: "complete", doubles: [] });
  });
});
