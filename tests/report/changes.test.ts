import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { changesOf } from "../../src/report/changes.ts";
import { fileOf, sealedFileOf } from "./files.ts";

describe("changesOf", () => {
  it("counts what was added, changed, removed and left, kind by kind", () => {
    const before = [
      fileOf("likes", ["a"], { entries: 10 }),
      fileOf("playlist_1", ["a"], { entries: 3 }),
      fileOf("playlist_2", ["b"], { entries: 4 }),
      fileOf("playlist_3", ["c"], { entries: 5 }),
    ];
    const after = [
      fileOf("likes", ["a"], { entries: 10 }),
      fileOf("playlist_1", ["a"], { entries: 3 }),
      fileOf("playlist_2", ["b2"], { entries: 6 }),
      fileOf("playlist_4", ["d"], { entries: 1 }),
    ];
    expect(changesOf(after, before)).toEqual({
      changed: true,
      kinds: [
        { kind: "likes", added: 0, changed: 0, removed: 0, unchanged: 1, before: 10, after: 10 },
        {
          kind: "playlists",
          added: 1,
          changed: 1,
          removed: 1,
          unchanged: 1,
          before: 12,
          after: 10,
        },
      ],
    });
  });

  it("takes all for new when there is no snapshot before", () => {
    const { changed, kinds } = changesOf([fileOf("likes", ["a"], { entries: 2 })], null);
    expect(changed).toBe(true);
    expect(kinds).toEqual([
      { kind: "likes", added: 1, changed: 0, removed: 0, unchanged: 0, before: 0, after: 2 },
    ]);
  });

  it("sees through sealing: the same content sealed again is no change", () => {
    const before = [sealedFileOf("likes", ["a", "b"], "first")];
    expect(changesOf([sealedFileOf("likes", ["a", "b"], "second")], before).changed).toBe(false);
    expect(changesOf([sealedFileOf("likes", ["a", "c"], "first")], before).changed).toBe(true);
    expect(changesOf([sealedFileOf("likes", ["a"], "first")], before).changed).toBe(true);
  });

  it("does not count the sealed index, which follows the other files", () => {
    expect(changesOf([fileOf("index", ["new"])], [fileOf("index", ["old"])])).toEqual({
      changed: false,
      kinds: [],
    });
  });

  it.each(["stale", "incomplete", "failed"] as const)("takes a %s file for no change", (state) => {
    const before = [fileOf("likes", ["a"]), fileOf("playlist_1", ["b"])];
    const left = state === "stale" ? ["a"] : [];
    const after = [fileOf("likes", left, { state }), fileOf("playlist_1", ["b"])];
    expect(changesOf(after, before)).toMatchObject({
      changed: false,
      kinds: [
        { kind: "likes", unchanged: 1 },
        { kind: "playlists", unchanged: 1 },
      ],
    });
  });

  it("takes a file that is read for the first time for new, though it was expected before", () => {
    const before = [fileOf("likes", [], { state: "failed" })];
    expect(changesOf([fileOf("likes", ["a"])], before).kinds).toMatchObject([
      { added: 1, changed: 0 },
    ]);
  });

  it("accounts for every file of the snapshot before, and finds none between equal ones", () => {
    const library = fc.uniqueArray(
      fc.record({ id: fc.nat(9).map((n) => `playlist_${n}`), content: fc.constantFrom("a", "b") }),
      { selector: ({ id }) => id, minLength: 1 },
    );
    const files = (all: readonly { id: string; content: string }[]) =>
      all.map(({ id, content }) => fileOf(id, [content]));
    fc.assert(
      fc.property(library, library, (then, now) => {
        const { changed, kinds } = changesOf(files(now), files(then));
        const [{ added, changed: altered, removed, unchanged } = expect.fail("a kind")] = kinds;
        expect(removed + altered + unchanged).toBe(then.length);
        expect(added + altered + unchanged).toBe(now.length);
        const key = (all: typeof then) => all.map(({ id, content }) => id + content).sort();
        expect(changed).toBe(key(then).join() !== key(now).join());
      }),
    );
  });
});
