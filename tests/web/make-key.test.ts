import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generateLibrary } from "../../emulator/index.ts";
import { Secret } from "../../src/secret.ts";
import { runInProcess } from "../support/cli/command.ts";
import { openWithAge, output } from "../support/crypto/age-program.ts";
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
    // The test of the walk with a recovery copy shows that a key in memory is found.
    expect((await heapText(keyPage.page)).includes(identity)).toBe(false);
    const fromIdentity = await output("age-keygen", ["-y"], `${identity}\n`);
    expect(utf8(fromIdentity)).toBe(`${recipient}\n`);
    expect(file.name).toBe("tracksafe-key.txt");
    expect(utf8(file.content)).toMatch(
      new RegExp(
        `^# created: \\d{4}-\\d\\d-\\d\\dT[\\d:]{8}Z\\n# public key: ${recipient}\\n${identity}\\n$`,
      ),
    );

    const backups = join(scene.directory, "backups");
    const env = { ...scene.env, AGE_RECIPIENTS: recipient };
    expect(await runInProcess(["backup", "--out", backups], env)).toMatchObject({ exit: 0 });
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
});
