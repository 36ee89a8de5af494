import { diffLists } from "../../src/history/diff.ts";
import { decodeEntry } from "../../src/snapshot/document.ts";
import { decodeMetadata, encodeMetadata, type FileRecord } from "../../src/snapshot/metadata.ts";
import { summarize } from "../../src/snapshot/summary.ts";

/** A browser compiles code well once it has run about so often. */
const TIMES = 12;

const [TIME, HEX] = ["2000-01-01T00:00:00.000Z", "0".repeat(64)];

/** The files of a sample: as many as a small library has. */
const FILES = Array.from({ length: 24 }, (_, at): FileRecord => {
  const name = `playlist_${at}`;
  const part = { bytes: 1, contentId: HEX, name, sealedAt: TIME, sha256: HEX };
  return {
    entries: 1,
    head: HEX,
    id: name,
    kind: "playlists",
    parts: [part],
    position: at,
    readAt: TIME,
    revision: HEX,
    state: "ok",
  };
});

/** Lists of a sample: of each, every other row is in the list before. */
const LISTS = Array.from({ length: 3 }, (_, list) =>
  Array.from({ length: 200 }, (__, row) => lineOf(row % 2 === 0 ? row : row + list)),
);

function lineOf(row: number): string {
  const refs = { spotify: `spotify:track:${row}` };
  const artists = [{ name: "sample", refs }];
  const album = { artists, refs, title: "sample" };
  const item = { album, artists, durationMs: 1, refs, title: "sample" };
  return JSON.stringify({ addedAt: TIME, item, type: "track" });
}

/**
 * Reads a sample of metadata, and compares lists of a sample, a few times. Then the browser has
 * compiled the code that reads the snapshots of a person, and answers sooner.
 */
export async function warmUp(): Promise<void> {
  const bytes = encodeMetadata(
    {
      covers: false,
      createdAt: TIME,
      encryption: null,
      files: FILES,
      finishedAt: TIME,
      include: ["playlists"],
      login: null,
      provider: "spotify",
      status: "complete",
      tool: { name: "tracksafe", version: "1.0.0" },
      user: "sample",
      warnings: [],
    },
    null,
  );
  for (let time = 0; time < TIMES; time += 1) {
    summarize(await decodeMetadata(bytes));
    const lists = LISTS.map((lines) => lines.map((line) => decodeEntry(line, "sample")));
    for (const [at, list] of lists.entries()) diffLists(lists[at - 1] ?? [], list);
  }
}
