import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { libraryVersion, playlistVersion, track } from "../support/cli/history-scene.ts";
import { startChromium } from "../support/web/chromium.ts";
import { openHistoryPage } from "../support/web/history-page.ts";
import { createSealedHistory, type SealedHistory } from "../support/web/sealed-history.ts";

let browser: Browser;
let sealed: SealedHistory;

const [AURORA, BOLERO, DUSK] = ["Aurora", "Bolero", "Dusk"].map((title) => track(title)) as [
  ReturnType<typeof track>,
  ReturnType<typeof track>,
  ReturnType<typeof track>,
];

beforeAll(async () => {
  browser = await startChromium();
  sealed = await createSealedHistory([
    libraryVersion([AURORA, BOLERO], { mix: playlistVersion("Evening", [DUSK]) }),
    libraryVersion([AURORA], { mix: playlistVersion("Night", [DUSK, BOLERO]) }),
  ]);
});

afterAll(async () => {
  await browser.close();
  await sealed[Symbol.asyncDispose]();
});

describe("the page with sealed snapshots", () => {
  it("compares two of them, first in numbers, and with the key in names", async () => {
    await using history = await openHistoryPage(browser, sealed.directory);
    const { page } = history;
    await history.go("Compare");
    await page.getByText("likes: edited, 2 → 1").waitFor();
    await page.getByText("The snapshots are sealed, so only numbers are shown.").waitFor();
    await history.unlock(sealed.key.fileText.reveal());

    await page.getByText("likes: 1 removed").waitFor();
    await page.getByText(/^- .*Bolero/).waitFor();
    await page.getByText("playlist Evening → Night: renamed, 1 added").click();
    await page.getByText(/^\+ .*Bolero/).waitFor();
    expect(history.requests).toEqual([]);
  });

  it("shows what a restore would bring back, and the command for it", async () => {
    await using history = await openHistoryPage(browser, sealed.directory);
    const { page } = history;
    await page.goto(`${page.url().split("#")[0]}#/restore/${sealed.names[0]}`);
    await page.getByText("The snapshot is sealed. It has 2 likes, 1 playlist.").waitFor();
    await history.unlock(sealed.key.fileText.reveal());

    await page.getByRole("row", { name: "likes 1 1 0" }).waitFor();
    await page.getByLabel("Compare with").selectOption("empty");
    await page.getByRole("row", { name: "likes 2 0 0" }).waitFor();
    await page.getByRole("radio", { name: "Only what I choose" }).check();
    await page.getByRole("checkbox", { name: /^Likes/ }).check();
    await page.getByRole("row", { name: "likes 2 0 0" }).waitFor();
    await page.getByLabel("Into").selectOption("same");
    await page.getByLabel("Where the snapshots are").fill("./it's here");
    await page.getByRole("button", { name: "Copy the command" }).click();
    await page.getByText("Copied.").waitFor();
    expect(await page.evaluate("navigator.clipboard.readText()")).toMatch(
      /^tracksafe restore '\.\/it'\\''s here\/[\w-]+\/[\dT-]+' --only likes --same-account$/,
    );
    await page.getByRole("row", { name: "target same" }).waitFor();

    const plan = join(sealed.directory, "plan.json");
    await writeFile(plan, JSON.stringify(DRY_RUN));
    await page.getByLabel("Or show the plan of a dry run").setInputFiles(plan);
    await page.getByRole("row", { name: "likes 7 5 0" }).waitFor();
    await page.getByText("Mixtape: new, 3 to add").waitFor();
  });

  it("shows the plan of a dry run that is dropped on any screen, and says what is no plan", async () => {
    await using history = await openHistoryPage(browser, sealed.directory);
    const { page } = history;
    await drop(page, "plan.json", JSON.stringify(DRY_RUN));
    await page.getByRole("heading", { name: "The plan in plan.json" }).waitFor();
    await page.getByRole("row", { name: "likes 7 5 0" }).waitFor();
    expect(page.url()).toMatch(/#\/restore$/);

    await history.unlock(sealed.key.fileText.reveal());
    await page.getByRole("heading", { name: "The plan in plan.json" }).waitFor();
    await page.getByLabel("Compare with").selectOption("empty");
    await page.getByRole("row", { name: "likes 1 0 0" }).waitFor();

    await history.go("Timeline");
    await drop(page, "other.json", "[]");
    await page.getByText("This file is not the plan of a restore.").waitFor();
  });

  it("forgets the key when nobody uses the page, and when it is hidden for long", async () => {
    await using history = await openHistoryPage(browser, sealed.directory);
    const { page } = history;
    await page.clock.install();
    const hide = (isHidden: boolean) =>
      page.evaluate(`Object.defineProperty(document, "hidden", { value: ${isHidden}, configurable: true });
        document.dispatchEvent(new Event("visibilitychange"));`);
    await history.unlock(sealed.key.secret.reveal());
    await page.clock.runFor("14:00");
    await page.keyboard.press("Shift");
    await page.clock.runFor("14:00");
    await page.getByRole("button", { name: "Lock", exact: true }).waitFor();
    await page.clock.runFor("02:00");
    await page.getByText("Locked, because the page was not used for 15 minutes.").waitFor();

    await history.unlock(sealed.key.secret.reveal());
    await hide(true);
    await page.clock.runFor("06:00");
    await hide(false);
    await page.getByText("Locked, because the page was hidden for 5 minutes.").waitFor();
    await page.getByRole("button", { name: "Unlock" }).waitFor();
  });

  it("shows the lists once there is the key, and exports one in each format", async () => {
    await using history = await openHistoryPage(browser, sealed.directory);
    const { page } = history;
    await history.go("Snapshot");
    await page.getByText("so the names of playlists are not shown").waitFor();
    await history.unlock(sealed.key.fileText.reveal());
    await page.getByRole("link", { name: "Night" }).click();
    await page.getByRole("searchbox", { name: "Filter" }).fill("dusk");
    await page.getByText("1 of 2 entries").waitFor();
    for (const format of ["CSV", "M3U8", "XSPF", "JSPF", "JSON"]) {
      await page.getByLabel("Format").selectOption(format);
      const started = page.waitForEvent("download");
      await page.getByRole("button", { name: "Export" }).click();
      const download = await started;
      expect(download.suggestedFilename()).toBe(`Night.${format.toLowerCase()}`);
      const text = await readFile(await download.path(), "utf8");
      expect(text).toContain("Dusk");
      expect(text).not.toContain("Bolero");
    }
  });
});

/** Drops a file on the page. */
async function drop(page: Page, name: string, content: string): Promise<void> {
  const dataTransfer = await page.evaluateHandle(`(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([${JSON.stringify(content)}], ${JSON.stringify(name)}));
    return transfer;
  })()`);
  await page.dispatchEvent("body", "drop", { dataTransfer });
}

const DRY_RUN = {
  dryRun: true,
  collections: [{ kind: "likes", toAdd: 7, present: 5, skipped: [], failed: null }],
  playlists: [
    {
      name: "Mixtape",
      action: "create",
      id: null,
      present: 0,
      skipped: [],
      failed: null,
      toAdd: 3,
    },
  ],
  unusable: [],
  incomplete: [],
  todo: [{ kind: "folders" }],
};
