import { mkdir, readFile, watch, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { userName } from "../../src/snapshot/names.ts";
import { type Running, startCommand } from "../support/cli/command.ts";
import { createLoginScene, type LoginScene } from "../support/cli/login-scene.ts";
import { isFree } from "../support/http/ports.ts";
import { startChromium } from "../support/web/chromium.ts";

let browser: Browser;

beforeAll(async () => {
  browser = await startChromium(FOREIGN);
});

afterAll(() => browser.close());

/** A host name of somebody else, which resolves to the visitor's own machine. */
const FOREIGN = "foreign.example";

/**
 * Starts `tracksafe auth` where there is a browser, and shows there what the command opens. Its
 * `xdg-open` stands for the desktop, which would pass the address on to the browser.
 */
async function begin(scene: LoginScene, page: Page): Promise<Running> {
  const bin = join(scene.directory, "bin");
  const opened = join(scene.directory, "opened");
  await mkdir(opened);
  await mkdir(bin);
  const script = `#!/bin/sh\nprintf %s "$1" > '${opened}/part' && mv '${opened}/part' '${opened}/url'\n`;
  await writeFile(join(bin, "xdg-open"), script, { mode: 0o755 });
  const env = { ...scene.env, DISPLAY: ":0", PATH: `${bin}:${process.env["PATH"]}` };
  const changes = watch(opened);
  const running = startCommand(["auth", "--port", String(scene.port)], env);
  for await (const { filename } of changes) if (filename === "url") break;
  await page.goto(await readFile(join(opened, "url"), "utf8"));
  return running;
}

it("logs in with a click, whatever else the browser is led to before", async () => {
  await using scene = await createLoginScene();
  await using context = await browser.newContext();
  const page = await context.newPage();
  using running = await begin(scene, page);
  const consent = new URL(page.url());
  expect(consent.origin).toBe(scene.emulator.accountsUrl);
  expect(await page.getByRole("listitem").allTextContents()).toEqual([
    "playlist-read-private",
    "playlist-read-collaborative",
    "user-library-read",
    "user-follow-read",
    "user-read-playback-position",
  ]);

  // Another page of the same browser knows everything except the state; in the end also the state.
  const other = await context.newPage();
  const state = consent.searchParams.get("state");
  for (const url of [
    `${scene.redirectUri}?code=AQ1&state=another`,
    `${scene.redirectUri.replace("/callback", "/other")}?code=AQ1&state=${state}`,
    `${scene.redirectUri.replace("127.0.0.1", FOREIGN)}?code=AQ1&state=${state}`,
    `${scene.redirectUri.replace("127.0.0.1", "localhost")}?code=AQ1&state=${state}`,
  ]) {
    const answer = await other.goto(url);
    expect([url, answer?.status()]).toEqual([url, 400]);
    expect(await other.textContent("body")).toBe(
      "tracksafe does not expect this address. Open the address that tracksafe has printed.",
    );
  }
  await other.close();

  await page
    .getByRole("link", { name: /^Agree as / })
    .nth(1)
    .click();
  expect(await page.textContent("body")).toBe(
    "tracksafe has received the answer. You can close this page and go back to the terminal.",
  );
  expect(await running.finished).toMatchObject({ exit: 0 });
  expect(await isFree(scene.port)).toBe(true);
  expect(JSON.parse(await readFile(scene.credentials, "utf8"))).toMatchObject({
    account: userName("spotify", "two"),
  });
});
