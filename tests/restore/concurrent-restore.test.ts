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
import { isWrite } from "../support/restore/request-trouble.ts";
import { accountContent, createRestoreScene, type RestoreScene } from "../support/restore/scene.ts";

const library = () => generateLibrary({ seed: 71, likes: 5, playlists: 4, itemsPerPlaylist: 30 });

const ADDED = { addedAt: "2026-11-22T12:01:00Z", addedBy: null };
const contentsOf = ({ items }: PlaylistState) => items.flatMap(({ content }) => content ?? []);
const namesOf = ({ playlists }: AccountState) => playlists.map(({ name }) => name);

/** The playlist that a restore makes first. */
function last({ account }: RestoreScene): PlaylistState {
  const found = account.playlists.at(-1);
  if (found === undefined) throw new Error("a playlist is needed");
  return found;
}

/** Begins a copy of it, as another restore does. */
function beginCopy(scene: RestoreScene, addedAt = "2026-11-22T12:00:00Z"): PlaylistState {
  const { name, description, collaborative, items } = last(scene);
  const begun = items.slice(0, 3).map((item) => ({ ...item, addedAt }));
  return createPlaylist(scene.target, { name, description, collaborative, items: begun });
}

describe("restores into one account at the same time", () => {
  it("restores that all begin at once end with exit 11, and say which copies to delete", async () => {
    await using scene = await createRestoreScene(library(), { visibilityLagMs: 2000 });
    const source = await scene.snapshot();
    const planned = await Promise.all(Array.from({ length: 6 }, () => scene.plan(source)));
    const results = await Promise.all(planned.map((each) => each.apply()));
    expect(scene.target.playlists).toHaveLength(24);
    for (const { status, error, doubles } of results) {
      expect(status).toBe("partial");
      expect(error?.code).toBe("restore/concurrent");
      expect(doubles.length).toBeGreaterThan(0);
    }
    // Each run names the same ones, as far as it saw them; together they name all but one of each.
    const removed = results.flatMap(({ doubles }) => doubles).flatMap((one) => one.remove);
    for (const { id } of removed) deletePlaylist(scene.target, id);
    expect(namesOf(scene.target)).toEqual(namesOf(scene.account));
    await scene.clock.advance(5000);
    expect(await scene.restore(source)).toMatchObject({ status: "complete", doubles: [] });
    expect(accountContent(scene.target)).toEqual(accountContent(scene.account));
  });

  it("names every copy with its link in the report", async () => {
    await using scene = await createRestoreScene(library());
    const source = await scene.snapshot();
    const planned = await scene.plan(source);
    const off = scene.emulator.onRequest((record) => {
      if (!isWrite(record) || record.path !== "/me/playlists") return;
      off();
      beginCopy(scene);
    });
    const result = await planned.apply();
    expect(result.error?.code).toBe("restore/concurrent");
    const [first, ...others] = result.doubles;
    expect(others).toEqual([]);
    expect(first?.title).toBe(last(scene).name);
    const text = restoreText(result);
    for (const { id, link } of first?.remove ?? []) {
      expect(link).toBe(`https://open.spotify.com/playlist/${id}`);
      expect(text).toContain(`    ${last(scene).name}: ${link}\n`);
    }
    expect(first?.remove).toHaveLength(1);
  });

  it("a restore that began after the plan of another makes that one stop before it makes a playlist", async () => {
    await using scene = await createRestoreScene(library());
    const source = await scene.snapshot();
    const planned = await scene.plan(source);
    beginCopy(scene);
    const result = await planned.apply();
    expect(result).toMatchObject({ status: "partial", doubles: [] });
    expect(result.error?.code).toBe("restore/concurrent");
    expect(scene.counts()["POST /me/playlists"]).toBeUndefined();
    expect(scene.target.playlists).toHaveLength(1);
  });

  it("a restore stops before it fills a playlist that another one has filled meanwhile", async () => {
    await using scene = await createRestoreScene(library());
    const source = await scene.snapshot();
    await scene.clock.advance(60_000);
    const copy = beginCopy(scene, "2026-11-22T12:01:00Z");
    const planned = await scene.plan(source);
    expect(planned.plan.playlists.map(({ action }) => action)).toContain("fill");
    addItems(copy, contentsOf(last(scene)).slice(3, 5), ADDED);
    const result = await planned.apply();
    expect(result.error?.code).toBe("restore/concurrent");
    expect(scene.writes().filter((each) => each.includes("playlists"))).toEqual([]);
    expect(copy.items).toHaveLength(5);
  });

  it("say so when a playlist got more than was put in", async () => {
    await using scene = await createRestoreScene(library());
    const source = await scene.snapshot();
    const planned = await scene.plan(source);
    const off = scene.emulator.onRequest((record) => {
      if (!isWrite(record) || !record.path.endsWith("/items")) return;
      off();
      const [made] = scene.target.playlists;
      if (made) addItems(made, contentsOf(last(scene)).slice(0, 1), ADDED);
    });
    const result = await planned.apply();
    expect(result.status).toBe("partial");
    expect(result.files.filter(({ failed }) => failed === "restore/changed")).toHaveLength(1);
  });

  it("leave a playlist alone that is only called the same", async () => {
    await using scene = await createRestoreScene(library());
    const source = await scene.snapshot();
    const planned = await scene.plan(source);
    createPlaylist(scene.target, { name: last(scene).name, description: "something of my own" });
    expect(await planned.apply()).toMatchObject({ status: "complete", doubles: [] });
  });
});
