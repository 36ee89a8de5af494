import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { libraryVersion, playlistVersion, track } from "../support/cli/history-scene.ts";
import { startChromium } from "../support/web/chromium.ts";
import { openHistoryPage } from "../support/web/history-page.ts";
import { overflow } from "../support/web/look.ts";
import { createTroubledHistory, type TroubledHistory } from "../support/web/troubled-history.ts";

const HOSTILE = `<img src=x onerror="window.planted=1">\u202Eevil ${"x".repeat(10_000)}`;
const SHOWN = `<img src=x onerror="window.planted=1">evil…`;

let browser: Browser;
let history: TroubledHistory;

beforeAll(async () => {
  const { playlist, entries } = playlistVersion(HOSTILE, [track(HOSTILE, HOSTILE), track("Dusk")]);
  const owner = { name: HOSTILE, refs: {} };
  const hostile = { playlist: { ...playlist, description: HOSTILE, owner }, entries };
  const library = libraryVersion([track("Aria"), track(HOSTILE, HOSTILE)], { mix: hostile });
  [browser, history] = await Promise.all([startChromium(), createTroubledHistory(library)]);
});

afterAll(async () => {
  await browser.close();
  await history[Symbol.asyncDispose]();
});

const NOT_OURS = "metadata.json is not a file of a tracksafe snapshot.";
const TOO_NEW = "metadata.json has format version 2; this tracksafe reads up to 1.";
const NOT_OPENED = "None of the given keys opens a sealed file.";

/** The words that each screen has for a trouble. */
const WORDS = [
  {
    trouble: "damaged",
    mark: "proved to be yours",
    snapshot: "Complete, sealed, proved to be yours",
    list: "likes.json.gz.age has",
    compare: "Nothing changed",
    restore: "Cannot be used: likes of",
  },
  {
    trouble: "forged",
    mark: "forged",
    snapshot: "Complete, sealed, forged",
    list: "1 snapshot is not proved to be yours.",
    compare: "2026-11-18T03-17-00: forged",
    restore: "metadata.json was not written by the maker of this snapshot.",
  },
  {
    trouble: "unreadable",
    mark: "damaged",
    ...{ snapshot: NOT_OURS, list: NOT_OURS, compare: NOT_OURS, restore: NOT_OURS },
  },
  {
    trouble: "newer",
    mark: "newer",
    ...{ snapshot: TOO_NEW, list: TOO_NEW, compare: TOO_NEW, restore: TOO_NEW },
  },
  {
    trouble: "foreign",
    mark: "not proved: another key id",
    snapshot: "not proved: another key id",
    list: NOT_OPENED,
    compare: "2026-11-21T03-17-00: not proved: another key id",
    restore: NOT_OPENED,
  },
] as const;

describe("snapshots in trouble", () => {
  it("are shown as what they are on every screen, and hostile names do nothing there", async () => {
    const viewport = { width: 360, height: 740 };
    await using opened = await openHistoryPage(browser, history.directory, { viewport });
    const { page } = opened;
    const card = (name: string) => page.getByRole("listitem").filter({ hasText: name });
    await card(history.troubled.newer).getByText("newer").waitFor();
    expect(await page.getByText("proved to be yours", { exact: true }).count()).toBe(0);

    // Without the comments of the key file nothing says which of the keys is the person's.
    await opened.unlock(history.key.secret.reveal());
    await page.getByText("These snapshots name several keys").waitFor();
    expect(await page.getByText("proved to be yours", { exact: true }).count()).toBe(0);
    await page.getByRole("button", { name: "Lock", exact: true }).click();
    await opened.unlock(history.keyFile);
    await card(history.names[6] ?? "")
      .getByText("latest")
      .waitFor();

    const check = async (hash: string, words: string) => {
      await page.evaluate(`location.hash = "${hash}"`);
      await page.getByText(words).first().waitFor();
      expect([hash, await overflow(page)]).toEqual([hash, 0]);
    };
    for (const { trouble, mark, snapshot, list, compare, restore } of WORDS) {
      const name = history.troubled[trouble];
      await check("#/timeline", name);
      await card(name).getByText(mark, { exact: true }).waitFor();
      await check(`#/snapshot/${name}`, snapshot);
      await check(`#/snapshot/${name}/likes`, list);
      await check(`#/compare/${history.names[0]}/${name}`, compare);
      await check(`#/restore/${name}`, restore);
    }
    await check(`#/restore/${history.names[6]}`, SHOWN);
    await check(`#/snapshot/${history.troubled.damaged}`, SHOWN);
    await page.getByRole("button", { name: "Check every byte" }).click();
    await page.getByText("1 problem found.").waitFor();

    await page.getByRole("link", { name: SHOWN }).click();
    await page.getByRole("heading", { name: SHOWN }).waitFor();
    await page.getByRole("gridcell", { name: SHOWN }).first().waitFor();
    expect(await overflow(page)).toBe(0);
    await page.getByRole("searchbox", { name: "Search the history" }).fill("onerror");
    await page.getByText("2 matches in 3 snapshots.").waitFor();
    await page.getByText(`${history.troubled.newer}: format/too-new`).waitFor();
    expect(await overflow(page)).toBe(0);
    expect(await page.evaluate("window.planted")).toBe(undefined);
    expect(opened.requests).toEqual([]);
  });
});
