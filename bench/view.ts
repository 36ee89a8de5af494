import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Page } from "playwright-core";
import { startChromium } from "../tests/support/web/chromium.ts";
import { buildPage } from "../tools/web.ts";
import { megabytes, printTable } from "./table.ts";
import { storeViewHistory } from "./view-history.ts";

const DAYS = 365;
/** Each finds another number of things, so that the page shows when it is done. */
const WORDS = ["1", "12", "123", "1234", "12345"];
const MINUTES_MS = 10 * 60_000;

/**
 * Opens a year of sealed snapshots with the page in Chromium, and prints how long a person waits
 * and how much memory it takes.
 */
export async function benchView(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), "tracksafe-view-"));
  const history = join(directory, "backups");
  const key = await storeViewHistory(history, DAYS);
  const file = join(directory, "page.html");
  await writeFile(file, (await buildPage()).html);
  const browser = await startChromium();
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(MINUTES_MS);
    await page.goto(pathToFileURL(file).href);
    const search = page.getByRole("searchbox", { name: "Search the history" });
    // The time in which the browser takes the files is not the page's.
    const timeline = page.evaluate(`new Promise((resolve) => {
      let chosen = 0;
      let first = null;
      addEventListener("change", () => { chosen = performance.now(); }, true);
      new MutationObserver((_, observer) => {
        if (document.querySelector(".card") === null) return;
        first ??= performance.now() - chosen;
        if (document.querySelector(".month") === null) return;
        observer.disconnect();
        resolve([first, performance.now() - chosen]);
      }).observe(document.body, { childList: true, subtree: true });
    })`);
    await page.getByLabel("Choose a folder").setInputFiles(history);
    const [first = 0, opened = 0] = (await timeline) as readonly number[];
    await page.getByRole("textbox", { name: "Key", exact: true }).fill(key.secret.reveal());
    const unlocked = await timed(async () => {
      await page.getByRole("button", { name: "Unlock" }).click();
      await page.getByRole("button", { name: "Lock", exact: true }).waitFor();
    });
    const indexed = await timed(async () => {
      await search.fill("nothing like it");
      await page.getByText("0 matches in").waitFor();
    });
    const strokes: number[] = [];
    for (const word of WORDS) strokes.push(await measureStroke(page, word));
    printTable(
      `The page: ${DAYS} sealed snapshots of 5,000 rows, and one of 50,000 rows`,
      ["", ""],
      [
        ["timeline, before any key: the newest snapshots", ms(first)],
        ["timeline, before any key: all of them", ms(opened)],
        ["unlock", ms(unlocked)],
        ["first search, which reads the whole history", ms(indexed)],
        ["each letter of a search, at most", ms(Math.max(...strokes))],
        ["memory of the page, without its worker", megabytes(await memoryOf(page))],
      ],
    );
  } finally {
    await browser.close();
    await rm(directory, { recursive: true });
  }
}

/** From a letter in the search box until its result is shown. */
async function measureStroke(page: Page, text: string): Promise<number> {
  return Number(
    await page.evaluate(`new Promise((resolve) => {
      const box = document.querySelector("input[type=search]");
      const begin = performance.now();
      new MutationObserver((_, observer) => {
        observer.disconnect();
        resolve(performance.now() - begin);
      }).observe(document.querySelector("main [role=status]"), { characterData: true, childList: true, subtree: true });
      box.value = ${JSON.stringify(text)};
      box.dispatchEvent(new InputEvent("input", { bubbles: true }));
    })`),
  );
}

/** The used heap of the page, without that of its worker, in bytes. */
async function memoryOf(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  return usedSize;
}

async function timed(action: () => Promise<void>): Promise<number> {
  const begin = performance.now();
  await action();
  return performance.now() - begin;
}

function ms(duration: number): string {
  return `${Math.round(duration)} ms`;
}
