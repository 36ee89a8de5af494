import { stripVTControlCharacters } from "node:util";
import { expect, it } from "vitest";
import { columnsOf } from "../../src/report/columns.ts";
import { runInProcess } from "../support/cli/command.ts";
import {
  createHistoryScene,
  libraryVersion,
  playlistVersion,
  track,
} from "../support/cli/history-scene.ts";

const LONG =
  "A very long title that goes on and on, remastered in the year 2011 from the original tapes";

const SONGS = [
  track("夜に駆ける（とても長い題名のバージョン、東京ドームでのライブ録音）", "YOASOBI"),
  track("👩‍👩‍👧‍👦 Family emoji song 🎵🎶", "🎸🥁 Band"),
  track(LONG, "The Artist With A Very Long Name And Orchestra", "2020-01-01T00:00:00Z"),
  track("강남스타일", "싸이"),
];

it.each([80, 60, 120])("reports fit %d columns, and break no word", async (columns) => {
  const name = "東京の夏休みプレイリスト、とても長い名前のもの、もっともっと長く";
  await using scene = await createHistoryScene([
    libraryVersion(SONGS.slice(1), { playlist_1: playlistVersion("Summer", SONGS) }),
    libraryVersion(SONGS.slice(0, 2), {
      playlist_1: playlistVersion(`Summer ${name}`, SONGS.toReversed()),
      playlist_2: playlistVersion(LONG, SONGS),
    }),
  ]);
  const { directory, state } = scene;
  const commands = [
    ["list", directory],
    ["show", directory],
    ["show", directory, "likes"],
    ["show", directory, "playlist_1"],
    ["find", directory, "a"],
    ["diff", directory],
    ["verify", directory],
    ["prune", directory, "--keep-last", "1", "--dry-run"],
    ["doctor", directory],
  ];
  for (const args of commands) {
    const env = { XDG_STATE_HOME: state };
    const [{ stdout: whole }, { stdout: shown }] = [
      await runInProcess(args, env),
      await runInProcess(args, env, { columns }),
    ];
    const lines = stripVTControlCharacters(shown).split("\n");
    const wide = lines.filter((line) => columnsOf(line) > columns && line.trim().includes(" "));
    expect({ args, wide }).toEqual({ args, wide: [] });
    const wordsOf = (text: string) => text.split(/\s+/).filter(Boolean);
    expect(wordsOf(lines.join("\n"))).toEqual(wordsOf(whole));
  }
});

it("a table of entries fits 80 columns without a break", async () => {
  await using scene = await createHistoryScene([libraryVersion(SONGS)]);
  const { stdout } = await runInProcess(["show", scene.directory, "likes"]);
  const rows = stdout.trimEnd().split("\n").slice(1);
  expect(rows).toHaveLength(SONGS.length);
  for (const row of rows) expect(columnsOf(row)).toBeLessThanOrEqual(80);
});
