import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { generateLibrary, type LibrarySpec } from "../../emulator/index.ts";
import type { Kind } from "../../src/model/records.ts";
import { createScene } from "../support/spotify/scene.ts";

/** Each of these lists takes one more page if it gets 50 more rows. */
const USUAL = { playlists: 6, artists: 50, audiobooks: 3 };
const LIBRARY = { ...USUAL, likes: 51, itemsPerPlaylist: 10, albums: 51, shows: 51, episodes: 51 };

/** The number of requests that a second backup sends, without the one for the login. */
async function measure(spec: Omit<LibrarySpec, "seed">, include?: readonly Kind[]) {
  await using scene = await createScene({ accounts: [generateLibrary({ seed: 91, ...spec })] });
  const request = include === undefined ? {} : { include };
  await scene.backup(request);
  const before = scene.apiRequests();
  await scene.backup(request);
  return scene.apiRequests() - before;
}

it("the documents say how many requests a backup takes where nothing changed", async () => {
  const some = await measure(LIBRARY, ["likes", "playlists"]);
  const all = await measure(LIBRARY);
  for (const name of ["README.md", "docs/incremental.md"]) {
    const text = await readFile(name, "utf8");
    expect(text).toMatch(new RegExp(`\\b${some} requests\\b.*\\b${all}\\b`));
    expect(text).toMatch(/each further 50 playlists, artists or audiobooks take one more/i);
  }
  const usual = await measure(USUAL);
  for (const more of [{ playlists: 56 }, { artists: 100 }, { audiobooks: 53 }]) {
    expect(await measure({ ...USUAL, ...more })).toBeGreaterThan(usual);
  }
});
