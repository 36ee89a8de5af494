import { pathToFileURL } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { PAGE } from "../../../tools/web.ts";

/** The page with a history that is open. It ends with the scope it is in. */
export interface HistoryPage extends AsyncDisposable {
  readonly page: Page;
  /** Every address that the page asked for, besides its own. */
  readonly requests: readonly string[];
  /** Goes to the screen by its link. */
  go(screen: string): Promise<void>;
  /** Gives the key, and waits until it is in use. */
  unlock(key: string): Promise<void>;
}

/** Opens the committed page from its file, and chooses `directory` there. */
export async function openHistoryPage(
  browser: Browser,
  directory: string,
  options: BrowserContextOptions = {},
): Promise<HistoryPage> {
  const context = await browser.newContext(options);
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const page = await context.newPage();
  const url = pathToFileURL(PAGE).href;
  const requests: string[] = [];
  context.on("request", (request) => {
    if (request.url() !== url && !request.url().startsWith("blob:")) requests.push(request.url());
  });
  await page.goto(url);
  await page.getByLabel("Choose a folder").setInputFiles(directory);
  await page.getByRole("heading", { name: "Timeline" }).waitFor();
  return {
    page,
    requests,
    go: (screen) => page.getByRole("link", { name: screen, exact: true }).click(),
    async unlock(key) {
      await page.getByRole("textbox", { name: "Key" }).fill(key);
      await page.getByRole("button", { name: "Unlock" }).click();
      await page.getByRole("button", { name: "Lock", exact: true }).waitFor();
    },
    [Symbol.asyncDispose]: () => context.close(),
  };
}
