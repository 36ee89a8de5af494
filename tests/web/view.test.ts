import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { startInProcess } from "../support/cli/command.ts";
import { createHistoryScene, libraryVersion, track } from "../support/cli/history-scene.ts";
import { listFiles } from "../support/files.ts";
import { startGitHub } from "../support/github/server.ts";
import { startChromium } from "../support/web/chromium.ts";

let browser: Browser;

beforeAll(async () => {
  browser = await startChromium();
});

afterAll(() => browser.close());

const HISTORY = [libraryVersion([track("A")]), libraryVersion([track("A"), track("B")])];

describe("tracksafe view", () => {
  it.each(["a directory", "a repository"])(
    "shows the snapshots of %s in a browser, until it is stopped",
    async (place) => {
      await using scene = await createHistoryScene(HISTORY);
      const github = await startGitHub();
      onTestFinished(() => github.close());
      const paths = await listFiles(scene.directory);
      const read = async (path: string) =>
        [`backups/${path}`, await readFile(join(scene.directory, path), "utf8")] as const;
      const files = Object.fromEntries(await Promise.all(paths.map(read)));
      const repository = await github.addRepository({ owner: "somebody", name: "vault", files });
      const { value } = github.addToken({
        label: "reader",
        rights: { [repository.fullName]: { contents: "read" } },
      });
      const source = place === "a directory" ? scene.directory : "github:somebody/vault";
      const env = { GITHUB_TOKEN: value, GITHUB_API_URL: github.url };
      const stop = new AbortController();
      using running = startInProcess(["view", source, "--no-browser"], env, {
        signal: stop.signal,
      });
      const [, url = ""] = await running.said(/(http:\/\/127\.0\.0\.1:\d+\/\S+)/);

      const context = await browser.newContext();
      onTestFinished(() => context.close());
      const page = await context.newPage();
      const elsewhere: string[] = [];
      page.on("request", (request) => {
        if (new URL(request.url()).host !== new URL(url).host) elsewhere.push(request.url());
      });
      await page.goto(url);

      for (const name of scene.names) await page.locator(`a[href="#/snapshot/${name}"]`).waitFor();
      await page.reload();
      for (const name of scene.names) await page.locator(`a[href="#/snapshot/${name}"]`).waitFor();
      expect(elsewhere.filter((each) => !each.startsWith("blob:"))).toEqual([]);

      const other = await browser.newContext();
      onTestFinished(() => other.close());
      const stranger = await other.newPage();
      expect((await stranger.goto(url))?.status()).toBe(403);
      await stranger.getByText("This address was opened already").waitFor();

      stop.abort();
      expect(await running.finished).toMatchObject({ exit: 0 });
      await expect(page.goto(url)).rejects.toThrow(/ERR_CONNECTION_REFUSED/);
    },
  );
});
