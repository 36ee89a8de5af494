import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { id, importOne } from "./files.ts";

/** Real files of other tools, if this machine has them. They are private, so they are not committed. */
const SAMPLES = resolve(import.meta.dirname, "../../..", "shared", "samples");

/** Name of a sample → its format, and how many rows each kind has. */
const EXPECTED = {
  "exportify_pavelkomarov_2024_tabs_in_header.csv": ["Exportify CSV", { playlists: 29 }],
  "exportify_watsonbox_header_de.csv": ["Exportify CSV", { playlists: 29 }],
  "exportify_watsonbox_liked.csv": ["Exportify CSV", { playlists: 79 }],
  "jspf_listenbrainz.jspf": ["JSPF", { playlists: 3 }],
  "spotify_data_Playlist1_2025.json": ["Spotify data export", { playlists: 38 }],
  "spotify_data_YourLibrary_2023.json": [
    "Spotify data export",
    { likes: 64, albums: 60, artists: 49, shows: 3 },
  ],
  "three_columns_crlf.csv": ["plain CSV", { playlists: 119 }],
  "tunemymusic_favorites_and_playlists.csv": [
    "TuneMyMusic CSV",
    { likes: 40, albums: 40, artists: 15, playlists: 60 },
  ],
} as const;

async function countsOf(name: string, content: string | Uint8Array): Promise<unknown> {
  const { preview } = await importOne(name, content);
  const counts: Record<string, number> = {};
  for (const { kind, rows } of preview.lists) counts[kind] = (counts[kind] ?? 0) + rows;
  expect(preview.missing.contents).toBe(0);
  return [preview.files[0]?.format, counts];
}

describe("files of other tools", () => {
  it("are counted as they are, those made by hand", async () => {
    const text = `Track URI,Track Name,Artist Name(s),Added At\nspotify:track:${id("a")},One,Ann,\n`;
    expect(await countsOf("a.csv", text)).toEqual(["Exportify CSV", { playlists: 1 }]);
  });

  for (const [name, expected] of Object.entries(EXPECTED)) {
    if (!existsSync(join(SAMPLES, name))) continue;
    it(`are counted as they are: ${name}`, async () => {
      const bytes = new Uint8Array(readFileSync(join(SAMPLES, name)));
      expect(await countsOf(name, bytes)).toEqual(expected);
    });
  }
});
