import { describe, expect, it } from "vitest";
import { namesLike, nearestHint, parseAddress } from "../../src/history/address.ts";

const USER = "0011223344556677";
const NAME = "2026-10-03T03-17-00";
const NAMES = ["2026-09-30T03-17-00", NAME, `${NAME}-2`, "2026-11-22T03-17-00"];

describe("parseAddress", () => {
  it.each([
    ["latest", {}],
    ["Latest", {}],
    ["", {}],
    [NAME, { name: NAME }],
    [`${NAME}-2`, { name: `${NAME}-2` }],
    [NAME.toLowerCase(), { name: NAME }],
    [` ${NAME}/ `, { name: NAME }],
    ["2026-10", { name: "2026-10" }],
    [USER, { user: USER }],
    [`${USER}/`, { user: USER }],
    [`backups/${USER}/latest`, { user: USER }],
    [`${USER}/${NAME}`, { user: USER, name: NAME }],
    [`imported/${NAME}`, { user: "imported", name: NAME }],
    [`backups/${USER}/${NAME}`, { user: USER, name: NAME }],
    [`/backups/${USER}/${NAME}/`, { user: USER, name: NAME }],
    [`somebody/music/backups/${USER}/${NAME}`, { user: USER, name: NAME }],
    [`github:somebody/music/${USER}/2026-10`, { user: USER, name: "2026-10" }],
    [`SOMEBODY/MUSIC/BACKUPS/${USER}/${NAME.toLowerCase()}//`, { user: USER, name: NAME }],
    [`https://github.example/a/b/tree/backups/backups/${USER}/${NAME}`, { user: USER, name: NAME }],
    [`0011/${NAME}`, { user: "0011", name: NAME }],
  ])("understands %j", (text, parts) => {
    expect(parseAddress(text)).toEqual(parts);
  });
});

describe("namesLike", () => {
  it.each([
    [NAME, [NAME]],
    ["2026-10", [NAME, `${NAME}-2`]],
    ["2026-11", ["2026-11-22T03-17-00"]],
    ["2025", []],
    ["", []],
  ])("finds those that %j stands for", (text, found) => {
    expect(namesLike(NAMES, text)).toEqual(found);
  });
});

describe("nearestHint", () => {
  it.each([
    ["2026-10-03T03-17-01", "The nearest ones are 2026-09-30T03-17-00, 2026-10-03T03-17-00, "],
    ["2026-12-31", "2026-11-22T03-17-00."],
    ["2026-13-01T00", "2026-11-22T03-17-00."],
    ["YESTERDAY", "The newest ones are 2026-10-03T03-17-00, 2026-10-03T03-17-00-2, 2026-11-22"],
    ["", "The newest ones are"],
  ])("suggests for %j", (text, hint) => {
    expect(nearestHint(NAMES, text)).toContain(hint);
  });

  it("says so where there is nothing to suggest", () => {
    expect(nearestHint([], NAME)).toBe("No snapshots exist.");
  });
});
