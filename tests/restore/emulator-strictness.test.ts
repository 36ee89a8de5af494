import { describe, expect, it } from "vitest";
import {
  type AccountState,
  createPlaylist,
  deletePlaylist,
  fault,
  generateLibrary,
  type PlaylistState,
  unlike,
  uriOf,
} from "../../emulator/index.ts";
import { createMemoryJournal } from "../support/restore/memory-restore.ts";
import { befall, TROUBLES } from "../support/restore/request-trouble.ts";
import { accountContent, createRestoreScene, type RestoreScene } from "../support/restore/scene.ts";

const SPEC = { seed: 21, playlists: 2, itemsPerPlaylist: 150, followed: 1 };
const ITEMS = /^\/playlists\/\w+\/items$/;

function failuresOf({ files }: { files: readonly { title: string; failed: string | null }[] }) {
  return files.flatMap(({ title, failed }) => (failed === null ? [] : `${title} ${failed}`));
}

function own({ id, playlists }: AccountState): PlaylistState[] {
  return playlists.filter(({ ownerId }) => ownerId === id);
}

/** Calls `act` when the request with this number, from 1, adds items. */
function whenAdding({ emulator }: RestoreScene, number: number, act: (id: string) => void): void {
  let seen = 0;
  emulator.onRequest(({ method, path }) => {
    if (method !== "POST" || !ITEMS.test(path)) return;
    seen += 1;
    if (seen === number) act(path.split("/")[2] ?? "");
  });
}

describe("a playlist that its owner deletes while it is restored", () => {
  it.each([true, false])("is not taken for restored; journal kept: %s", async (keeps) => {
    await using scene = await createRestoreScene(generateLibrary(SPEC));
    const source = await scene.snapshot();
    const [first] = own(scene.account);
    const journal = keeps ? createMemoryJournal() : null;
    // Spotify answers 201 all the same.
    whenAdding(scene, 4, (id) => deletePlaylist(scene.target, id));
    const result = await scene.restore(source, { journal });
    expect(result.status).toBe("partial");
    expect(failuresOf(result)).toEqual([`${first?.name} restore/not-saved`]);
    expect(scene.target.deletedPlaylists[0]?.items).toHaveLength(150);
    await scene.clock.advance(60_000);
    const again = await scene.restore(source, { journal });
    expect(again).toMatchObject({ status: "complete", added: 150 });
    expect(accountContent(scene.target)).toEqual(accountContent(scene.account));
  });

  it("is not taken for one that the list does not show yet", async () => {
    await using scene = await createRestoreScene(
      generateLibrary({ ...SPEC, playlists: 1, followed: 0 }),
    );
    const source = await scene.snapshot();
    const journal = createMemoryJournal();
    const pending = befall(scene, 1, TROUBLES["the death of the process"]);
    const { signal } = pending;
    await scene.restore(source, { journal: pending.journal(journal), signal });
    pending.end();
    const [made] = scene.target.playlists;
    deletePlaylist(scene.target, made?.id ?? "");
    const result = await scene.restore(source, { journal });
    expect(result.status).toBe("partial");
    expect(failuresOf(result)).toEqual([`${made?.name} restore/not-saved`]);
    await scene.clock.advance(60_000);
    expect(await scene.restore(source, { journal })).toMatchObject({ status: "complete" });
    expect(accountContent(scene.target)).toEqual(accountContent(scene.account));
  });
});

describe("items that Spotify accepts", () => {
  it.each([true, false])(
    "are noticed and put back when Spotify loses them; journal: %s",
    async (keeps) => {
      await using scene = await createRestoreScene(generateLibrary({ ...SPEC, followed: 0 }), {
        visibilityLagMs: 2000,
      });
      const source = await scene.snapshot();
      const [first] = own(scene.account);
      const journal = keeps ? createMemoryJournal() : null;
      // Three items of the first hundred, while the second playlist is filled.
      whenAdding(scene, 4, () => {
        const made = scene.target.playlists.at(-1);
        if (made) made.items = made.items.toSpliced(40, 3);
      });
      const result = await scene.restore(source, { journal });
      expect(result.status).toBe("partial");
      const [, second] = own(scene.account);
      expect(failuresOf(result)).toEqual([`${second?.name} restore/not-saved`]);
      await scene.clock.advance(5000);
      expect(await scene.restore(source, { journal })).toMatchObject({
        status: "complete",
        added: 3,
      });
      expect(accountContent(scene.target)).toEqual(accountContent(scene.account));
      expect(first?.items).toHaveLength(150);
    },
  );
});

describe("an empty playlist of the person's own", () => {
  it("is not taken for the one that was being made when the process died", async () => {
    await using scene = await createRestoreScene(
      generateLibrary({ ...SPEC, playlists: 1, followed: 0 }),
    );
    const source = await scene.snapshot();
    const [list] = own(scene.account);
    const mine = createPlaylist(scene.target, { name: list?.name ?? "", description: "Mine" });
    const journal = createMemoryJournal();
    const pending = befall(scene, 0, TROUBLES["the death of the process"]);
    const { signal } = pending;
    await scene.restore(source, { journal: pending.journal(journal), signal });
    pending.end();
    await scene.restore(source, { journal });
    expect(mine.items).toEqual([]);
    const { playlists } = accountContent(scene.target);
    expect(playlists[0]).toEqual(accountContent(scene.account).playlists[0]);
    expect(scene.target.playlists.map(({ id }) => id).lastIndexOf(mine.id)).toBe(1);
  });
});

describe("an unfinished copy", () => {
  it("the copy of one playlist is not taken for an empty one of the same name", async () => {
    const library = generateLibrary({ ...SPEC, followed: 0 });
    const [first, second] = own(library);
    if (!first || !second) throw new Error("two playlists are needed");
    Object.assign(first, { name: second.name, description: "Nothing", items: [] });
    Object.assign(second, { description: "Everything" });
    await using scene = await createRestoreScene(library);
    const source = await scene.snapshot();
    const pending = befall(scene, 1, TROUBLES["the death of the process"]);
    const { signal } = pending;
    await scene.restore(source, { signal });
    pending.end();
    expect(own(scene.target).map(({ items }) => items.length)).toEqual([0]);
    await scene.restore(source);
    expect(accountContent(scene.target)).toEqual(accountContent(scene.account));
  });
});

describe("a list of playlists", () => {
  it("a list of playlists that cannot be read at the end leaves it open whether everything is there", async () => {
    await using scene = await createRestoreScene(generateLibrary(SPEC));
    const source = await scene.snapshot();
    whenAdding(scene, 4, () =>
      scene.emulator.faults.add({
        path: "/me/playlists",
        times: Number.POSITIVE_INFINITY,
        fault: fault.status(500),
      }),
    );
    const result = await scene.restore(source);
    expect(result.status).toBe("partial");
    expect(failuresOf(result).map((line) => line.split(" ").at(-1))).toEqual(
      Array(3).fill("provider/unavailable"),
    );
    scene.emulator.faults.clear();
    const again = await scene.restore(source);
    expect(again).toMatchObject({ status: "complete", added: 0 });
    expect(accountContent(scene.target)).toEqual(accountContent(scene.account));
  });
});

describe("a description", () => {
  it.each(["refused", "lost"] as const)("that is too long is cut, not %s", async (how) => {
    const source = generateLibrary(SPEC);
    const [first, second] = own(source);
    if (!first || !second) throw new Error("two playlists are needed");
    const long = `${"Words & more <words>. ".repeat(20)}\r\nAnd a second line.`;
    Object.assign(first, { description: long });
    Object.assign(second, { description: null, name: "N".repeat(140) });
    await using scene = await createRestoreScene(source, { longDescriptions: how });
    const result = await scene.restore(await scene.snapshot());
    expect(result).toMatchObject({ status: "complete" });
    const descriptions = own(scene.target).map(({ description }) => description);
    expect(descriptions[0]).toHaveLength(300);
    expect(long.replaceAll("\r\n", " ").startsWith(descriptions[0] ?? "?")).toBe(true);
    expect(descriptions[1]).toBe("");
    expect(own(scene.target).map(({ name }) => name)).toEqual([first.name, "N".repeat(100)]);
  });

  it("a description that Spotify lost is set by the next run, and an empty one is never sent", async () => {
    const source = generateLibrary(SPEC);
    const [first, second] = own(source);
    if (!first || !second) throw new Error("two playlists are needed");
    Object.assign(first, { description: "Kept", collaborative: true, public: false });
    Object.assign(second, { description: "", collaborative: true, public: false });
    await using scene = await createRestoreScene(source);
    const snapshot = await scene.snapshot();
    await scene.restore(snapshot);
    for (const each of own(scene.target)) {
      Object.assign(each, { description: "", collaborative: false });
    }
    const before = scene.writes().length;
    const result = await scene.restore(snapshot);
    expect(result).toMatchObject({ status: "complete", added: 0 });
    expect(scene.writes().slice(before)).toEqual(Array(2).fill("PUT /playlists/…"));
    expect(accountContent(scene.target)).toEqual(accountContent(scene.account));
  });
});

describe("likes that Spotify accepts", () => {
  const LIKES = generateLibrary({ seed: 22, likes: 90 });

  it.each([
    ["but gives the present for a date", "undated", 3],
    ["and does nothing about, where they have dates", "ignored", 3],
  ] as const)("%s, are put back in batches, and that is said", async (_, how, batches) => {
    await using scene = await createRestoreScene(LIKES, {
      timestampedIds: how,
      visibilityLagMs: 2000,
    });
    const result = await scene.restore(await scene.snapshot());
    expect(result).toMatchObject({ status: "complete", likes: "batches", added: 90 });
    expect(accountContent(scene.target).likes).toEqual(accountContent(scene.account).likes);
    expect(scene.writes()).toEqual(["PUT /me/tracks", ...Array(batches).fill("PUT /me/library")]);
  });

  it.each([true, false])(
    "are noticed and put back when Spotify loses them; journal: %s",
    async (keeps) => {
      await using scene = await createRestoreScene(LIKES);
      const journal = keeps ? createMemoryJournal() : null;
      const source = await scene.snapshot();
      const [lost] = scene.account.likes.slice(60, 61).map(({ track }) => uriOf(track));
      let batches = 0;
      const stop = scene.emulator.onRequest(({ method, path }) => {
        if (method !== "PUT" || path !== "/me/library") return;
        batches += 1;
        if (batches === 3) unlike(scene.target, [lost ?? ""]);
      });
      const result = await scene.restore(source, { journal });
      stop();
      expect(result).toMatchObject({ status: "partial", added: 89 });
      expect(result.files.find(({ file }) => file === "likes")?.failed).toBe("restore/not-saved");
      const again = await scene.restore(source, { journal });
      expect(again).toMatchObject({ status: "complete", added: 1, present: 89 });
      expect(new Set(accountContent(scene.target).likes)).toEqual(
        new Set(accountContent(scene.account).likes),
      );
    },
  );
});
