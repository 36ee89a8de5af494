import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
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

it("shows the snapshots of a directory and of a repository in a browser, until it is stopped", async () => {
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
  const env = { GITHUB_TOKEN: value, GITHUB_API_URL: github.url };
  const context = await browser.newContext();
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const asked: URL[] = [];
  page.on("request", (request) => asked.push(new URL(request.url())));
  const isShown = async () => {
    for (const name of scene.names) await page.locator(`a[href="#/snapshot/${name}"]`).waitFor();
  };

  for (const source of [scene.directory, "github:somebody/vault"]) {
    const stop = new AbortController();
    const { signal } = stop;
    const running = startInProcess(["view", source, "--no-browser"], env, { signal });
    onTestFinished(() => running[Symbol.dispose]());
    const [, url = ""] = await running.said(/(http:\/\/127\.0\.0\.1:\d+\/\S+)/);
    const before = asked.length;
    await page.goto(url);
    await isShown();
    const hosts = asked.slice(before).filter(({ protocol }) => protocol !== "blob:");
    expect(new Set(hosts.map(({ host }) => host))).toEqual(new Set([new URL(url).host]));
    if (source === scene.directory) {
      await page.reload();
      await isShown();

      const other = await browser.newContext();
      const stranger = await other.newPage();
      expect((await stranger.goto(url))?.status()).toBe(403);
      await stranger.getByText("This address was opened already").waitFor();
      await other.close();
    }
    stop.abort();
    expect(await running.finished).toMatchObject({ exit: 0 });
    await expect(page.goto(url)).rejects.toThrow(/ERR_CONNECTION_REFUSED/);
  }
});
