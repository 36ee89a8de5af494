import { pathToFileURL } from "node:url";
import type { Page } from "playwright-core";
import { PAGE } from "../../../tools/web.ts";
import type { SealedHistory } from "./sealed-history.ts";

/** The parts of the history that the screens show. */
export interface Tour {
  /** The name of a playlist. */
  readonly playlist: string;
  /** Words that find something. */
  readonly words: string;
}

/**
 * Opens the committed page and goes through all of its screens, as a person does. Gives the name of
 * each once it shows all that it has to show.
 */
export async function* visitScreens(
  page: Page,
  { directory, key, names }: SealedHistory,
  { playlist, words }: Tour,
): AsyncGenerator<string> {
  const url = pathToFileURL(PAGE).href;
  const go = (screen: string) => page.getByRole("link", { name: screen, exact: true }).click();
  const earlier = names.at(-3) ?? names[0];
  await page.goto(url);
  await page.getByLabel("Choose a folder").waitFor();
  yield "start";
  await page.getByLabel("Choose a folder").setInputFiles(directory);
  await page.getByText("changed").first().waitFor();
  yield "timeline-locked";
  await page.getByRole("textbox", { name: "Key" }).fill(key.secret.reveal());
  await page.getByRole("button", { name: "Unlock" }).click();
  await page.getByText("proved to be yours").first().waitFor();
  yield "timeline";
  await go("Snapshot");
  await page.getByRole("link", { name: playlist }).waitFor();
  yield "snapshot";
  await page.getByRole("link", { name: playlist }).click();
  await page.getByRole("grid").getByRole("row").nth(1).waitFor();
  const saved = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export" }).click();
  await saved;
  await page.getByText(/^Saved\./).waitFor();
  await page.evaluate("scrollTo(0, 0)");
  yield "list";
  await page.evaluate(`location.hash = "#/compare/${earlier}/${names.at(-1)}"`);
  await page
    .getByText(/^[+-] /)
    .first()
    .waitFor();
  yield "compare";
  await page.evaluate(`location.hash = "#/restore/${earlier}"`);
  await page.getByRole("heading", { name: "What would be added" }).waitFor();
  yield "restore";
  await page.getByRole("searchbox", { name: "Search the history" }).fill(words);
  await page.getByText(/match(es)? in/).waitFor();
  yield "search";
  await go("Make a key");
  await page.getByRole("heading", { name: "Make the key" }).waitFor();
  yield "make-key";
}
