/**
 * Measures first runs against an emulated Spotify with 50 ms latency, and prints a table. Figures
 * only; the tests assert the counts.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Cost, measure, startSpotify } from "./process.ts";
import { downloadSequentially } from "./sequential.ts";

const LATENCY_MS = 50;

const scenarios = [
  { name: "2,000 likes + 40 × 150", likes: 2_000, playlists: 40, itemsPerPlaylist: 150 },
  { name: "50,000 rows", likes: 20_000, playlists: 30, itemsPerPlaylist: 1_000 },
  { name: "200,000 rows", likes: 100_000, playlists: 50, itemsPerPlaylist: 2_000 },
];

const rows = [["", "requests", "wall", "CPU", "peak memory", "sequential", "ratio"]];
for (const { name, ...library } of scenarios) {
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
      megabytes(cost),
      `${plain.requests} in ${seconds(plain.wallMs)}`,
      `1 : ${(plain.wallMs / cost.wallMs).toFixed(1)}`,
    ]);
  } finally {
    spotify.stop();
    await rm(out, { recursive: true });
  }
}
console.log(`First run, likes and playlists, ${LATENCY_MS} ms latency:\n`);
for (const [at, row] of rows.entries()) {
  console.log(`| ${row.join(" | ")} |`);
  if (at === 0) console.log(`|${row.map(() => "---").join("|")}|`);
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function megabytes({ peakBytes }: Cost): string {
  return `${Math.round(peakBytes / 1e6)} MB`;
}
