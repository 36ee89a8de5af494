import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generateKey } from "../../src/crypto/keygen.ts";
import { PAGE } from "../../tools/web.ts";
import { libraryVersion, playlistVersion, track } from "../support/cli/history-scene.ts";
import { startChromium } from "../support/web/chromium.ts";
import { heapText, overflow } from "../support/web/look.ts";
import { createSealedHistory, type SealedHistory } from "../support/web/sealed-history.ts";

const HOSTILE = `<img src=x onerror="window.planted=1">\u202Eevil ${"x".repeat(10_000)}`;
const LIBRARIES = [
  libraryVersion([track("Bolero"), track("Aria")]),
  libraryVersion([track("Aria"), track(HOSTILE)], {
    mix: playlistVersion("Evening", [track("Bolero")]),
  }),
];

let browser: Browser;
let history: SealedHistory;

beforeAll(async () => {
  [browser, history] = await Promise.all([startChromium(), createSealedHistory(LIBRARIES)]);
});

afterAll(async () => {
  await browser.close();
  await history[Symbol.asyncDispose]();
});

/** The page with the folder of the snapshots chosen, and what it asked for besides its own file. */
async function openHistory() {
  const context = await browser.newContext();
  const requests: string[] = [];
  context.on("request", (request) => requests.push(request.url().replace(/#.*/, "")));
  const page = await context.newPage();
  const url = pathToFileURL(PAGE).href;
  await page.goto(url);
  await page.getByLabel("Choose a folder").setInputFiles(history.directory);
  await page.getByRole("heading", { name: "Timeline" }).waitFor();
  return {
    page,
    elsewhere: () => requests.filter((one) => one !== url && !one.startsWith("blob:")),
    [Symbol.asyncDispose]: () => context.close(),
  };
}

async function unlock(page: Page, key: string): Promise<void> {
  await page.getByRole("textbox", { name: "Key", exact: true }).fill(key);
  await page.getByRole("button", { name: "Unlock" }).click();
}

const lockButton = (page: Page) => page.getByRole("button", { name: "Lock", exact: true });

describe("the history on the page", () => {
  it("is seen before any key, opened with the right one, searched, and forgotten", async () => {
    await using opened = await openHistory();
    const { page } = opened;
    const identity = history.key.secret.reveal();
    const newest = page.getByRole("listitem").filter({ hasText: history.names[1] ?? "" });
    await newest.getByText("1 new playlist").waitFor();
    expect(await newest.textContent()).toContain("2 likes · 1 playlist");
    expect(await newest.textContent()).not.toContain("proved");

    await unlock(page, (await generateKey("x25519", new Date())).secret.reveal());
    const alert = page.getByRole("alert");
    expect(await alert.textContent()).toContain("The key opens none of these snapshots.");

    await unlock(page, identity);
    await lockButton(page).waitFor();
    await newest.getByText("proved to be yours").waitFor();
    expect(await page.getByRole("textbox", { name: "Key", exact: true }).count()).toBe(0);

    await page.getByRole("searchbox", { name: "Search the history" }).fill("bolero");
    const found = page.getByRole("listitem").filter({ hasText: "Now in 1 list" });
    await found.getByRole("link", { name: "Evening" }).waitFor();
    expect(await found.textContent()).toMatch(/likes: from .+ on, gone in the snapshot of/);
    expect(page.url()).toMatch(/#\/search$/);

    // A hostile title is the text that it is.
    await page.getByRole("searchbox", { name: "Search the history" }).fill("onerror");
    const title = page.getByRole("heading", { level: 2 }).filter({ hasText: "evil" });
    await title.waitFor();
    const text = (await title.textContent()) ?? "";
    expect(text).toContain('<img src=x onerror="window.planted=1">evil');
    expect(text.length).toBeLessThan(400);
    expect(await page.evaluate("window.planted")).toBe(undefined);
    expect(await overflow(page)).toBe(0);

    await lockButton(page).click();
    await page.getByRole("button", { name: "Unlock" }).waitFor();
    expect(await page.content()).not.toContain("Bolero");
    const heap = await heapText(page);
    expect([heap.includes(identity), heap.includes("Bolero")]).toEqual([false, false]);
    expect(opened.elsewhere()).toEqual([]);
  });
});
