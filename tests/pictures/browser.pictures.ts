import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { it } from "vitest";
import { createBrowserScene } from "../support/action/browser-scene.ts";
import { fromNothingToRestored } from "../support/action/browser-story.ts";
import { takePicture } from "../support/action/summary-page.ts";
import { startChromium } from "../support/web/chromium.ts";

const PICTURES = resolve(import.meta.dirname, "../../docs/pictures");

it.each([
  ["copy", false],
  ["fork", true],
])("draws what the pages of the runs show in a %s", async (where, fork) => {
  await using scene = await createBrowserScene({ fork });
  await using browser = await startChromium();
  await mkdir(PICTURES, { recursive: true });
  for await (const { name, run } of fromNothingToRestored(scene)) {
    // The address of the emulator is not what people see.
    const summary = run.summary.replace(/http:\/\/127\.0\.0\.1:\d+\/authorize/g, SPOTIFY);
    await writeFile(join(PICTURES, `${where}-${name}.png`), await takePicture(browser, summary));
  }
});

const SPOTIFY = "https://accounts.spotify.com/authorize";
