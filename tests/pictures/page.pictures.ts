import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Browser, Page } from "playwright-core";
import { it } from "vitest";
import { startChromium } from "../support/web/chromium.ts";
import { BACKUP_TIMES, livedInLibraries, WITH_COVER } from "../support/web/lived-in-library.ts";
import { visitScreens } from "../support/web/screens.ts";
import { createSealedHistory } from "../support/web/sealed-history.ts";

const PICTURES = resolve(import.meta.dirname, "../../docs/pictures");

/** A phone in the dark, and a desktop in the light. */
const LOOKS = [
  ["dark", 390, 844],
  ["light", 1280, 860],
] as const;

it("draws the screens of the page", async () => {
  await using browser = await startChromium();
  const covers = new Map([[WITH_COVER, await drawCover(browser)]]);
  await using history = await createSealedHistory(livedInLibraries(), {
    times: BACKUP_TIMES,
    covers,
  });
  await mkdir(PICTURES, { recursive: true });
  await using context = await browser.newContext({ timezoneId: "UTC", reducedMotion: "reduce" });
  const page = await context.newPage();
  const tour = { playlist: "Sunday morning, slowly", words: "quist" };
  for await (const screen of visitScreens(page, history, tour)) {
    // Nothing is under the mouse.
    await page.mouse.move(1, 1);
    for (const [colorScheme, width, height] of LOOKS) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height });
      // The command is at the end of a long screen.
      const picture = await takePicture(page, screen === "restore");
      await writeFile(join(PICTURES, `page-${screen}-${width}.png`), picture);
    }
  }
});

/** A picture of the page once it has come to rest: the rows of a table come one after the other. */
async function takePicture(page: Page, fullPage: boolean): Promise<Buffer> {
  const take = () => page.screenshot({ caret: "hide", fullPage });
  let [before, picture] = [await take(), await take()];
  while (!picture.equals(before)) [before, picture] = [picture, await take()];
  return picture;
}

/** A sun above the sea, as JPEG. */
async function drawCover(browser: Browser): Promise<Uint8Array> {
  await using context = await browser.newContext({ viewport: { width: 300, height: 300 } });
  const page = await context.newPage();
  await page.setContent(`<body style="margin: 0; height: 300px; background:
    radial-gradient(circle at 70% 30%, #ffd9a0 0 18%, transparent 18.5%),
    linear-gradient(160deg, #f2785c, #7a3b69 60%, #1f2a44)"></body>`);
  return await page.screenshot({ type: "jpeg", quality: 80 });
}
