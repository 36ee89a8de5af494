import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Page } from "playwright-core";
import type { Secret } from "../src/secret.ts";
import { startBrowser } from "../tests/support/web/chromium.ts";
import { buildPage } from "../tools/web.ts";
import { megabytes, printTable } from "./table.ts";
import { LARGE_LIKES, storeViewHistory } from "./view-history.ts";
import { measurePage } from "./view-page.ts";

const DAYS = 365;
const RUNS = 3;
const MINUTES_MS = 10 * 60_000;

/** Each finds another number of things, so that the page shows when it is done. */
const WORDS = ["1", "12", "123", "1234", "12345"];

/** A turn of the wheel, in pixels. The list of 50,000 rows takes some 730 of them. */
const TURN = 3_000;

/** A figure of one run, in milliseconds or bytes. */
interface Figure {
  readonly name: string;
  readonly value: number;
  /** The CPU time of the page meanwhile, in milliseconds; `null`: it says nothing. */
  readonly cpu: number | null;
}

/**
 * The figures that a visit gives. To find out the memory, garbage is collected after each step. That
 * drops compiled code, too, so the next step would take longer.
 */
type VisitKind = "times" | "memory";

/** The figure that is in bytes. */
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
  const browser = await startBrowser();
  const visit = async (kind: VisitKind) =>
    measureVisit(await browser.newPage(), file, history, secret, kind);
  const runs: (readonly Figure[])[] = [];
  try {
    for (let run = 0; run < RUNS; run += 1) runs.push(await visit("times"));
    runs.push(await visit("memory"));
  } finally {
    await browser.close();
  }
  const [load = 0] = loadavg();
  printTable(
    `The page: ${DAYS} sealed snapshots of 5,000 rows, and one of 55,000 (a load of ${load.toFixed(1)})`,
    ["", `best of ${RUNS}`, "worst", "CPU time, at best"],
    [...Map.groupBy(runs.flat(), ({ name }) => name)].map(([name, figures]) => {
      const values = figures.map(({ value }) => value);
      const times = figures.flatMap(({ cpu }) => cpu ?? []);
      const show = name === MEMORY ? megabytes : ms;
      const cpu = times.length === 0 ? "" : ms(Math.min(...times));
      return [name, show(Math.min(...values)), show(Math.max(...values)), cpu];
    }),
  );
}

/** One visit of the page, with all that a person waits for there. */
async function measureVisit(
  page: Page,
  file: string,
  history: string,
  secret: Secret,
  kind: VisitKind,
): Promise<readonly Figure[]> {
  page.setDefaultTimeout(MINUTES_MS);
  await page.goto(pathToFileURL(file).href);
  const { shownIn, cpuTime, longestTask, memory } = await measurePage(page);
  const figures: Figure[] = [];
  const mostMemory: number[] = [];

  async function figure(name: string, measure: () => Promise<number>): Promise<void> {
    const before = await cpuTime();
    const value = await measure();
    figures.push({ name, value, cpu: (await cpuTime()) - before });
    if (kind === "memory") mostMemory.push(await memory());
  }

  // The time in which the browser lists the files of the folder is not the page's.
  await page.evaluate(`addEventListener("change", (event) => {
    if (event.isTrusted) event.stopImmediatePropagation();
  }, true)`);
  await page.getByLabel("Choose a folder").setInputFiles(history);
  // Both times begin with the choice, and not with a message of this program to the page.
  const newest = `globalThis.newest = shownIn(() => {}, () => document.querySelector(".card"))`;
  await figure("timeline, before any key: all snapshots", () =>
    shownIn(`${newest}; ${CHOOSE}`, `document.querySelector(".charts svg")`),
  );
  figures.unshift({
    name: "timeline, before any key: months and newest snapshots",
    value: Number(await page.evaluate("newest")),
    cpu: null,
  });

  await page.getByRole("textbox", { name: "Key", exact: true }).fill(secret.reveal());
  await figure("unlock", () => shownIn(press("Unlock"), `document.querySelector("header button")`));
  const names = await snapshotNames(page);
  const [large = "", usual = ""] = names;
  await figure("open 50,000 likes", () =>
    shownIn(go("snapshot", large, "likes"), rowsShown(LARGE_LIKES)),
  );
  await figure("the longest task while the wheel turns through them; 0: none over 50 ms", () =>
    longestTask(() => turnWheel(page)),
  );
  for (const [name, from = "", to = ""] of [
    ["compare two days in a row, of which nothing was opened", names[101], names[100]],
    ["compare one of them with the day before", names[102], names[101]],
    ["compare two days that are 200 days apart", names[301], names[101]],
    ["compare 5,000 rows with 55,000, of which only the likes were opened", usual, large],
    ["compare two days that were opened", names[102], names[100]],
    ["compare 5,000 rows with 55,000 once more", usual, large],
  ] as const) {
    await figure(name, () => shownIn(go("compare", from, to), COMPARED));
  }
  await figure("the first search, which reads the whole history", () =>
    shownIn(type("nothing like it"), status("0 matches in")),
  );
  const strokes: number[] = [];
  for (const word of WORDS) strokes.push(await measureStroke(page, word));
  figures.push({
    name: "each letter of a search, at most",
    value: Math.max(...strokes),
    cpu: null,
  });
  await page.close();
  if (kind === "times") return figures;
  return [{ name: MEMORY, value: Math.max(...mostMemory), cpu: null }];
}

const CHOOSE = `document.querySelector("input[type=file]")
  .dispatchEvent(new Event("change", { bubbles: true }))`;

/** Newest first. */
async function snapshotNames(page: Page): Promise<readonly string[]> {
  return (await page.evaluate(
    `[...document.querySelectorAll(".card code")].map((name) => name.textContent)`,
  )) as readonly string[];
}

/** The rows of the list that was asked for, and not those of the one before. */
const rowsShown = (rows: number) =>
  `document.querySelector('[aria-rowcount="${rows + 1}"] [role=gridcell] bdi')`;

/** The page says first that it compares, and then no longer. */
const COMPARED = `(() => {
  const status = document.querySelector("main [role=status]")?.textContent;
  if (status === "Comparing.") globalThis.isComparing = true;
  return status === "" && globalThis.isComparing && document.querySelector("main summary");
})()`;

const go = (...words: readonly string[]) =>
  `globalThis.isComparing = false; location.hash = "#/${words.join("/")}"`;

const press = (text: string) =>
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
