import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { measure, startSpotify } from "./process.ts";
import { downloadSequentially } from "./sequential.ts";
import { megabytes, printTable, seconds } from "./table.ts";

const LATENCY_MS = 50;

const LIBRARIES = [
  { name: "2,000 likes + 40 × 150", likes: 2_000, playlists: 40, itemsPerPlaylist: 150 },
  { name: "50,000 rows", likes: 20_000, playlists: 30, itemsPerPlaylist: 1_000 },
  { name: "200,000 rows", likes: 100_000, playlists: 50, itemsPerPlaylist: 2_000 },
];

/** First runs against an emulated Spotify in a process of its own, beside a plain downloader. */
export async function benchFirstRun(): Promise<void> {
  const rows = [];
  for (const { name, ...library } of LIBRARIES) {
    const spotify = await startSpotify({
      latencyMs: LATENCY_MS,
      libraries: [{ seed: 1, ...library }],
    });
    const out = await mkdtemp(join(tmpdir(), "tracksafe-bench-"));
    try {
      const args = ["backup", "--json", "--out", out, "--include", "likes,playlists"];
      const cost = await measure(args, spotify.env);
      const plain = await downloadSequentially(spotify);
      rows.push([
        name,
        `${JSON.parse(cost.stdout).requests}`,
        seconds(cost.wallMs),
        seconds(cost.cpuMs),
        megabytes(cost.peakBytes),
        `${plain.requests} in ${seconds(plain.wallMs)}`,
        `1 : ${(plain.wallMs / cost.wallMs).toFixed(1)}`,
      ]);
    } finally {
      spotify.stop();
      await rm(out, { recursive: true });
    }
  }
  printTable(
    `First run, likes and playlists, ${LATENCY_MS} ms latency`,
    ["library", "requests", "wall", "CPU", "peak memory", "sequential", "ratio"],
    rows,
  );
}
