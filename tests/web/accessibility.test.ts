import { pathToFileURL } from "node:url";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { jpegNamed } from "../../emulator/image.ts";
import { PAGE } from "../../tools/web.ts";
import { startChromium } from "../support/web/chromium.ts";
import { openKeyPage } from "../support/web/key-page.ts";
import { livedInLibraries, WITH_COVER } from "../support/web/lived-in-library.ts";
import { overflow, violations } from "../support/web/look.ts";
import { visitScreens } from "../support/web/screens.ts";
import { createSealedHistory, type SealedHistory } from "../support/web/sealed-history.ts";

let browser: Browser;

beforeAll(async () => {
  browser = await startChromium();
});

afterAll(() => browser.close());

/** The looks in which each step is checked: a color scheme, and a width in pixels. */
const LOOKS = [
  ["light", 360],
  ["dark", 1280],
] as const;

const SCREENS = ["Timeline", "Snapshot", "Compare", "Restore preview", "Make a key"];

/** Buttons and fields that are too small for a finger. */
async function smallButtons(page: Page): Promise<readonly string[]> {
  const found = await page.evaluate(
    `[...document.querySelectorAll("button, .button, .choice, select, summary, textarea, input")]
      .filter((one) => one.checkVisibility() && !one.matches(".choice input"))
      .filter((one) => one.getBoundingClientRect().height < 44)
      .map((one) => one.outerHTML)`,
  );
  return z.array(z.string()).parse(found);
}

/** Everything that keeps people from using the page as it is now. */
async function lookAt(page: Page) {
  return {
    violations: await violations(page),
    overflow: await overflow(page),
    smallButtons: await smallButtons(page),
  };
}

describe("the page", () => {
  it("is taken for what it is: axe finds what is wrong", async () => {
    await using keyPage = await openKeyPage(browser);
    await keyPage.page.evaluate(`document.body.append(document.createElement("button"))`);
    expect(await violations(keyPage.page)).toContain("button-name: <button></button>");
  });

  it("can be used by anybody at each of its steps: light and narrow, dark and wide", async () => {
    await using keyPage = await openKeyPage(browser);
    const { page } = keyPage;
    const check = async (heading: string) => {
      await page.getByRole("heading", { name: heading, exact: true }).waitFor();
      for (const [colorScheme, width] of LOOKS) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 740 });
        expect({
          ...{ heading, colorScheme, width },
          ...(await lookAt(page)),
        }).toEqual({
          ...{ heading, colorScheme, width },
          ...{ violations: [], overflow: 0, smallButtons: [] },
        });
      }
    };
    await check("Make the key");
    // The recipient of a hybrid key is the longest text there is.
    await page.getByLabel("Post-quantum").check();
    const identity = await keyPage.make();
    await keyPage.press("Copy the key");
    await check("Keep the key");
    await keyPage.press("I have saved it");
    await keyPage.answer(/^The last 6 characters/, "wrong");
    await check("Check that you have it");
    await keyPage.answer(/^The last 6 characters/, identity.slice(-6));
    await check("A recovery copy?");
    const passphrase = await keyPage.makeCopy();
    await keyPage.press("I have done both");
    await check("Write down the passphrase");
    await keyPage.download("Download the recovery copy");
    await keyPage.press("I have done both");
    await check("Check the passphrase");
    await keyPage.answer(/^The passphrase/, passphrase);
    await check("Give the recipient to your backups");
  });

  it("is used with the keyboard alone, which follows from step to step", async () => {
    await using keyPage = await openKeyPage(browser);
    const { page } = keyPage;
    const { keyboard } = page;
    const focused = async () => String(await page.evaluate("document.activeElement.textContent"));
    const arriveAt = async (heading: string) => {
      await page.getByRole("heading", { name: heading, exact: true }).waitFor();
      expect(await focused()).toBe(heading);
    };
    const pressAfterTabs = async (tabs: number, name: string) => {
      for (let count = 0; count < tabs; count += 1) await keyboard.press("Tab");
      expect(await focused()).toBe(name);
      await keyboard.press("Enter");
    };
    // The page unpacks its script before it draws anything.
    await page.getByRole("navigation").waitFor();
    for (const screen of SCREENS) {
      await keyboard.press("Tab");
      expect(await focused()).toBe(screen);
    }
    await keyboard.press("Tab");
    await keyboard.press("ArrowDown");
    expect(await page.getByLabel("Post-quantum").isChecked()).toBe(true);
    await keyboard.press("ArrowUp");
    await pressAfterTabs(1, "Make a key");
    await arriveAt("Keep the key");
    await keyboard.press("Tab");
    const identity = await focused();
    expect(identity).toMatch(/^AGE-SECRET-KEY-1/);
    await pressAfterTabs(2, "Copy the key");
    await pressAfterTabs(1, "I have saved it");
    await arriveAt("Check that you have it");
    await keyboard.press("Tab");
    await keyboard.type("wrong");
    await keyboard.press("Enter");
    await page.getByRole("alert").waitFor();
    await keyboard.press("ControlOrMeta+a");
    await keyboard.type(identity.slice(-6));
    await keyboard.press("Enter");
    await arriveAt("A recovery copy?");
    await pressAfterTabs(1, "Make a recovery copy");
    await arriveAt("Write down the passphrase");
    await keyboard.press("Tab");
    const passphrase = await focused();
    const started = page.waitForEvent("download");
    await pressAfterTabs(1, "Download the recovery copy");
    await started;
    await pressAfterTabs(1, "I have done both");
    await arriveAt("Check the passphrase");
    await keyboard.press("Tab");
    await keyboard.type(passphrase);
    await keyboard.press("Enter");
    await arriveAt("Give the recipient to your backups");
    await pressAfterTabs(2, "Copy the recipient");
    await page.getByText("Copied.").waitFor();
  });
});

/** The looks of a page: each color scheme, as narrow as a phone and as wide as a desktop. */
const ALL_LOOKS = [
  ["light", 360],
  ["dark", 360],
  ["dark", 1280],
  ["light", 1280],
] as const;

describe("the screens of a history", () => {
  let history: SealedHistory;

  beforeAll(async () => {
    const covers = new Map([[WITH_COVER, jpegNamed("cover")]]);
    history = await createSealedHistory(livedInLibraries().slice(-3), { covers });
  });

  afterAll(() => history[Symbol.asyncDispose]());

  it("can be used by anybody: light and dark, narrow and wide", async () => {
    await using context = await browser.newContext();
    const page = await context.newPage();
    const seen: string[] = [];
    for await (const screen of visitScreens(page, history, TOUR)) {
      seen.push(screen);
      for (const [colorScheme, width] of ALL_LOOKS) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 740 });
        expect({ screen, colorScheme, width, ...(await lookAt(page)) }).toEqual({
          ...{ screen, colorScheme, width },
          ...{ violations: [], overflow: 0, smallButtons: [] },
        });
      }
    }
    expect(seen).toHaveLength(10);
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
});

/** More than the places at which the keyboard stops on any screen. */
const MOST_TABS = 80;
const TOUR = { playlist: "Sunday morning, slowly", words: "quist" };
