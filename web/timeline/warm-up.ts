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

/**
 * Reads a sample of metadata a few times. Then the browser has compiled the code that reads the
 * snapshots of a person, and shows the newest ones sooner.
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
  for (let time = 0; time < TIMES; time += 1) summarize(await decodeMetadata(bytes));
}
