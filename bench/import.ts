import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BlobWriter, TextReader, ZipWriter } from "@zip.js/zip.js";
import { measure, TRACKSAFE } from "./process.ts";
import { megabytes, printTable, seconds } from "./table.ts";

/** Measures imports: Spotify's data export, and tables that are read piece by piece. */
export async function benchImport(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), "tracksafe-bench-"));
  const rows: string[][] = [];
  const add = async (what: string, name: string, content: string | Uint8Array) => {
    const file = join(directory, name);
    await writeFile(file, content);
    const args = ["import", file, "--json", "--out", join(directory, `of-${name}`)];
    const { exit, wallMs, cpuMs, peakBytes } = await measure(TRACKSAFE, args, { HOME: directory });
    if (exit !== 0) throw new Error(`the import of ${what} failed: ${exit}`);
    const size = megabytes(content.length);
    rows.push([what, size, seconds(wallMs), seconds(cpuMs), megabytes(peakBytes)]);
  };
  try {
    await add("Spotify's data ZIP, 10,000 rows", "data.zip", await spotifyData(10_000));
    await add("Exportify CSV, 10,000 rows", "small.csv", exportify(10_000));
    await add("Exportify CSV, 500,000 rows", "large.csv", exportify(500_000));
  } finally {
    await rm(directory, { recursive: true });
  }
  printTable("Imports", ["file", "size", "wall", "CPU", "peak memory"], rows);
}

const uriOf = (kind: string, at: number) => `spotify:${kind}:${String(at).padStart(22, "0")}`;

/** Half of the rows are likes, the others in twenty playlists. */
async function spotifyData(rows: number): Promise<Uint8Array> {
  const songs = Array.from({ length: rows / 2 }, (_, at) => ({
    artist: `Artist ${at % 900}`,
    album: `Record ${at % 2_000}`,
    track: `Song number ${at}`,
    uri: uriOf("track", at),
  }));
  const library = { tracks: songs, albums: [], artists: [], shows: [], bannedTracks: [] };
  const perList = songs.length / 20;
  const playlists = Array.from({ length: 20 }, (_, list) => ({
    name: `Playlist ${list}`,
    items: songs.slice(list * perList, (list + 1) * perList).map(({ artist, track, uri }) => ({
      track: { trackName: track, artistName: artist, albumName: "Record", trackUri: uri },
      episode: null,
      localTrack: null,
      addedDate: "2024-02-03",
    })),
  }));
  const zip = new ZipWriter(new BlobWriter(), { useWebWorkers: false });
  await zip.add("YourLibrary.json", new TextReader(JSON.stringify(library, null, 2)));
  await zip.add("Playlist1.json", new TextReader(JSON.stringify({ playlists }, null, 2)));
  return new Uint8Array(await (await zip.close()).arrayBuffer());
}

function exportify(rows: number): string {
  const header =
    "Track URI,Track Name,Album Name,Artist Name(s),Release Date,Duration (ms),Popularity,Explicit,Added By,Added At";
  const lines = Array.from({ length: rows }, (_, at) => {
    return `${uriOf("track", at)},"Song number ${at}","Record ${at % 2_000}","Artist ${at % 900}",2020-01-02,${200_000 + at},7,false,somebody,2024-02-03T04:05:06Z`;
  });
  return [header, ...lines, ""].join("\n");
}
