import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startChromium } from "../support/web/chromium.ts";
import { openKeyPage } from "../support/web/key-page.ts";
import { lookAt, violations } from "../support/web/look.ts";

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
