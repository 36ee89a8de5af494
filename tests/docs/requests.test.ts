import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { generateLibrary, type LibrarySpec } from "../../emulator/index.ts";
import type { Kind } from "../../src/model/records.ts";
import { createScene } from "../support/spotify/scene.ts";

const USUAL = { likes: 60, playlists: 6, itemsPerPlaylist: 10, albums: 60, artists: 50, shows: 60 };
const LIBRARY = { ...USUAL, episodes: 60, audiobooks: 3 };

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
  for (const more of [{ playlists: 56 }, { artists: 100 }, { audiobooks: 53 }]) {
    // Each of these lists takes more pages than the one in LIBRARY.
    expect(await measure({ ...LIBRARY, ...more })).toBeGreaterThan(all);
  }
});
