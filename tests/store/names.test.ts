import { join, resolve } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  compareSnapshotNames,
  isSnapshotName,
  isUserName,
  requireContentName,
  requireFileName,
  requireSnapshotTime,
} from "../../src/store/names.ts";
import { appErrorOf } from "../support/app-error.ts";

describe("names", () => {
  it.each([
    "likes.json",
    "likes.001.json.gz.age",
    "playlist_37i9dQZF1DXcBWIGoYBM5M.json",
    "a",
    "0",
    "a".repeat(128),
  ])("takes %s for a file", (name) => {
    expect(() => requireFileName(name)).not.toThrow();
    expect(isUserName(name)).toBe(true);
  });

  it("never lets a name out of its directory", () => {
    const unit = fc.constantFrom(
      "a",
      "Z",
      "0",
      ".",
      "-",
      "_",
      "/",
      "\\",
      "~",
      ":",
      "\0",
      " ",
      "\n",
    );
    let taken = 0;
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 6 }), (name) => {
        if (!isUserName(name)) return;
        taken += 1;
        expect(resolve("/root", name)).toBe(`/root/${name}`);
        expect(join("/root", name, "x")).toBe(`/root/${name}/x`);
        expect(name).toMatch(/^[A-Za-z0-9][A-Za-z0-9._-]*$/);
      }),
      { numRuns: 5000 },
    );
    expect(taken).toBeGreaterThan(100);
  });

  it("says what is wrong without repeating it", async () => {
    const error = await appErrorOf(() => requireContentName("../AGE-SECRET"));
    expect(error).toMatchObject({ name: "StoreError", code: "store/bad-name" });
    expect(error.message).toBe("A store cannot hold a file of this name.");
    expect(error.hint).toMatch(/letters, digits/);
  });

  it.each([
    ["2026-11-22T03-17-00", true, true],
    ["2026-11-22T03-17-00-2", true, false],
    ["2026-11-22T03-17-00-10", true, false],
    ["2026-11-22T03-17-00-1", false, false],
    ["2026-11-22T03-17-00-0", false, false],
    ["2026-11-22T03-17-00-02", false, false],
    ["2026-11-22T03-17-00-", false, false],
    ["2026-11-22T03:17:00", false, false],
    ["2026-11-22", false, false],
    ["x2026-11-22T03-17-00", false, false],
    ["2026-11-22T03-17-00\n", false, false],
  ])("knows whether %j is a snapshot's, and a new one's", (name, snapshot, time) => {
    expect(isSnapshotName(name)).toBe(snapshot);
    if (time) requireSnapshotTime(name);
    else expect(() => requireSnapshotTime(name)).toThrow();
  });

  it("orders snapshots by time, then by number", () => {
    const sorted = [
      "2025-12-31T23-59-59",
      "2026-11-22T03-17-00",
      "2026-11-22T03-17-00-2",
      "2026-11-22T03-17-00-9",
      "2026-11-22T03-17-00-10",
      "2026-11-22T03-17-01",
    ];
    fc.assert(
      fc.property(fc.shuffledSubarray(sorted, { minLength: sorted.length }), (shuffled) => {
        expect([...shuffled].sort(compareSnapshotNames)).toEqual(sorted);
      }),
    );
  });
});
