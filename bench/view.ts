import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import type { Secret } from "../src/secret.ts";
import { startChromium } from "../tests/support/web/chromium.ts";
import { buildPage } from "../tools/web.ts";
import { megabytes, printTable } from "./table.ts";
import { storeViewHistory } from "./view-history.ts";
import { measurePage } from "./view-page.ts";

const DAYS = 365;
const RUNS = 3;
const MINUTES_MS = 10 * 60_000;

/** Each finds another number of things, so that the page shows when it is done. */
const WORDS = ["1", "12", "123", "1234", "12345"];

/** A turn of the wheel, in pixels. The list of 50,000 rows takes some 730 of them. */
const TURN = 3_000;

/** The figures of one run, in milliseconds or bytes, by their names. */
type Figures = ReadonlyMap<string, number>;

/** The figures that are in bytes. */
const MEMORY = "memory of the page and its worker, at most";

/**
 * Opens a year of sealed snapshots with the page in Chromium, and prints how long a person waits
 * and how much memory it takes: the best of some runs, because other programs may slow one down.
 */
export async function benchView(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), "tracksafe-view-"));
  try {
    const history = join(directory, "backups");
    const { secret } = await storeViewHistory(history, DAYS);
    await measureView(directory, history, secret);
  } finally {
    await rm(directory, { recursive: true });
  }
}

/** Measures the page with the snapshots in `history`, and writes it into `directory`. */
export async function measureView(
  directory: string,
  history: string,
  secret: Secret,
): Promise<void> {
  const file = join(directory, "page.html");
  await writeFile(file, (await buildPage()).html);
  const browser = await startChromium();
  const runs: Figures[] = [];
  try {
    for (let run = 0; run < RUNS; run += 1)
      runs.push(await measureRun(browser, file, history, secret));
  } finally {
    await browser.close();
  }
  const [load = 0] = loadavg();
  printTable(
    `The page: ${DAYS} sealed snapshots of 5,000 rows, and one of 50,000 likes and 100 playlists (a load of ${load.toFixed(1)})`,
    ["", `best of ${RUNS}`, "worst"],
    [...(runs[0]?.keys() ?? [])].map((name) => {
      const values = runs.map((figures) => figures.get(name) ?? 0);
      const show = name === MEMORY ? megabytes : ms;
      return [name, show(Math.min(...values)), show(Math.max(...values))];
    }),
  );
}

/** One visit of the page: all that a person may do there. */
async function measureRun(
  browser: Browser,
  file: string,
  history: string,
  secret: Secret,
): Promise<Figures> {
  const page = await browser.newPage();
  page.setDefaultTimeout(MINUTES_MS);
  await page.goto(pathToFileURL(file).href);
  const { shownIn, longestTask, memory } = await measurePage(page);
  const figures = new Map<string, number>();
  const mostMemory: number[] = [];

  // The time in which the browser lists the files of the folder is not the page's.
  await page.evaluate(`addEventListener("change", (event) => {
    if (event.isTrusted) event.stopImmediatePropagation();
  }, true)`);
  await page.getByLabel("Choose a folder").setInputFiles(history);
  const choose = `document.querySelector("input[type=file]").dispatchEvent(new Event("change", { bubbles: true }))`;
  const whole = page.evaluate(
    `shownIn(() => {}, () => document.querySelector(".month svg, .charts svg"))`,
  );
  figures.set(
    "timeline, before any key: the newest snapshots",
    await shownIn(choose, `document.querySelector(".card")`),
  );
  figures.set("timeline, before any key: all of them", Number(await whole));

  await page.getByRole("textbox", { name: "Key", exact: true }).fill(secret.reveal());
  figures.set(
    "unlock",
    await shownIn(button("Unlock"), `[...document.querySelectorAll("header button")].length > 0`),
  );
  const names = await snapshotNames(page);
  const [large = "", usual = ""] = names;
  figures.set("open 50,000 rows", await shownIn(go("snapshot", large, "likes"), ROWS_SHOWN));
  mostMemory.push(await memory());
  figures.set(
    "longest task while the wheel turns through them (0: none over 50 ms)",
    await longestTask(() => turnWheel(page)),
  );
  figures.set("open 5,000 rows", await shownIn(go("snapshot", usual, "likes"), ROWS_SHOWN));
  for (const [name, from = "", to = ""] of [
    ["difference of two days in a row", names[101], names[100]],
    ["difference of the next two", names[102], names[101]],
    ["the first again", names[101], names[100]],
    ["difference of two days that are 200 days apart", names[301], names[101]],
    ["difference of 5,000 rows and 50,000", usual, large],
  ] as const) {
    figures.set(name, await shownIn(go("compare", from, to), COMPARED));
  }
  mostMemory.push(await memory());
  figures.set(
    "first search, which reads the whole history",
    await shownIn(type("nothing like it"), status("0 matches in")),
  );
  const strokes: number[] = [];
  for (const word of WORDS) strokes.push(await measureStroke(page, word));
  figures.set("each letter of a search, at most", Math.max(...strokes));
  mostMemory.push(await memory());
  figures.set(MEMORY, Math.max(...mostMemory));
  await page.close();
  return figures;
}

/** Newest first. */
async function snapshotNames(page: Page): Promise<readonly string[]> {
  return (await page.evaluate(
    `[...document.querySelectorAll(".card code")].map((name) => name.textContent)`,
  )) as readonly string[];
}

const ROWS_SHOWN = `document.querySelector("[role=gridcell] bdi")`;
const COMPARED = `document.querySelector("main [role=status]")?.textContent === "" && document.querySelector("main summary")`;

const go = (...words: readonly string[]) => `location.hash = "#/${words.join("/")}"`;

const button = (text: string) =>
  `[...document.querySelectorAll("button")].find((one) => one.textContent === "${text}").click()`;

const type = (text: string) => `const box = document.querySelector("search input");
  box.value = "${text}";
  box.dispatchEvent(new InputEvent("input", { bubbles: true }))`;

const status = (text: string) =>
  `document.querySelector("main [role=status]")?.textContent.includes("${text}")`;

/** From a letter in the search box until its result is drawn. */
async function measureStroke(page: Page, text: string): Promise<number> {
  return Number(
    await page.evaluate(`new Promise((resolve) => {
      const before = document.querySelector("main [role=status]").textContent;
      shownIn(() => { ${type(text)} }, () => {
        const now = document.querySelector("main [role=status]").textContent;
        return now !== before && now.includes("match");
      }).then(resolve);
    })`),
  );
}

/** Turns the wheel through the rows that are shown, from the first to the last. */
async function turnWheel(page: Page): Promise<void> {
  const box = page.locator(".grid-box");
  const { x = 0, y = 0 } = (await box.boundingBox()) ?? {};
  await page.mouse.move(x + 100, y + 100);
  const isAtEnd = () =>
    box.evaluate((one) => one.scrollTop + one.clientHeight >= one.scrollHeight - 1);
  for (let turn = 0; turn % 50 !== 49 || !(await isAtEnd()); turn += 1) {
    await page.mouse.wheel(0, TURN);
  }
}

function ms(duration: number): string {
  return `${Math.round(duration)} ms`;
}
