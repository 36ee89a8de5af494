import { pathToFileURL } from "node:url";
import type { Browser, Locator } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { jpegNamed } from "../../emulator/image.ts";
import { PAGE } from "../../tools/web.ts";
import { isLong } from "../support/seeds.ts";
import { startChromium } from "../support/web/chromium.ts";
import { openHistoryPage } from "../support/web/history-page.ts";
import { livedInLibraries, WITH_COVER } from "../support/web/lived-in-library.ts";
import { lookAt, NOTHING_WRONG } from "../support/web/look.ts";
import { visitScreens } from "../support/web/screens.ts";
import { createSealedHistory, type SealedHistory } from "../support/web/sealed-history.ts";

let browser: Browser;
let history: SealedHistory;

beforeAll(async () => {
  const covers = new Map([[WITH_COVER, jpegNamed("cover")]]);
  [browser, history] = await Promise.all([
    startChromium(),
    createSealedHistory(livedInLibraries().slice(-3), { covers }),
  ]);
});

afterAll(async () => {
  await browser.close();
  await history[Symbol.asyncDispose]();
});

/** The looks of a page: both color schemes, and both as narrow as a phone and as wide as a desktop. */
const LOOKS = [
  [
    ["light", 360],
    ["dark", 1280],
  ],
  [
    ["dark", 360],
    ["light", 1280],
  ],
] as const;

/** More than the places at which the keyboard stops on any screen. */
const MOST_TABS = 80;
const TOUR = { playlist: "Sunday morning, slowly", words: "quist" };

describe("the screens of a history", () => {
  it("can be used by anybody: light and dark, narrow and wide", async () => {
    await using context = await browser.newContext();
    const page = await context.newPage();
    const seen: string[] = [];
    for await (const screen of visitScreens(page, history, TOUR)) {
      // The steps of making a key have a test of their own.
      if (screen === "make-key") continue;
      seen.push(screen);
      // In the usual run one screen has one pair of looks, and the next one the other pair.
      const looks = isLong() ? LOOKS.flat() : (LOOKS[seen.length % 2] ?? []);
      for (const [colorScheme, width] of looks) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 740 });
        expect({ screen, colorScheme, width, ...(await lookAt(page)) }).toEqual({
          ...{ screen, colorScheme, width },
          ...NOTHING_WRONG,
        });
      }
    }
    expect(seen).toHaveLength(8);
  });

  it("are used with the keyboard alone, from the folder to the command of a restore", async () => {
    await using context = await browser.newContext({ viewport: { width: 1280, height: 740 } });
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    const page = await context.newPage();
    const { keyboard } = page;
    const tabTo = async (target: Locator, key = "") => {
      for (let tabs = 0; tabs < MOST_TABS; tabs += 1) {
        if ((await page.locator(":focus").and(target).count()) > 0) {
          if (key !== "") await keyboard.press(key);
          return;
        }
        await keyboard.press("Tab");
      }
      throw new Error(`the keyboard does not get to ${target}`);
    };
    const link = (name: string) => page.getByRole("link", { name, exact: true });
    const button = (name: string) => page.getByRole("button", { name, exact: true });
    const isFocused = (name: string) =>
      page.getByRole("heading", { name }).and(page.locator(":focus")).waitFor();

    await page.goto(pathToFileURL(PAGE).href);
    await page.getByRole("navigation").waitFor();
    const asked = page.waitForEvent("filechooser");
    await tabTo(page.getByLabel("Choose a folder"), "Enter");
    await (await asked).setFiles(history.directory);
    await isFocused("Unlock with your key");
    await tabTo(page.getByRole("textbox", { name: "Key" }));
    await keyboard.insertText(history.key.secret.reveal());
    await tabTo(button("Unlock"), "Enter");
    await isFocused("Timeline");

    await tabTo(page.locator(".card a").first(), "Enter");
    await isFocused("Snapshot of");
    await tabTo(link(TOUR.playlist), "Enter");
    await tabTo(page.getByRole("searchbox", { name: "Filter" }));
    await keyboard.type("a");
    await tabTo(button("Artists"), "Enter");
    const cells = page.getByRole("gridcell");
    await cells.filter({ hasText: "Fenwick" }).waitFor();
    await tabTo(cells.first());
    await keyboard.press("ArrowDown");
    await keyboard.press("ArrowRight");
    await page.locator('[aria-rowindex="3"] .title:focus').waitFor();
    await tabTo(page.getByLabel("Format"));
    await keyboard.press("X");
    const started = page.waitForEvent("download");
    await tabTo(button("Export"), "Enter");
    expect((await started).suggestedFilename()).toBe(`${TOUR.playlist}.xspf`);

    await tabTo(link("Compare"), "Enter");
    await page.getByText(/^Likes: \d+ added/i).waitFor();
    await tabTo(page.getByLabel("From"), "ArrowDown");
    await tabTo(page.locator("summary", { hasText: /^playlist Kitchen/ }), "Enter");
    await page.locator("details[open] li", { hasText: "+" }).first().waitFor();

    await tabTo(link("Restore preview"), "Enter");
    await tabTo(page.getByLabel("Restore the snapshot of"), "ArrowDown");
    await page.getByRole("heading", { name: "What would be added" }).waitFor();
    await tabTo(page.getByRole("radio", { name: "Everything" }), "ArrowDown");
    await tabTo(page.getByRole("checkbox", { name: /^Likes/ }), "Space");
    await page.getByRole("row", { name: /^likes 0 1,191 0/ }).waitFor();
    await tabTo(button("Copy the command"), "Enter");
    await page.getByText("Copied.").waitFor();
    expect(await page.evaluate("navigator.clipboard.readText()")).toMatch(
      /^tracksafe restore \S+ --only likes$/,
    );
    await tabTo(button("Lock"), "Enter");
    await isFocused("Unlock with your key");
  });

  it("show all that is known of playlists and entries, also of those that Spotify withholds", async () => {
    await using opened = await openHistoryPage(browser, history.directory);
    const { page } = opened;
    await opened.unlock(history.key.secret.reveal());
    await opened.go("Snapshot");
    const lists = page.getByRole("navigation", { name: "Lists" });
    const list = (name: string) => lists.getByRole("link", { name, exact: true }).click();
    const cell = (name: RegExp) => page.getByRole("gridcell", { name }).waitFor();

    await list("Sunday morning, slowly");
    await page.getByText("Coffee first. No drums before eleven.").waitFor();
    await page.locator("img.cover[src^='blob:']").waitFor();
    expect(await page.evaluate("document.querySelector('.cover').decode()")).toBe(undefined);

    await list("For mum's 60th");
    await page.getByText("by Robin · private · collaborative").waitFor();
    expect(await page.locator("img.cover").count()).toBe(0);
    await page.getByRole("gridcell").first().focus();
    await page.keyboard.press("Control+End");
    await cell(/^Nothing is known of it\s*no longer available$/);
    await cell(/^Grandpa's answering machine, 1997\s*local file$/);

    await list("Deep focus");
    await page.getByText("by Spotify · private · followed").waitFor();
    await page.getByText("Spotify did not show what is in this playlist.").waitFor();
    expect(await page.getByRole("grid").count()).toBe(0);
    const link = page.getByRole("link", { name: "Open in Spotify" });
    expect(await link.getAttribute("href")).toMatch(/^https:\/\/open\.spotify\.com\/playlist\//);

    await list("Likes");
    await page.getByRole("searchbox", { name: "Filter" }).fill("fields ivory drifter");
    await cell(/^Fields Ivory Drifter Runaway.*no longer available$/);
    expect(opened.requests).toEqual([]);
  });
});
