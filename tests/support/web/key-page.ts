import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContextOptions, Download, Locator, Page } from "playwright-core";
import { PAGE } from "../../../tools/web.ts";

/** The page "Make a key" in a browser, as a person sees and uses it. It ends with the scope it is in. */
export interface KeyPage extends AsyncDisposable {
  readonly page: Page;
  /** Every address that the page asked for, besides its own. */
  readonly requests: readonly string[];
  /** Makes a key of the kind that is chosen and gives the identity that is shown. */
  make(): Promise<string>;
  /** Goes on from there: types the end of `identity` back. */
  keep(identity: string): Promise<void>;
  /** Makes a recovery copy, and gives the passphrase that is shown. */
  makeCopy(): Promise<string>;
  /** The file that the button with that name downloads. */
  download(name: string): Promise<{ readonly name: string; readonly content: Uint8Array }>;
  press(name: string): Promise<void>;
  answer(label: RegExp, text: string): Promise<void>;
  /** The recipient that is shown at the end. */
  recipient(): Promise<string>;
}

/** Opens the committed page from its file. */
export async function openKeyPage(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<KeyPage> {
  const context = await browser.newContext(options);
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const page = await context.newPage();
  const url = pathToFileURL(PAGE).href;
  const requests: string[] = [];
  context.on("request", (request) => {
    if (request.url() !== url) requests.push(request.url());
  });
  await page.goto(`${url}#/make-key`);

  const press = (name: string) => page.getByRole("button", { name, exact: true }).click();
  const shown = async (name: string) => (await text(page.getByRole("region", { name }))).trim();
  const answer = async (label: RegExp, typed: string) => {
    await page.getByLabel(label).fill(typed);
    await press("Check");
  };
  return {
    page,
    requests,
    press,
    answer,
    async make() {
      await press("Make a key");
      return shown("Your key");
    },
    async keep(identity) {
      await press("I have saved it");
      await answer(/^The last 6 characters/, identity.slice(-6));
    },
    async makeCopy() {
      await press("Make a recovery copy");
      return shown("Passphrase of the recovery copy");
    },
    async download(name) {
      const started = page.waitForEvent("download");
      await press(name);
      const download = await started;
      return { name: download.suggestedFilename(), content: await contentOf(download) };
    },
    recipient: () => shown("Recipient"),
    [Symbol.asyncDispose]: () => context.close(),
  };
}

async function text(locator: Locator): Promise<string> {
  return (await locator.textContent()) ?? "";
}

async function contentOf(download: Download): Promise<Uint8Array> {
  return new Uint8Array(await readFile(await download.path()));
}
