import { describe, expect, it } from "vitest";
import { cellAfter } from "../../web/parts/grid-keys.ts";
import { createRowCache, MOST_PAGES, PAGE_ROWS } from "../../web/parts/row-cache.ts";
import { commandFor } from "../../web/restore/command.ts";

describe("the keys of a grid", () => {
  it.each([
    ["ArrowDown", false, { row: 6, column: 2 }],
    ["PageDown", false, { row: 15, column: 2 }],
    ["PageUp", false, { row: 0, column: 2 }],
    ["Home", false, { row: 5, column: 0 }],
    ["End", true, { row: 99, column: 3 }],
  ])("%s leads on, and never out of it", (key, ctrlKey, expected) => {
    const size = { rows: 100, columns: 4, page: 10 };
    expect(cellAfter({ key, ctrlKey }, { row: 5, column: 2 }, size)).toEqual(expected);
  });
});

describe("the rows that the page holds", () => {
  it("are few, however far one scrolls, and each page is asked for once", async () => {
    const asked: number[] = [];
    let come = () => {};
    const cache = createRowCache(
      async (from, to) => {
        asked.push(from);
        return Array.from({ length: to - from }, (_, at) => from + at);
      },
      () => come(),
    );
    for (let page = 0; page <= MOST_PAGES; page += 1) {
      const loaded = new Promise<void>((resolve) => {
        come = resolve;
      });
      cache.need(page * PAGE_ROWS, page * PAGE_ROWS + 20);
      cache.need(page * PAGE_ROWS, page * PAGE_ROWS + 20);
      await loaded;
    }
    expect(asked).toHaveLength(MOST_PAGES + 1);
    expect(cache.at(0)).toBeUndefined();
    expect(cache.at(PAGE_ROWS + 7)).toBe(PAGE_ROWS + 7);
  });
});

describe("the command for a restore", () => {
  it("is safe to paste into a shell, whatever the folder is called", () => {
    const wanted = { place: "./a $(b) 'c'/", user: "u", snapshot: "s", only: [] };
    expect(commandFor({ ...wanted, isSameAccount: true })).toBe(
      String.raw`tracksafe restore './a $(b) '\''c'\''/u/s' --same-account`,
    );
  });
});
