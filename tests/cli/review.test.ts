import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type AccountState,
  ALL_SCOPES,
  createAccount,
  generateNearMisses,
  type Track,
  uriOf,
  type WantedSong,
} from "../../emulator/index.ts";
import { runInProcess, runWithoutWaits } from "../support/cli/command.ts";
import { createScene, type Scene } from "../support/spotify/scene.ts";

const { wanted, songs } = generateNearMisses(250);

let scene: Scene;
let target: AccountState;
let directory = "";
let env: Readonly<Record<string, string>>;
const path = (name: string) => join(directory, name);

const cell = (text: string | number) => `"${String(text).replaceAll('"', '""')}"`;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "tracksafe-review-"));
  target = createAccount("target");
  scene = await createScene({ accounts: [target], songs });
  env = {
    ...scene.env,
    SPOTIFY_REFRESH_TOKEN: scene.emulator.issueRefreshToken("target", ALL_SCOPES),
    HOME: path("home"),
  };
  const rows = wanted.map(({ title, artist, album, durationMs }) =>
    [title, artist, album, durationMs].map(cell).join(","),
  );
  const header = "Track name,Artist name,Album,Duration (ms)";
  await writeFile(path("Old songs.csv"), [header, ...rows].join("\n"));
  const imported = await runInProcess(["import", path("Old songs.csv"), "--out", path("out")], env);
  expect(imported).toMatchObject({ exit: 0 });
});

afterAll(async () => {
  await scene[Symbol.asyncDispose]();
  await rm(directory, { recursive: true });
});

const searches = () => scene.emulator.requests.filter((each) => each.path === "/search").length;
const restored = () =>
  (target.playlists[0]?.items ?? []).flatMap(({ content }) =>
    content === null ? [] : [uriOf(content)],
  );
const urisOf = (list: readonly WantedSong[]) =>
  list.flatMap(({ right }) => (right === null ? [] : [uriOf(right)]));

/** Restores what was imported. Gives the report, and how many searches it took. */
async function restore(...flags: readonly string[]) {
  const before = searches();
  const args = ["restore", path("out"), "--yes", "--json", ...flags];
  const { exit, stdout, stderr } = await runWithoutWaits(args, env);
  return { exit, stderr, report: JSON.parse(stdout), searches: searches() - before };
}

/** The lines of the review about the song. */
async function blockOf({ title }: WantedSong): Promise<readonly string[]> {
  const blocks = (await readFile(path("review.txt"), "utf8")).split(/\n(?=--- )/);
  return blocks.find((block) => block.includes(`# ${title}, by `))?.split("\n") ?? [];
}

/** Edits the blocks of songs as a person does in an old editor of Windows. */
async function edit(changes: ReadonlyMap<WantedSong, (line: string) => string>): Promise<void> {
  let text = await readFile(path("review.txt"), "utf8");
  for (const [song, change] of changes) {
    const block = (await blockOf(song)).join("\n");
    const edited = block.split("\n").map(change).join("\n");
    expect(edited).not.toBe(block);
    text = text.replace(block, edited);
  }
  await writeFile(path("review.txt"), `\uFEFF${text.replaceAll("\n", "\r\n")}`, "utf16le");
}

const clear = wanted.filter(({ isClear, right }) => isClear && right !== null);
const missing = wanted.filter(({ right }) => right === null);
const unclear = wanted.filter(({ isClear }) => !isClear);
const [first, second, third] = unclear as [WantedSong, WantedSong, WantedSong];

describe("250 rows without ids and ISRCs, among near misses", () => {
  it("are found without a wrong song, and what is not certain is left out", async () => {
    const run = await restore("--review", path("review.txt"), "--not-found", path("missing.csv"));
    expect(run).toMatchObject({ exit: 0 });
    expect(run.stderr).toContain("Looking for 250 recordings takes at most 520 requests.");
    expect(restored()).toEqual(urisOf(clear));
    const { outcomes, search } = run.report;
    expect(outcomes).toEqual({ likely: 200, doubtful: 20, none: 30 });
    expect([clear.length, unclear.length, missing.length]).toEqual([200, 20, 30]);
    expect(search).toEqual({ recordings: 250, requests: 520 });
    // 1.24 for each row.
    expect(run.searches).toBe(310);
  });

  it("are named with level, reasons and runner-up, and in a table what was not found", async () => {
    const { report } = await restore("--dry-run");
    const [found] = report.recordings;
    expect(found).toMatchObject({
      title: wanted[0]?.title,
      outcome: "likely",
      reference: urisOf(wanted)[0],
      candidate: { reasons: ["same title", "same artist", "same length", "same album"] },
      runnerUp: { level: "none" },
      places: [{ playlist: "Old songs", position: 1 }],
    });
    const rows = (await readFile(path("missing.csv"), "utf8")).trimEnd().split("\r\n").slice(1);
    expect(rows).toHaveLength(50);
    expect(rows.filter((row) => row.includes(',"none","'))).toHaveLength(30);
  });

  it("are not asked about again by the next run", async () => {
    const before = scene.emulator.requests.length;
    const run = await restore("--review", path("review.txt"));
    expect(run).toMatchObject({ exit: 0, searches: 0, report: { isEmpty: true } });
    const writes = scene.emulator.requests.slice(before).filter(({ method }) => method === "PUT");
    expect(writes).toEqual([]);
  });

  it("are put in their places as the person decides, for good", async () => {
    const other = songs.at(-1) as Track;
    const link = `https://open.spotify.com/track/${other.id}?si=1`;
    await edit(
      new Map([
        [
          first,
          (line) => (line.includes(`${first.right?.id}`) ? line.replace("[ ]", "[X]") : line),
        ],
        [second, (line) => line.replace("[ ] skip", "[x] skip")],
        [third, (line) => line.replace("[ ] other:", `[ ] other: ${link}`)],
      ]),
    );
    const run = await restore("--review", path("review.txt"));
    expect(run).toMatchObject({ exit: 0, searches: 0, report: { added: 2 } });
    expect(run.report.outcomes).toMatchObject({ chosen: 2, skipped: 1, doubtful: 17 });
    const expected = wanted.flatMap((song) => {
      if (song === third) return [uriOf(other)];
      return song === first || (song.isClear && song.right !== null) ? urisOf([song]) : [];
    });
    expect(restored()).toEqual(expected);
    const line = (await blockOf(second)).find((each) => each.endsWith("skip"));
    expect(line).toBe("[x] skip");
  });

  it("go on after a quota where the search stopped, as the person decided before", async () => {
    // The file and the cache may be lost. What was decided is not.
    await rm(path("review.txt"));
    await rm(path("home/.cache"), { recursive: true });
    const limited = await restore("--dry-run", "--max-requests", "60");
    expect([limited.exit, limited.report.error.code]).toEqual([6, "provider/max-requests"]);
    expect(limited.stderr).toContain("of 247 recordings were looked for. What was found is kept.");
    const rest = await restore("--review", path("review.txt"));
    expect(rest.report.outcomes).toMatchObject({ chosen: 2, skipped: 1, doubtful: 17 });
    expect(rest.report.isEmpty).toBe(true);
    // The one at which the first run stopped is looked for again.
    expect(limited.searches + rest.searches).toBeLessThanOrEqual(305 + 2);
  });

  it("names a line that is no decision, and changes nothing", async () => {
    const text = await readFile(path("review.txt"), "utf8");
    const lines = text.split("\n");
    await writeFile(
      path("review.txt"),
      [...lines.slice(0, 12), "perhaps", ...lines.slice(12)].join("\n"),
    );
    const before = scene.emulator.requests.length;
    const { exit, report } = await restore("--review", path("review.txt"));
    expect([exit, report.error.code]).toEqual([2, "usage/review"]);
    expect(report.error.message).toContain("Line 13 of the review");
    expect(await readFile(path("review.txt"), "utf8")).toContain("\nperhaps\n");
    expect(
      scene.emulator.requests
        .slice(before)
        .filter(({ kind, method }) => kind === "api" && method !== "GET"),
    ).toEqual([]);
    // A file that is none is not replaced.
    const music = await readFile(path("Old songs.csv"), "utf8");
    expect((await restore("--review", path("Old songs.csv"))).exit).toBe(2);
    expect(await readFile(path("Old songs.csv"), "utf8")).toBe(music);
  });
});
