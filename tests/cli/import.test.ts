import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  symlink,
  truncate,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BlobWriter, TextReader, ZipWriter } from "@zip.js/zip.js";
import { generateX25519Identity, identityToRecipient } from "age-encryption";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  type AccountState,
  ALL_SCOPES,
  createAccount,
  generateLibrary,
  type Track,
  uriOf,
} from "../../emulator/index.ts";
import { runInProcess, runWithoutWaits } from "../support/cli/command.ts";
import { createScene, type Scene } from "../support/spotify/scene.ts";

let scene: Scene;
let target: AccountState;
/** An empty directory for each test. */
let directory = "";
let env: Readonly<Record<string, string>>;
const directories: string[] = [];
const path = (...names: readonly string[]) => join(directory, ...names);

beforeAll(async () => {
  const source = generateLibrary({ seed: 83, likes: 12, playlists: 0 });
  target = createAccount("target");
  scene = await createScene({ accounts: [source, target] });
});

afterAll(async () => {
  await scene[Symbol.asyncDispose]();
  for (const one of directories) await rm(one, { recursive: true });
});

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "tracksafe-import-"));
  directories.push(directory);
  target.likes = [];
  target.playlists = [];
  env = {
    ...scene.env,
    SPOTIFY_REFRESH_TOKEN: scene.emulator.issueRefreshToken("target", ALL_SCOPES),
    HOME: path("home"),
  };
});

const songs = (): readonly Track[] => scene.account.likes.map(({ track }) => track);
const urisOf = ({ likes }: AccountState) => likes.map(({ track }) => uriOf(track));
const writes = () =>
  scene.emulator.requests.filter(({ kind, method }) => kind === "api" && method !== "GET").length;

const artistOf = ({ artists }: Track) => artists[0]?.name ?? "";
const cell = (text: string) => `"${text.replaceAll('"', '""')}"`;
const row = (...cells: readonly string[]) => cells.map(cell).join(",");

function wireOf(track: Track) {
  return {
    type: "track",
    id: track.id,
    uri: uriOf(track),
    name: track.name,
    artists: [{ name: artistOf(track), uri: "spotify:artist:1" }],
    duration_ms: track.durationMs,
  };
}

function exportify(tracks: readonly Track[]): string {
  const rows = tracks.map((track) => row(uriOf(track), track.name, artistOf(track), ""));
  return ["Track URI,Track Name,Artist Name(s),Added At", ...rows].join("\n");
}

async function zip(files: Readonly<Record<string, string>>): Promise<Uint8Array> {
  const writer = new ZipWriter(new BlobWriter(), { useWebWorkers: false });
  for (const [name, text] of Object.entries(files)) await writer.add(name, new TextReader(text));
  return new Uint8Array(await (await writer.close()).arrayBuffer());
}

/** The ZIP that Spotify sends: likes, and one playlist with every song twice. */
async function spotifyData(tracks: readonly Track[]): Promise<Uint8Array> {
  const saved = tracks.map((track) => ({
    artist: artistOf(track),
    album: track.album.name,
    track: track.name,
    uri: uriOf(track),
  }));
  const items = [...tracks, ...tracks].map((track) => ({
    track: { trackName: track.name, artistName: artistOf(track), trackUri: uriOf(track) },
    addedDate: "2024-02-03",
  }));
  return await zip({
    "Spotify Account Data/YourLibrary.json": JSON.stringify({
      tracks: saved,
      albums: [],
      shows: [],
      episodes: [],
      bannedTracks: [{ artist: "x", album: "x", track: "x", uri: "spotify:track:x" }],
      artists: [],
      bannedArtists: [],
      other: [],
    }),
    "Spotify Account Data/Playlist1.json": JSON.stringify({
      playlists: [{ name: "Trip", lastModifiedDate: "2024-02-03", items }],
    }),
    "Spotify Account Data/Read_Me_First.pdf": "%PDF-1.4",
  });
}

/** One family of formats. `isBare`: its rows have words only, which a restore cannot use. */
interface Family {
  readonly file: string;
  readonly format: string;
  readonly content: (tracks: readonly Track[]) => string | Promise<Uint8Array>;
  readonly isBare?: boolean;
}

const FAMILIES: readonly Family[] = [
  { file: "data.zip", format: "spotify-data-export", content: spotifyData },
  { file: "liked.csv", format: "exportify-csv", content: exportify },
  {
    file: "My Library.csv",
    format: "tunemymusic-csv",
    content: (tracks) =>
      [
        "Track name,Artist name,Album,Playlist name,Type,ISRC,Spotify - id",
        ...tracks.map((track) =>
          row(track.name, artistOf(track), track.album.name, "Likes", "Favorite", "", track.id),
        ),
      ].join("\n"),
  },
  {
    file: "Trip.csv",
    format: "soundiiz-csv",
    content: (tracks) =>
      [
        "title,artist,album,isrc,platform,trackId,duration,addedDate,url",
        ...tracks.map((track) =>
          row(track.name, artistOf(track), "", "", "spotify", track.id, "3:45", "", ""),
        ),
      ].join("\n"),
  },
  {
    file: "words.csv",
    format: "plain-csv",
    content: (tracks) =>
      ["title,artist", ...tracks.map((track) => row(track.name, artistOf(track)))].join("\n"),
    isBare: true,
  },
  {
    file: "playlists.json",
    format: "spotify-web-api-json",
    content: (tracks) =>
      JSON.stringify([
        {
          name: "Liked Songs",
          tracks: tracks.map((track) => ({
            added_at: "2020-01-01T00:00:00Z",
            track: wireOf(track),
          })),
        },
      ]),
  },
  {
    file: "spotify.json",
    format: "spotmybackup",
    content: (tracks) =>
      JSON.stringify({
        playlists: {},
        saved: tracks.map((track) => ({ id: track.id, uri: uriOf(track) })),
      }),
  },
  {
    file: "Trip.xspf",
    format: "xspf",
    content: (tracks) =>
      `<playlist version="1" xmlns="http://xspf.org/ns/0/"><title>Trip</title><trackList>${tracks
        .map(({ id }) => `<track><location>https://open.spotify.com/track/${id}</location></track>`)
        .join("")}</trackList></playlist>`,
  },
  {
    file: "Trip.jspf",
    format: "jspf",
    content: (tracks) =>
      JSON.stringify({
        playlist: {
          title: "Trip",
          track: tracks.map((track) => ({
            title: track.name,
            location: [`https://open.spotify.com/track/${track.id}`],
          })),
        },
      }),
  },
  {
    file: "Trip.m3u8",
    format: "m3u8",
    content: (tracks) =>
      ["#EXTM3U", ...tracks.map(({ id }) => `https://open.spotify.com/track/${id}`)].join("\n"),
  },
  {
    file: "links.txt",
    format: "text",
    content: (tracks) => tracks.map(uriOf).join("\n"),
  },
];

interface Skip {
  readonly reason: string;
}

const EMPTY_LIBRARY = JSON.stringify({ tracks: [], albums: [], artists: [], shows: [] });

/** The names of all files in `out`. */
async function filesIn(out: string): Promise<readonly string[]> {
  const entries = await readdir(out, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

describe("tracksafe import", () => {
  it.each(FAMILIES)("makes a snapshot that every command takes of $file", async (family) => {
    const { file, format, content, isBare = false } = family;
    await writeFile(path(file), await content(songs()));
    const out = path("out");
    const made = await runInProcess(["import", path(file), "--out", out, "--json"], env);
    expect({ exit: made.exit, stderr: made.stderr }).toMatchObject({ exit: 0 });
    const { snapshot, keyId } = JSON.parse(made.stdout);
    expect([snapshot.user, keyId]).toEqual(["imported", null]);
    const metadata = JSON.parse(await readFile(join(snapshot.location, "metadata.json"), "utf8"));
    const files = file === "data.zip" ? 2 : 1;
    expect(metadata).toMatchObject({
      status: "complete",
      login: null,
      imported: { format, files },
    });

    const listed = await runInProcess(["list", out, "--json"], env);
    expect(JSON.parse(listed.stdout).snapshots).toMatchObject([
      { user: "imported", name: snapshot.name, status: "complete", latest: true },
    ]);
    expect(await runInProcess(["verify", out], env)).toMatchObject({ exit: 0, stderr: "" });
    const dry = await runWithoutWaits(["restore", out, "--dry-run", "--json"], env);
    expect(dry.exit).toBe(0);
    const { collections, playlists } = JSON.parse(dry.stdout);
    const lists = [...collections, ...playlists];
    const toAdd = lists.reduce((sum, each) => sum + each.toAdd, 0);
    const rows = file === "data.zip" ? 36 : 12;
    expect(toAdd).toBe(isBare ? 0 : rows);
    const reasons = lists.flatMap(({ skipped }) => skipped.map(({ reason }: Skip) => reason));
    expect(reasons).toEqual(isBare ? Array(rows).fill("doubtful") : []);
    expect(writes()).toBe(0);
  });

  it("shows what it recognised before it writes, and what the files lack", async () => {
    await writeFile(path("data.zip"), await spotifyData(songs()));
    const { stderr, stdout } = await runInProcess(
      ["import", path("data.zip"), "--out", path("out")],
      env,
    );
    expect(stderr.split("\n")).toEqual([
      "Recognised: Spotify data export, 2 files, 36 rows",
      "  likes           12 rows",
      "  playlist  Trip  24 rows",
      "Missing:",
      "  dates  12 of 36 rows do not say when",
      "  ISRCs  no track has one",
      "Left out: 1 banned track or artist: it is no like",
      "Left out: 1 file about something else",
      "Order of the likes: the first one in the files counts as the newest. If it is the oldest, use --oldest-first.",
      "",
    ]);
    expect(stdout).toMatch(/^Imported \(.* kB\): /);
  });

  it("is restored in order, and the second time nothing is written", async () => {
    await writeFile(path("data.zip"), await spotifyData(songs()));
    await runInProcess(["import", path("data.zip"), "--out", path("out")], env);
    const before = writes();
    const done = await runWithoutWaits(["restore", path("out"), "--yes"], env);
    expect(done).toMatchObject({ exit: 0 });
    const uris = songs().map(uriOf);
    expect(urisOf(target)).toEqual(uris);
    const [trip] = target.playlists;
    expect(target.playlists.map(({ name }) => name)).toEqual(["Trip"]);
    expect(trip?.items.map(({ content }) => content && uriOf(content))).toEqual([...uris, ...uris]);
    const after = writes();
    // The likes, with dates where Spotify takes them; then the playlist, and its items.
    expect(after - before).toBe(4);
    const again = await runWithoutWaits(["restore", path("out"), "--yes"], env);
    expect(again).toMatchObject({ exit: 0 });
    expect(again.stdout).toContain("there is nothing to write");
    expect(writes()).toBe(after);
  });

  it("takes likes the way round that was asked for", async () => {
    await writeFile(path("list.csv"), exportify(songs()));
    const args = ["import", path("list.csv"), "--out", path("out"), "--as", "likes"];
    expect((await runInProcess([...args, "--oldest-first"], env)).exit).toBe(0);
    expect((await runWithoutWaits(["restore", path("out"), "--yes"], env)).exit).toBe(0);
    expect(urisOf(target)).toEqual(songs().map(uriOf).toReversed());
  });

  it("takes a folder, several files, and a name for the only playlist", async () => {
    await mkdir(path("folder", "below"), { recursive: true });
    await mkdir(path("folder", ".git"));
    await writeFile(path("folder", "One.csv"), exportify(songs().slice(0, 3)));
    await writeFile(path("folder", "below", "Two.csv"), exportify(songs().slice(3)));
    await writeFile(path("folder", ".git", "Three.csv"), "title;artist\nOne;Ann");
    await writeFile(path("Four.csv"), exportify(songs()));
    const both = [path("folder"), path("Four.csv")];
    const made = await runInProcess(["import", ...both, "--out", path("out"), "--json"], env);
    expect(JSON.parse(made.stdout).preview.kinds).toEqual([
      { kind: "playlists", lists: 3, rows: 24 },
    ]);
    const args = ["import", path("Four.csv"), "--out", path("one"), "--name", "Trip to Rome"];
    expect((await runInProcess(args, env)).exit).toBe(0);
    await runWithoutWaits(["restore", path("one"), "--yes"], env);
    expect(target.playlists.map(({ name }) => name)).toEqual(["Trip to Rome"]);
  });

  it("names the files of a playlist alike when it is imported again", async () => {
    await writeFile(path("Trip.csv"), exportify(songs()));
    for (const out of ["one", "two"]) {
      await runInProcess(["import", path("Trip.csv"), "--out", path(out)], env);
    }
    const names = await filesIn(path("one"));
    expect(names).toHaveLength(2);
    expect(await filesIn(path("two"))).toEqual(names);
    expect(names.join()).not.toContain("Trip");
  });
});

describe("tracksafe import into sealed snapshots", () => {
  it("seals with a key that it names and keeps on record", async () => {
    const identity = await generateX25519Identity();
    const recipient = await identityToRecipient(identity);
    await writeFile(path("liked.csv"), exportify(songs()));
    const bare = { HOME: path("home") };
    const out = path("out");
    const sealed = ["import", path("liked.csv"), "--out", out, "--recipient", recipient];
    const made = await runInProcess(sealed, bare);
    expect(made.exit).toBe(0);
    const [, keyId = ""] = /key id of the snapshot is ([0-9a-f]{16})\./.exec(made.stdout) ?? [];
    expect(keyId).not.toBe("");
    const names = await filesIn(out);
    expect(names.filter((name) => !name.endsWith(".age"))).toEqual(["metadata.json"]);

    const open = { ...env, AGE_IDENTITY: identity };
    expect(await runInProcess(["verify", out], open)).toMatchObject({ exit: 0 });
    const list = await runInProcess(["list", out, "--json"], open);
    const [listed] = JSON.parse(list.stdout).snapshots;
    expect(listed).toMatchObject({ keyId, latest: true });
    const done = await runWithoutWaits(["restore", out, "--yes"], open);
    expect(done).toMatchObject({ exit: 0 });
    expect(urisOf(target)).toEqual(songs().map(uriOf));

    const plain = ["import", path("liked.csv"), "--out", out];
    const refused = await runInProcess(plain, bare);
    expect(refused.exit).toBe(2);
    expect(refused.stderr).toContain("[config/plain]");
    expect(await filesIn(out)).toEqual(names);
    expect((await runInProcess([...plain, "--plain"], bare)).exit).toBe(0);

    // Another key, and the machine believes both.
    expect((await runInProcess(sealed, bare)).exit).toBe(0);
    const all = JSON.parse((await runInProcess(["list", out, "--json"], open)).stdout);
    const doubts = all.snapshots.map(({ doubt }: { readonly doubt?: string }) => doubt ?? null);
    expect(doubts.toSorted()).toEqual([null, null, "plain"]);
  });

  it("makes no second snapshot of the same where the key is derived from the client secret", async () => {
    const recipient = await identityToRecipient(await generateX25519Identity());
    await writeFile(path("liked.csv"), exportify(songs()));
    const sealed = ["import", path("liked.csv"), "--out", path("out"), "--recipient", recipient];
    const snapshots: unknown[] = [];
    for (const isNew of [true, false]) {
      const { stdout } = await runInProcess([...sealed, "--json"], env);
      expect(JSON.parse(stdout)).toMatchObject({ isNew });
      snapshots.push(JSON.parse(stdout).snapshot);
    }
    expect(snapshots[1]).toEqual(snapshots[0]);
    expect(await readdir(path("out", "imported"))).toHaveLength(1);
    // The same in another order is not the same.
    const turned = await runInProcess([...sealed, "--json", "--oldest-first"], env);
    expect(JSON.parse(turned.stdout)).toMatchObject({ isNew: true });
  });

  it("is no other account to a backup", async () => {
    await writeFile(path("liked.csv"), exportify(songs()));
    await runInProcess(["import", path("liked.csv"), "--out", path("out")], env);
    expect(await runWithoutWaits(["backup", "--out", path("out")], env)).toMatchObject({ exit: 0 });
    expect(await readdir(path("out"))).toHaveLength(2);
    // And it is not what a restore takes, unless somebody names it.
    const restoring = ["restore", path("out"), "--dry-run", "--json", "--same-account"];
    for (const [user, kinds] of [
      [[], 6],
      [["--user", "imported"], 1],
    ] as const) {
      const dry = await runWithoutWaits([...restoring, ...user], env);
      expect(dry.exit).toBe(0);
      expect(JSON.parse(dry.stdout).collections).toHaveLength(kinds);
    }
  });
});

describe("files that cannot be imported", () => {
  it.each<readonly [string, Readonly<Record<string, string>>, string, string]>([
    [
      "two formats",
      { "liked.txt": "Ann - One", "trip.csv": "title,artist\nOne,Ann" },
      "import/conflict",
      "(text)",
    ],
    [
      "an unbalanced quote",
      { "a.csv": 'title,artist\n"One,Ann\nTwo,Bob' },
      "import/damaged",
      "line",
    ],
    ["JSON that is cut off", { "a.json": '{"playlists":[{"name":' }, "import/damaged", "line 1"],
    [
      "a web page",
      { "a.csv": "<!doctype html><title>Log in</title>" },
      "import/unknown",
      "web page",
    ],
    ["nothing", { "a.csv": "" }, "import/unknown", "a.csv"],
    ["lists without a row", { "a.json": EMPTY_LIBRARY }, "import/empty", "a.json"],
  ])("leave nothing behind: %s", async (_, files, code, words) => {
    for (const [name, text] of Object.entries(files)) await writeFile(path(name), text);
    const paths = Object.keys(files).map((name) => path(name));
    const { exit, stderr, stdout } = await runInProcess(
      ["import", ...paths, "--out", path("out")],
      env,
    );
    expect([exit, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(`[${code}]`);
    expect(stderr).toContain(words);
    expect(await filesIn(path("out"))).toEqual([]);
  });

  it("are not loaded when they are too large", async () => {
    const huge = [
      [
        "huge.csv",
        "title,artist\n",
        8 * 1024 ** 3,
        "is too large together with the other files: more than 4 GiB.",
      ],
      ["huge.json", '{"playlists":[', 1024 ** 3, "is too large."],
      ["huge.zip", "PK\u0003\u0004", 1024 ** 3, "is too large."],
    ] as const;
    for (const [name, start, size, why] of huge) {
      await writeFile(path(name), start);
      await truncate(path(name), size);
      const args = ["import", path(name), "--out", path("out")];
      const { exit, stderr } = await runInProcess(args, env);
      expect(exit).toBe(2);
      expect(stderr).toContain(`${name} ${why} [import/too-large]`);
      expect(await filesIn(path("out"))).toEqual([]);
    }
  });

  it("include a row that no snapshot holds", async () => {
    await writeFile(path("long.csv"), `title,artist\n${"a".repeat(300_000)},Ann`);
    const { exit, stderr } = await runInProcess(
      ["import", path("long.csv"), "--out", path("out")],
      env,
    );
    expect([exit, stderr]).toEqual([2, expect.stringContaining("[import/too-large]")]);
    expect(await filesIn(path("out"))).toEqual([]);
  });

  it("are missing, or there is no place for the snapshot", async () => {
    const missing = await runInProcess(["import", path("none.csv"), "--out", path("out")], env);
    expect([missing.exit, missing.stderr]).toEqual([
      10,
      expect.stringContaining("[import/not-found]"),
    ]);
    await symlink("loop.csv", path("loop.csv"));
    const loop = await runInProcess(["import", path("loop.csv"), "--out", path("out")], env);
    expect([loop.exit, loop.stderr]).toEqual([2, expect.stringContaining("back to itself")]);
    const nowhere = await runInProcess(["import", path("none.csv")], env);
    expect([nowhere.exit, nowhere.stderr]).toEqual([2, expect.stringContaining("[usage/out]")]);
  });
});

describe("tracksafe restore of what another tool exported", () => {
  it("imports it first, once, and goes on with the snapshot", async () => {
    await writeFile(path("data.zip"), await spotifyData(songs()));
    const args = ["restore", path("data.zip"), "--yes"];
    const done = await runWithoutWaits(args, env);
    expect(done).toMatchObject({ exit: 0 });
    expect(done.stderr).toMatch(/^Recognised: Spotify data export, 2 files, 36 rows\n/);
    expect(done.stderr).toMatch(/\nImported \(.* kB\): .*imported\/2026-/);
    const uris = songs().map(uriOf);
    expect(urisOf(target)).toEqual(uris);
    const after = writes();
    const again = await runWithoutWaits(args, env);
    expect(again).toMatchObject({ exit: 0 });
    expect(again.stderr).toContain("Imported before, and nothing changed: ");
    expect(again.stdout).toContain("there is nothing to write");
    expect(writes()).toBe(after);
    expect(await readdir(path("imported", "imported"))).toHaveLength(1);
  });

  it("takes a folder of files, and folders that other tools made", async () => {
    const rows = songs().map((track) => ({
      added_at: "2020-01-01T00:00:00Z",
      track: wireOf(track),
    }));
    const artist = { type: "artist", uri: "spotify:artist:0123456789012345678901", name: "Ann" };
    const folders: Readonly<Record<string, Readonly<Record<string, string>>>> = {
      csv: { "liked.csv": exportify(songs()), "Trip.csv": exportify(songs()) },
      json: {
        "tracks.json": JSON.stringify({ total: 12, tracks: rows }),
        "tracks_simplified.json": JSON.stringify({ total: 1, tracks: [{ id: "1", name: "One" }] }),
        "following.json": JSON.stringify({ total: 1, artists: [artist] }),
        "playlists.json": JSON.stringify({ total: 1, playlists: [{ tracks: { total: 12 } }] }),
        "playlists/1.json": JSON.stringify({ name: "Trip", description: "", tracks: rows }),
        "top/artists/short_term.json": JSON.stringify({ total: 1, artists: [artist] }),
        "top/tracks/short_term.json": JSON.stringify({ total: 1, tracks: songs().map(wireOf) }),
      },
    };
    const before = writes();
    for (const [folder, files] of Object.entries(folders)) {
      for (const [name, text] of Object.entries(files)) {
        await mkdir(path(folder, name, ".."), { recursive: true });
        await writeFile(path(folder, name), text);
      }
      const dry = await runWithoutWaits(["restore", path(folder), "--dry-run", "--json"], env);
      expect(dry).toMatchObject({ exit: 0 });
      const { collections, playlists } = JSON.parse(dry.stdout);
      const added = [...collections, ...playlists].map(({ toAdd }) => toAdd);
      expect(added).toEqual(folder === "csv" ? [12, 12] : [12, 1, 12]);
    }
    expect(writes()).toBe(before);
  });

  it.each<readonly [string, string, number, string]>([
    ["broken", 'title,artist\n"One,Ann', 2, "import/damaged"],
    ["about something else", "a,b\n1,2", 10, "snapshot/not-found"],
  ])("says what is wrong with a folder that is %s", async (_, text, exit, code) => {
    await mkdir(path("folder"));
    await writeFile(path("folder", "a.csv"), text);
    const refused = await runInProcess(["restore", path("folder"), "--yes"], env);
    expect([refused.exit, refused.stderr]).toEqual([exit, expect.stringContaining(`[${code}]`)]);
    expect(await readdir(path())).toEqual(["folder"]);
  });
});
