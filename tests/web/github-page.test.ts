import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { buildPage, GITHUB_API, GITHUB_PAGE } from "../../tools/web.ts";
import { createHistoryScene, libraryVersion, track } from "../support/cli/history-scene.ts";
import { listFiles } from "../support/files.ts";
import { type FakeGitHub, startGitHub } from "../support/github/server.ts";
import { startChromium } from "../support/web/chromium.ts";

let browser: Browser;
let github: FakeGitHub;
/** The page for GitHub, built for the server in its place. */
let directory: string;

beforeAll(async () => {
  [browser, github, directory] = await Promise.all([
    startChromium(),
    startGitHub(),
    mkdtemp(join(tmpdir(), "tracksafe-page-")),
  ]);
  await writeFile(join(directory, "page.html"), (await buildPage(github.url)).html);
});

afterAll(async () => {
  await Promise.all([browser.close(), github.close(), rm(directory, { recursive: true })]);
});

async function openPage(): Promise<Page> {
  const context = await browser.newContext();
  onTestFinished(() => context.close());
  const page = await context.newPage();
  await page.goto(pathToFileURL(join(directory, "page.html")).href);
  return page;
}

/** Asks the page for a repository. */
async function ask(page: Page, repository: string, token: string): Promise<void> {
  await page.getByRole("textbox", { name: "Repository" }).fill(repository);
  await page.getByLabel("Token").fill(token);
  await page.getByRole("button", { name: "Open" }).click();
}

describe("docs/tracksafe-github.html", () => {
  it("is what its sources make, and may talk to GitHub's API only", async () => {
    const { html } = await buildPage(GITHUB_API);
    const page = await readFile(GITHUB_PAGE, "utf8");
    // `npm run web` brings it up to date.
    expect(page === html).toBe(true);
    expect(page).toContain("; connect-src https://api.github.com; ");
  });

  it("shows the snapshots in a repository, from few requests and with a read-only token", async () => {
    await using scene = await createHistoryScene(
      ["A", "B", "C"].map((title) => libraryVersion([track(title)])),
    );
    const paths = await listFiles(scene.directory);
    const contents = await Promise.all(
      paths.map((path) => readFile(join(scene.directory, path), "utf8")),
    );
    const files = Object.fromEntries(
      paths.map((path, at) => [`backups/${path}`, contents[at] ?? ""]),
    );
    const { fullName } = await github.addRepository({ owner: "somebody", name: "vault", files });
    const rights = { [fullName]: { contents: "read" } } as const;
    const { value } = github.addToken({ label: "phone", rights });
    const before = github.requests.length;
    const page = await openPage();
    await ask(page, `https://github.com/${fullName}`, value);
    for (const name of scene.names) await page.locator(`a[href="#/snapshot/${name}"]`).waitFor();
    const sent = github.requests.slice(before).filter(({ method }) => method !== "OPTIONS");
    const timeline = sent.map(({ method, path }) => `${method} ${path.split("/").at(-1)}`);
    expect(timeline.slice(0, 6)).toEqual([
      "GET vault",
      "GET backups",
      "GET main",
      expect.stringMatching(/^GET [0-9a-f]{40}$/),
      expect.stringMatching(/^GET [0-9a-f]{40}$/),
      "POST graphql",
    ]);
    expect(await page.getByLabel("Token").count()).toBe(0);
    const stored = () => [JSON.stringify(localStorage), JSON.stringify(sessionStorage)];
    expect(await page.evaluate(stored)).toEqual(["{}", "{}"]);
    expect(page.url()).not.toContain(value);
  });

  it("says what is wrong, and cannot talk to another address", async () => {
    const { value } = github.addToken({ label: "phone", rights: {} });
    const page = await openPage();
    await ask(page, "somebody/vault", "wrong");
    await page.getByText("GitHub does not accept the token.").waitFor();
    await ask(page, "nobody/nothing", value);
    await page.getByText("GitHub does not show such").waitFor();

    const refused = await page.evaluate(`new Promise((resolve) => {
      document.addEventListener("securitypolicyviolation", (event) => {
        resolve(event.effectiveDirective);
      });
      fetch("http://127.0.0.1:9/").catch(() => {});
    })`);
    expect(refused).toBe("connect-src");
  });
});
