import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Entry } from "../../src/model/records.ts";
import {
  createHistoryScene,
  libraryVersion,
  playlistVersion,
  track,
} from "../support/cli/history-scene.ts";
import { startChromium } from "../support/web/chromium.ts";
import { openHistoryPage } from "../support/web/history-page.ts";

let browser: Browser;

beforeAll(async () => {
  browser = await startChromium();
});

afterAll(() => browser.close());

const HOSTILE = `<img src=x onerror="document.title='taken'">\u202Egnp.exe`;
const GONE: Entry = {
  type: "unavailable",
  addedAt: null,
  known: track("Once there", "A band") as Exclude<Entry, { type: "unavailable" }>,
};
const LIKES = [
  ...Array.from({ length: 3000 }, (_, at) => track(`Song ${String(at).padStart(4, "0")}`)),
  GONE,
  track(HOSTILE, HOSTILE),
];
const LIBRARY = libraryVersion(LIKES, { mix: playlistVersion("Evening", [track("Dusk")]) });

describe("the screen of a snapshot", () => {
  it("shows the lists, and a long list row by row, sorted and filtered", async () => {
    await using scene = await createHistoryScene([LIBRARY]);
    await using history = await openHistoryPage(browser, scene.directory);
    const { page } = history;
    await history.go("Snapshot");

    const lists = page.getByRole("navigation", { name: "Lists" });
    await lists.getByRole("link", { name: "Likes" }).click();
    const grid = page.getByRole("grid", { name: "Entries" });
    await grid.getByText("Song 0000").waitFor();
    expect(await grid.getAttribute("aria-rowcount")).toBe("3003");
    expect(await grid.getByRole("row").count()).toBeLessThan(100);

    await grid.getByRole("gridcell", { name: "Song 0000" }).focus();
    await page.keyboard.press("Control+End");
    await grid.getByText("<img src=x").first().waitFor();
    await grid.getByRole("gridcell", { name: /Once there.*no longer available/ }).waitFor();
    expect(await page.evaluate("document.activeElement.getAttribute('role')")).toBe("gridcell");
    await page.keyboard.press("Control+Home");
    await grid.getByText("Song 0000").waitFor();

    await grid.getByRole("button", { name: "Title" }).click();
    await grid.getByRole("button", { name: "Title" }).click();
    await grid.getByRole("row", { name: /Song 2999/ }).waitFor();
    expect(await grid.getByRole("columnheader", { name: "Title" }).getAttribute("aria-sort")).toBe(
      "descending",
    );
    await page.getByRole("searchbox", { name: "Filter" }).fill("song 0042");
    await page.getByText("1 of 3,002 entries").waitFor();
    await grid.getByText("Song 0042").waitFor();

    await lists.getByRole("link", { name: "Evening" }).click();
    await grid.getByText("Dusk").waitFor();
    await page.getByText("by Me").waitFor();

    await page.getByRole("link", { name: "All of this snapshot" }).click();
    await page.getByRole("button", { name: "Check every byte" }).click();
    await page.getByText("Everything is unchanged since the backup.").waitFor();
    expect(await page.title()).toBe("tracksafe");
    expect(history.requests).toEqual([]);
  });
});
