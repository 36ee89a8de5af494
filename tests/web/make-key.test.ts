import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generateLibrary } from "../../emulator/index.ts";
import { generateKey } from "../../src/crypto/keygen.ts";
import { Secret } from "../../src/secret.ts";
import { runInProcess } from "../support/cli/command.ts";
import {
  ageOnTerminal,
  createTempDirectory,
  openWithAge,
  output,
} from "../support/crypto/age-program.ts";
import { createScene, type Scene } from "../support/spotify/scene.ts";
import { startChromium } from "../support/web/chromium.ts";
import { openKeyPage } from "../support/web/key-page.ts";
import { heapText } from "../support/web/look.ts";

let browser: Browser;
let scene: Scene;

beforeAll(async () => {
  browser = await startChromium();
  const library = generateLibrary({ seed: 41, likes: 250, playlists: 2, itemsPerPlaylist: 3 });
  scene = await createScene({ accounts: [library] });
});

afterAll(async () => {
  await scene[Symbol.asyncDispose]();
  await browser.close();
});

const utf8 = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** Backs up with the command line, sealed for `recipient`, and gives the directory. */
async function backUpFor(recipient: string, name: string): Promise<string> {
  const out = join(scene.directory, name);
  const env = { ...scene.env, AGE_RECIPIENTS: recipient };
  expect(await runInProcess(["backup", "--out", out], env)).toMatchObject({ exit: 0 });
  return out;
}

it("the page says what it needs where its script does not run", async () => {
  await using keyPage = await openKeyPage(browser, { javaScriptEnabled: false });
  const body = keyPage.page.getByText("This page needs JavaScript");
  expect(await body.isVisible()).toBe(true);
});

describe("a key made on the page", () => {
  it("is copied, checked, and opens with age what a backup sealed for its recipient", async () => {
    await using keyPage = await openKeyPage(browser);
    const clipboard = () => keyPage.page.evaluate("navigator.clipboard.readText()");
    const identity = await keyPage.make();
    expect(await keyPage.page.content()).not.toContain("needs JavaScript, and");
    await keyPage.press("Copy the key");
    await keyPage.page.getByText("Copied.").waitFor();
    expect(await clipboard()).toBe(identity);
    const file = await keyPage.download("Download the key file");

    // It is not taken for kept before its end is typed back, with the key out of sight.
    await keyPage.press("I have saved it");
    expect(await keyPage.page.content()).not.toContain(identity.slice(-6));
    for (const wrong of ["", "wrong!", identity.slice(-7)]) {
      await keyPage.answer(/^The last 6 characters/, wrong);
      expect(await keyPage.page.getByRole("alert").textContent()).toContain("last 6 characters");
    }
    await keyPage.press("Show the key again");
    expect(await keyPage.page.getByRole("region").textContent()).toBe(identity);
    await keyPage.press("I have saved it");
    await keyPage.answer(/^The last 6 characters/, ` ${identity.slice(-6).toLowerCase()} `);
    await keyPage.press("Go on without one");
    const recipient = await keyPage.recipient();
    await keyPage.press("Copy the recipient");
    await keyPage.page.getByText("Copied.").waitFor();
    expect(await clipboard()).toBe(recipient);
    const fromIdentity = await output("age-keygen", ["-y"], `${identity}\n`);
    expect(utf8(fromIdentity)).toBe(`${recipient}\n`);
    expect(file.name).toBe("tracksafe-key.txt");
    expect(utf8(file.content)).toMatch(
      new RegExp(
        `^# created: \\d{4}-\\d\\d-\\d\\dT[\\d:]{8}Z\\n# public key: ${recipient}\\n${identity}\\n$`,
      ),
    );

    const backups = await backUpFor(recipient, "standard");
    const parts = (await readdir(backups, { recursive: true })).filter((name) =>
      /\/likes\..*\.age$/.test(name),
    );
    expect(parts.length).toBeGreaterThan(0);
    const likes = await openWithAge(
      parts.sort().map((name) => join(backups, name)),
      new Secret(utf8(file.content)),
    );
    expect(JSON.parse(utf8(likes)).entries).toHaveLength(250);
    expect(keyPage.requests).toEqual([]);
  });

  it("may be a hybrid one, which the command line opens", async () => {
    await using keyPage = await openKeyPage(browser);
    await keyPage.page.getByLabel("Post-quantum").check();
    const identity = await keyPage.make();
    expect(identity).toMatch(/^AGE-SECRET-KEY-PQ-1/);
    const { content } = await keyPage.download("Download the key file");
    await keyPage.keep(identity);
    await keyPage.press("Go on without one");
    const recipient = await keyPage.recipient();
    expect(recipient).toMatch(/^age1pq1/);

    const backups = await backUpFor(recipient, "hybrid");
    const verified = await runInProcess(["verify", backups], { AGE_IDENTITY: utf8(content) });
    expect(verified).toMatchObject({ exit: 0 });
    const other = await generateKey("hybrid", new Date());
    const foreign = await runInProcess(["verify", backups], {
      AGE_IDENTITY: other.secret.reveal(),
    });
    expect(foreign).toMatchObject({ exit: 12 });
  });

  it("has a recovery copy that age opens, once both are kept, and leaves nothing in memory", async () => {
    await using keyPage = await openKeyPage(browser);
    const { page } = keyPage;
    const identity = await keyPage.make();
    const file = await keyPage.download("Download the key file");
    expect(await heapText(page)).toContain(identity);
    await keyPage.keep(identity);
    const first = await keyPage.makeCopy();
    await keyPage.press("I have done both");
    expect(await page.getByRole("alert").textContent()).toContain("not saved yet");
    await keyPage.download("Download the recovery copy");
    await keyPage.press("I have done both");

    expect(await page.content()).not.toContain(first);
    await keyPage.press("Make another copy");
    const passphrase = page.getByRole("region", { name: "Passphrase" });
    const second = (await passphrase.textContent()) ?? "";
    expect(second).not.toBe(first);
    const copy = await keyPage.download("Download the recovery copy");
    await keyPage.press("I have done both");
    await keyPage.answer(/^The passphrase/, first);
    expect(await page.getByRole("alert").textContent()).toContain("does not open");
    await keyPage.answer(/^The passphrase/, ` ${second.toUpperCase()} `);
    await keyPage.recipient();

    const content = await page.content();
    const heap = await heapText(page);
    for (const secret of [identity, first, second]) {
      expect(content).not.toContain(secret);
      expect(heap.includes(secret)).toBe(false);
    }
    expect(page.url()).toMatch(/\/tracksafe\.html#\/make-key$/);
    expect(
      await page.evaluate(
        "indexedDB.databases().then((all) => [all.length, localStorage.length, sessionStorage.length, document.cookie])",
      ),
    ).toEqual([0, 0, 0, ""]);
    expect(keyPage.requests).toEqual([]);

    expect(copy.name).toBe("tracksafe-recovery.age");
    const temp = await createTempDirectory();
    try {
      const sealed = await temp.put(copy.content);
      await ageOnTerminal(["-d", "-o", temp.path("opened"), sealed], second);
      expect(utf8(await temp.get("opened"))).toBe(utf8(file.content));
    } finally {
      await temp.remove();
    }
  });
});
