import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { z } from "zod";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const resultSchema = z.array(
  z.object({ id: z.string(), nodes: z.array(z.object({ html: z.string() })) }),
);

/** The violations that axe finds on the page in its present state, with all of its rules. */
export async function violations(page: Page): Promise<readonly string[]> {
  if (await page.evaluate("typeof window.axe === 'undefined'")) await page.evaluate(axe);
  const found = await page.evaluate(
    `axe.run(document, {
      rules: { "target-size": { enabled: true } },
      resultTypes: ["violations"],
    }).then((result) => result.violations)`,
  );
  return resultSchema
    .parse(found)
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

/** By how many pixels the page is wider than its window. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate("document.documentElement.scrollWidth - innerWidth");
}

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

/**
 * Fields whose content the browser would store, to fill them in when the tab is opened again: what
 * was typed, and the paths of chosen files.
 */
async function storedFields(page: Page): Promise<readonly string[]> {
  const found = await page.evaluate(
    `[...document.querySelectorAll("textarea, input:not([type=radio], [type=checkbox])")]
      .filter((one) => one.autocomplete !== "off")
      .map((one) => one.outerHTML)`,
  );
  return z.array(z.string()).parse(found);
}

/** Everything that is wrong with the page as it is now. */
export async function lookAt(page: Page) {
  return {
    violations: await violations(page),
    overflow: await overflow(page),
    smallButtons: await smallButtons(page),
    storedFields: await storedFields(page),
  };
}

/** The result of {@link lookAt} for a page with which nothing is wrong. */
export const NOTHING_WRONG = { violations: [], overflow: 0, smallButtons: [], storedFields: [] };

/** All that is in the memory of the page's scripts, after what is not used any more was removed. */
export async function heapText(page: Page): Promise<string> {
  const session = await page.context().newCDPSession(page);
  const chunks: string[] = [];
  session.on("HeapProfiler.addHeapSnapshotChunk", ({ chunk }) => chunks.push(chunk));
  await session.send("HeapProfiler.collectGarbage");
  await session.send("HeapProfiler.takeHeapSnapshot");
  await session.detach();
  return chunks.join("");
}
