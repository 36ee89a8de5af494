import { describe, expect, it } from "vitest";
import { createSelection, parseOnly, refuseNames } from "../../src/restore/selection.ts";
import { memoryLibrary } from "../support/restore/memory-library.ts";
import { createMemoryMusic } from "../support/restore/memory-music.ts";
import { createClock, plan, snapshotOf } from "../support/restore/memory-restore.ts";

const ID = "playlist_3KF3dtJg84HHDHg34ykqML";

describe("parseOnly", () => {
  it.each([
    ["", []],
    ["likes, Playlists", ["likes", "playlists"]],
    [`likes ${ID}`, ["likes", ID]],
    ["likes,Road trip 2026,", ["likes", "Road trip 2026"]],
    ['"Rock, Pop", albums', ["Rock, Pop", "albums"]],
    ['albums, "likes"', ["albums", "likes"]],
    ['The "best" of', ['The "best" of']],
    ["one\ntwo", ["one", "two"]],
  ])("reads %j", (text, words) => {
    expect(parseOnly(text)).toEqual(words);
  });
});

describe("a selection by name", () => {
  const { playlists } = memoryLibrary();
  const [name = ""] = playlists.map((one) => one.name);
  const planOf = (only: readonly string[], files: Record<string, Uint8Array> = {}) => {
    const clock = createClock();
    return plan(snapshotOf(memoryLibrary(), { files }), createMemoryMusic({ clock }), clock, {
      only,
    });
  };

  it("takes the playlists of that name, in whatever case, and the kinds beside it", async () => {
    const planned = await planOf(["albums", ` ${name.toUpperCase()}  `]);
    expect(planned.plan.collections.map(({ kind }) => kind)).toEqual(["albums"]);
    const names = planned.plan.playlists.map(({ wanted }) => wanted.source.playlist.name);
    expect([...new Set(names)]).toEqual([name]);
  });

  it("suggests the nearest name, by its letters or a part of it", async () => {
    const typo = `${name.slice(0, -1)}~`;
    for (const word of [typo, name.slice(-7).toUpperCase()]) {
      await expect(planOf([word])).rejects.toMatchObject({
        code: "usage/only",
        message: expect.stringContaining(`"${word}"`),
        hint: `Did you mean ${name}?`,
      });
    }
  });

  it("says nothing of damaged playlists that nobody named", async () => {
    const broken = { [`playlist_${playlists[1]?.id}.json`]: Buffer.from("no") };
    expect((await planOf([name], broken)).unusable).toEqual([]);
    expect((await planOf(["playlists"], broken)).unusable).toHaveLength(1);
  });

  it("is no selection of files that lie outside of playlists", () => {
    const selection = createSelection(["Road trip"]);
    expect(selection.mayHave("likes", "likes")).toBe(false);
    expect(selection.mayHave(ID, "playlists")).toBe(true);
    expect(selection.has(ID, "playlists")).toBe(false);
  });
});

describe("refuseNames", () => {
  it("repeats no name, and suggests the nearest kind", () => {
    expect(() => refuseNames(["likes", ID])).not.toThrow();
    const refused = (word: string) => {
      try {
        refuseNames([word]);
      } catch (error) {
        return error;
      }
      return null;
    };
    expect(refused("lieks")).toMatchObject({ code: "usage/only", hint: "Did you mean likes?" });
    expect(refused("My secret crush")).toMatchObject({
      message: expect.not.stringContaining("crush"),
      hint: expect.stringMatching(/^Give kinds or ids of files\. Kinds are likes, /),
    });
  });
});
