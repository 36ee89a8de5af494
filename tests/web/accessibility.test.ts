import { readFile } from "node:fs/promises";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { ageOnTerminal, createTempDirectory } from "../support/crypto/age-program.ts";
import { startChromium } from "../support/web/chromium.ts";
import { openKeyPage } from "../support/web/key-page.ts";
import { heapText, lookAt, NOTHING_WRONG, violations } from "../support/web/look.ts";

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

/** Expects that nothing keeps people from using `page` as it is now. */
async function look(page: Page, step: string): Promise<void> {
  for (const [colorScheme, width] of LOOKS) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 740 });
    expect({ step, colorScheme, width, ...(await lookAt(page)) }).toEqual({
      ...{ step, colorScheme, width },
      ...NOTHING_WRONG,
    });
  }
}

/** The keyboard of somebody who has no mouse. */
function keyboardOf(page: Page) {
  const { keyboard } = page;
  const focused = async () => String(await page.evaluate("document.activeElement.textContent"));
  const tab = async (tabs: number) => {
    for (let count = 0; count < tabs; count += 1) await keyboard.press("Tab");
  };
  return {
    tab,
    press: (key: string) => keyboard.press(key),
    /** Gives the text at the next place at which the keyboard stops. */
    async read() {
      await tab(1);
      return focused();
    },
    /** Waits for a step, and expects that the keyboard is at its heading. */
    async arriveAt(heading: string) {
      await page.getByRole("heading", { name: heading, exact: true }).waitFor();
      expect(await focused()).toBe(heading);
    },
    async pressAfterTabs(tabs: number, name: string) {
      await tab(tabs);
      expect(await focused()).toBe(name);
      await keyboard.press("Enter");
    },
    /** Types `answer` in place of what is in the field. */
    async answer(answer: string) {
      await keyboard.press("ControlOrMeta+a");
      await keyboard.type(answer);
      await keyboard.press("Enter");
    },
  };
}

describe("the page", () => {
  it("is taken for what it is: axe finds what is wrong", async () => {
    await using context = await browser.newContext();
    const page = await context.newPage();
    await page.setContent("<button></button>");
    expect(await violations(page)).toContain("button-name: <button></button>");
  });

  // Each recovery copy takes seconds to make, and to open. So one walk shows all that needs one.
  it("makes a key and its recovery copy for anybody, with the keyboard alone, and forgets them", async () => {
    await using keyPage = await openKeyPage(browser);
    const { page } = keyPage;
    const { tab, press, read, arriveAt, pressAfterTabs, answer } = keyboardOf(page);
    const problem = () => page.getByRole("alert").textContent();
    const downloaded = async (press: Promise<void>) => {
      const [download] = await Promise.all([page.waitForEvent("download"), press]);
      return { name: download.suggestedFilename(), path: await download.path() };
    };
    // The page unpacks its script before it draws anything.
    await page.getByRole("navigation").waitFor();
    for (const screen of SCREENS) expect(await read()).toBe(screen);
    await look(page, "Make the key");
    // The recipient of a hybrid key is the longest text there is.
    const hybrid = page.getByLabel("Post-quantum");
    await tab(1);
    for (const [key, isHybrid] of [
      ["ArrowDown", true],
      ["ArrowUp", false],
      ["ArrowDown", true],
    ] as const) {
      await press(key);
      expect(await hybrid.isChecked()).toBe(isHybrid);
    }
    await pressAfterTabs(1, "Make a key");

    await arriveAt("Keep the key");
    const identity = await read();
    expect(identity).toMatch(/^AGE-SECRET-KEY-PQ-1/);
    expect(await heapText(page)).toContain(identity);
    const file = await downloaded(pressAfterTabs(1, "Download the key file"));
    await pressAfterTabs(1, "Copy the key");
    await look(page, "Keep the key");
    await pressAfterTabs(1, "I have saved it");
    await arriveAt("Check that you have it");
    await tab(1);
    await answer("wrong");
    expect(await problem()).toContain("last 6 characters");
    await look(page, "Check that you have it");
    await answer(identity.slice(-6));
    await arriveAt("A recovery copy?");
    await look(page, "A recovery copy?");
    await pressAfterTabs(1, "Make a recovery copy");

    await arriveAt("Write down the passphrase");
    const first = await read();
    await pressAfterTabs(2, "I have done both");
    expect(await problem()).toContain("not saved yet");
    await look(page, "Write down the passphrase");
    await press("Shift+Tab");
    await downloaded(pressAfterTabs(0, "Download the recovery copy"));
    await pressAfterTabs(1, "I have done both");
    await arriveAt("Check the passphrase");
    expect(await page.content()).not.toContain(first);
    await pressAfterTabs(3, "Make another copy");
    await arriveAt("Write down the passphrase");
    const second = await read();
    expect(second).not.toBe(first);
    const copy = await downloaded(pressAfterTabs(1, "Download the recovery copy"));
    await pressAfterTabs(1, "I have done both");
    await arriveAt("Check the passphrase");
    await tab(1);
    await answer(first);
    expect(await problem()).toContain("does not open");
    await look(page, "Check the passphrase");
    await answer(` ${second.toUpperCase()} `);

    await arriveAt("Give the recipient to your backups");
    await look(page, "Give the recipient to your backups");
    await pressAfterTabs(2, "Copy the recipient");
    await page.getByText("Copied.").waitFor();
    const content = await page.content();
    const heap = await heapText(page);
    for (const secret of [identity, first, second]) {
      expect(content).not.toContain(secret);
      expect(heap.includes(secret)).toBe(false);
    }
    expect(page.url()).toMatch(/\/tracksafe\.html#\/make-key$/);
    expect(
      await page.evaluate(
        "indexedDB.databases().then((all) => [all.length, localStorage.length, sessionStorage.length, document.cookie])",
      ),
    ).toEqual([0, 0, 0, ""]);
    expect(keyPage.requests).toEqual([]);

    expect(copy.name).toBe("tracksafe-recovery.age");
    const temp = await createTempDirectory();
    onTestFinished(() => temp.remove());
    await ageOnTerminal(["-d", "-o", temp.path("opened"), copy.path], second);
    expect(await temp.get("opened")).toEqual(new Uint8Array(await readFile(file.path)));
  });
});
