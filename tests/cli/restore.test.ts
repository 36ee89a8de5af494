import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  type AccountState,
  ALL_SCOPES,
  createAccount,
  createCatalog,
  createPlaylist,
  deletePlaylist,
  fault,
  generateLibrary,
  type PlaylistState,
  uriOf,
} from "../../emulator/index.ts";
import { runCommand, runWithoutWaits, startCommand } from "../support/cli/command.ts";
import { fastTime } from "../support/cli/programs.ts";
import { createScene, READ_SCOPES, type Scene } from "../support/spotify/scene.ts";

let scene: Scene;
let directory = "";
let snapshots = "";
let target: AccountState;
let env: Readonly<Record<string, string>>;

const likesOf = ({ likes }: AccountState) => likes.map(({ track }) => uriOf(track));
const playlistsOf = ({ playlists }: AccountState) =>
  playlists.map(({ name, description, items }) => ({
    name,
    description,
    items: items.map(({ content }) => (content === null ? null : uriOf(content))),
  }));
const writes = () =>
  scene.emulator.requests.filter(({ kind, method }) => kind === "api" && method !== "GET").length;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "tracksafe-restore-"));
  snapshots = join(directory, "snapshots");
  const source = generateLibrary({
    seed: 61,
    likes: 130,
    playlists: 4,
    itemsPerPlaylist: 120,
    albums: 3,
    artists: 2,
    shows: 1,
  });
  target = createAccount("target");
  scene = await createScene({ accounts: [source, target], timestampedIds: true });
  const made = await runWithoutWaits(["backup", "--out", snapshots], scene.env);
  expect(made.exit).toBe(0);
  env = {
    ...scene.env,
    // A restore waits until Spotify shows a write. The emulator shows it at once.
    ...fastTime(),
    SPOTIFY_REFRESH_TOKEN: scene.emulator.issueRefreshToken("target", ALL_SCOPES),
    XDG_STATE_HOME: join(directory, "state"),
  };
});

afterEach(async () => {
  await scene[Symbol.asyncDispose]();
  await rm(directory, { recursive: true });
});

describe("tracksafe restore", () => {
  it("puts everything into a new account, once, with the journal and without it", async () => {
    const dry = await runWithoutWaits(["restore", snapshots, "--dry-run"], env);
    expect(dry).toMatchObject({ exit: 0, stderr: "" });
    expect(dry.stdout).toMatch(/likes +130 to add +0 there/);
    expect(dry.stdout).toContain("into the account Listener target");
    expect(writes()).toBe(0);
    expect(await readdir(directory)).toEqual(["snapshots"]);

    const done = await runCommand(["restore", snapshots, "--yes"], env);
    expect(done.exit).toBe(0);
    expect(done.stdout).toContain("The restore is complete");
    expect(likesOf(target)).toEqual(likesOf(scene.account));
    expect(playlistsOf(target)).toEqual(playlistsOf(scene.account));
    expect(target.albums.length).toBe(3);
    expect(target.artists.length).toBe(2);
    expect(target.shows.length).toBe(1);

    const before = writes();
    for (const state of ["state", "another"]) {
      const again = await runWithoutWaits(["restore", snapshots, "--yes"], {
        ...env,
        XDG_STATE_HOME: join(directory, state),
      });
      expect(again.exit).toBe(0);
      expect(again.stdout).toContain("there is nothing to write");
    }
    expect(writes()).toBe(before);
  });

  it("is finished by a second run when the first was killed", async () => {
    for (const share of [0.3, 0.7]) {
      target.likes = [];
      target.playlists = [];
      const running = startCommand(["restore", snapshots, "--yes"], {
        ...env,
        XDG_STATE_HOME: join(directory, `state-${share}`),
      });
      const start = writes();
      const stop = scene.emulator.onRequest(() => {
        if (writes() - start >= 14 * share) running.kill("SIGKILL");
      });
      expect((await running.finished).exit).toBe("SIGKILL");
      stop();
      const again = await runWithoutWaits(["restore", snapshots, "--yes"], {
        ...env,
        XDG_STATE_HOME: join(directory, `state-${share}`),
      });
      expect(again.exit).toBe(0);
      expect(likesOf(target)).toEqual(likesOf(scene.account));
      expect(playlistsOf(target)).toEqual(playlistsOf(scene.account));
    }
  });

  it("restores the rest when a file is damaged, and names it", async () => {
    const [user = ""] = await readdir(snapshots);
    const [name = ""] = await readdir(join(snapshots, user));
    const path = join(snapshots, user, name, "albums.json");
    await writeFile(path, `${await readFile(path, "utf8")} `);
    const done = await runWithoutWaits(["restore", snapshots, "--yes"], env);
    expect(done.exit).toBe(3);
    expect(done.stdout).toContain("albums");
    expect(done.stdout).toContain("snapshot/corrupt");
    expect(likesOf(target)).toEqual(likesOf(scene.account));
    expect(target.albums).toEqual([]);
  });

  it("does not say that all is there when it could not look", async () => {
    scene.emulator.faults.add({
      method: "GET",
      path: /contains|\/me\/tracks/,
      times: Number.POSITIVE_INFINITY,
      fault: fault.status(500),
    });
    const args = ["restore", snapshots, "--only", "likes", "--yes"];
    const blind = await runWithoutWaits(args, env);
    expect(blind.exit).not.toBe(0);
    expect(blind.stdout).not.toContain("there is nothing to write");
    expect(`${blind.stdout}${blind.stderr}`).toContain("provider/unavailable");
  });

  it("takes single files, and parts of a snapshot", async () => {
    const [user = ""] = await readdir(snapshots);
    const [name = ""] = await readdir(join(snapshots, user));
    const file = join(snapshots, user, name, `playlist_${scene.account.playlists[1]?.id}.json`);
    const alone = await runWithoutWaits(["restore", file, "--yes"], env);
    expect(alone).toMatchObject({ exit: 7 });
    expect(alone.stderr).toContain("--unproved");
    expect((await runWithoutWaits(["restore", file, "--unproved", "--yes"], env)).exit).toBe(0);
    expect(playlistsOf(target)).toEqual(playlistsOf(scene.account).slice(1, 2));
    const likes = await runWithoutWaits(["restore", snapshots, "--only", "likes", "--yes"], env);
    expect(likes.exit).toBe(0);
    expect(likesOf(target)).toEqual(likesOf(scene.account));
    expect(target.playlists.length).toBe(1);
  });

  it("takes all files of a snapshot, and files of several that are called the same", async () => {
    const [user = ""] = await readdir(snapshots);
    const [name = ""] = await readdir(join(snapshots, user));
    const one = join(snapshots, user, name);
    const other = join(directory, "copy");
    await cp(one, other, { recursive: true });
    const all = (await readdir(one)).map((file) => join(one, file));
    const files = [...all, join(other, "likes.json"), join(one, "likes.json")];
    const dry = await runWithoutWaits(["restore", ...files, "--unproved", "--dry-run"], env);
    expect(dry).toMatchObject({ exit: 0, stderr: "" });
    expect(dry.stdout).toMatch(/likes +130 to add/);
    expect(dry.stdout).toMatch(/playlists to make +4 /);
  });

  it("goes into the account it came from only when that is said", async () => {
    const own = {
      ...env,
      SPOTIFY_REFRESH_TOKEN: scene.emulator.issueRefreshToken(scene.account.accountId, ALL_SCOPES),
    };
    const refused = await runWithoutWaits(["restore", snapshots, "--yes"], own);
    expect(refused).toMatchObject({ exit: 11 });
    expect(refused.stderr).toContain("--same-account");
    const meant = await runWithoutWaits(["restore", snapshots, "--yes", "--same-account"], own);
    expect(meant.exit).toBe(0);
    expect(writes()).toBe(0);
    const [user = ""] = await readdir(snapshots);
    const [name = ""] = await readdir(join(snapshots, user));
    await writeFile(join(snapshots, user, name, "metadata.json"), "{}");
    const damaged = ["restore", join(snapshots, user, name), "--yes"];
    expect([7, 8]).toContain((await runWithoutWaits(damaged, own)).exit);
    expect((await runWithoutWaits([...damaged, "--unproved"], own)).exit).toBe(11);
  });

  it("ends with exit code 11 where another restore made the same, and names the copies", async () => {
    const off = scene.emulator.onRequest(({ method, path }) => {
      if (method !== "POST" || path !== "/me/playlists") return;
      off();
      for (const { name, description, collaborative } of scene.account.playlists.toReversed()) {
        createPlaylist(target, { name, description, collaborative });
      }
    });
    const args = ["restore", snapshots, "--yes", "--json"];
    const { exit, stdout } = await runWithoutWaits(args, env);
    const { error, doubles } = JSON.parse(stdout);
    expect({ exit, code: error.code }).toEqual({ exit: 11, code: "restore/concurrent" });
    expect(doubles).toHaveLength(4);
    for (const { id } of doubles.flatMap(({ remove }: { remove: object[] }) => remove)) {
      deletePlaylist(target, id);
    }
    expect(await runWithoutWaits(args, env)).toMatchObject({ exit: 0 });
    expect(playlistsOf(target)).toEqual(playlistsOf(scene.account));
  });

  it("names what it leaves out, and where it was, in text and in JSON", async () => {
    const [first] = scene.account.playlists;
    const dead = first?.items[4]?.content;
    if (first === undefined || dead?.kind !== "track") throw new Error("a track is needed");
    target.greyed = new Set([dead, ...createCatalog().tracksByIsrc(dead.isrc ?? "")].map(uriOf));
    const only = `playlist_${first.id}`;
    const state = (name: string) => ({ ...env, XDG_STATE_HOME: join(directory, name) });
    const args = ["restore", snapshots, "--yes", "--only", only];
    const json = await runWithoutWaits([...args, "--json"], state("one"));
    const { skipped, todo } = JSON.parse(json.stdout);
    const link = `https://open.spotify.com/track/${dead.id}`;
    const artists = dead.artists.map(({ name }) => name);
    expect(skipped).toEqual([
      {
        ...{ file: only, playlist: first.name, position: 5, reason: "refused" },
        ...{ title: dead.name, artists, link, reference: uriOf(dead) },
      },
    ]);
    expect(todo).toEqual([{ kind: "folders" }]);
    target.playlists = [];
    const { stdout } = await runWithoutWaits(args, state("two"));
    expect(stdout).toContain(
      `    ${dead.name} by ${artists.join(", ")}, number 5 of ${first.name}: ${link}\n`,
    );
    expect(stdout).toContain("The items of playlists get the date of the restore");
    expect(stdout).not.toContain("Nothing:");
  });

  it("says which empty playlists of the person it fills", async () => {
    const [{ name, description, collaborative }] = scene.account.playlists as [PlaylistState];
    createPlaylist(target, { name, description, collaborative });
    const dry = await runWithoutWaits(["restore", snapshots, "--dry-run"], env);
    expect(dry.stdout).toContain(`\n  Fills your empty playlist ${name}\n`);
    const json = await runWithoutWaits(["restore", snapshots, "--dry-run", "--json"], env);
    const { playlists } = JSON.parse(json.stdout);
    const filled = playlists.filter(({ fillsEmpty }: { fillsEmpty: boolean }) => fillsEmpty);
    expect(filled.map((each: { name: string }) => each.name)).toEqual([name]);
  });

  it("asks before it writes, and refuses where nobody can answer", async () => {
    const refused = await runWithoutWaits(["restore", snapshots], env);
    expect(refused).toMatchObject({ exit: 2 });
    expect(refused.stderr).toContain("--yes");
    expect(writes()).toBe(0);
  });

  it("names the scopes that a read-only login lacks, before it writes", async () => {
    const readOnly = {
      ...env,
      SPOTIFY_REFRESH_TOKEN: scene.emulator.issueRefreshToken("target", READ_SCOPES),
    };
    const refused = await runWithoutWaits(["restore", snapshots, "--yes"], readOnly);
    expect(refused).toMatchObject({ exit: 4 });
    expect(refused.stderr).toContain("user-library-modify");
    expect(writes()).toBe(0);
  });

  it.each([
    ["nothing", 10],
    ["2020-01-01T00-00-00", 10],
  ])("says what there is instead of %s", async (name, exit) => {
    const [user = ""] = await readdir(snapshots);
    const result = await runWithoutWaits(
      ["restore", join(snapshots, user, name), "--dry-run"],
      env,
    );
    expect(result).toMatchObject({ exit });
    expect(writes()).toBe(0);
  });
});
