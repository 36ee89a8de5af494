import {
  cp,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  utimes,
  writeFile,
} from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { generateLibrary } from "../../emulator/index.ts";
import { runCommand, runInProcess } from "../support/cli/command.ts";
import { createHistoryScene, libraryVersion, track } from "../support/cli/history-scene.ts";
import { listFiles } from "../support/files.ts";
import { seeds } from "../support/seeds.ts";
import { createScene } from "../support/spotify/scene.ts";

/** A scene with one snapshot of everything, covers too. */
async function createBackedUp() {
  const spec = { seed: 24, likes: 12, playlists: 4, itemsPerPlaylist: 4, followed: 1, shows: 2 };
  const scene = await createScene({ accounts: [generateLibrary(spec)] });
  const { snapshot } = await scene.backup({ covers: true });
  return { scene, snapshot: snapshot?.location ?? "" };
}

/** Changes one byte; doing it again undoes it. */
async function flipByte(path: string, at: number, mask = 0x01): Promise<void> {
  const bytes = await readFile(path);
  bytes[at] = (bytes[at] ?? 0) ^ mask;
  await writeFile(path, bytes);
}

describe("verify", () => {
  it("finds a flipped byte in any file, and names the file", async () => {
    const { scene, snapshot } = await createBackedUp();
    await using _ = scene;
    const files = await listFiles(snapshot);
    expect(files).toContain("metadata.json");
    expect(files.filter((name) => name.startsWith("cover_")).length).toBe(2);
    expect(files.length).toBe(1 + 6 + 5 + 2);
    for (const name of files) {
      const path = join(snapshot, name);
      const { length } = await readFile(path);
      for (const at of [0, Math.floor(length / 3), length - 1]) {
        await flipByte(path, at);
        const { exit, stdout } = await runInProcess(["verify", scene.directory]);
        expect(exit, `${name} at ${at}`).toBe(7);
        expect(stdout).toMatch(/: 1 problem$/m);
        expect(stdout).toMatch(new RegExp(`^  ${name} .*\\[snapshot/corrupt\\]$`, "m"));
        await flipByte(path, at);
      }
    }
    expect((await runInProcess(["verify", scene.directory])).exit).toBe(0);
  });

  it("finds any change of any byte", async () => {
    const { scene, snapshot } = await createBackedUp();
    await using _ = scene;
    const files = await listFiles(snapshot);
    const mask = fc.integer({ min: 1, max: 255 });
    const change = fc.record({ name: fc.constantFrom(...files), place: fc.nat(), mask });
    await fc.assert(
      fc.asyncProperty(change, async ({ name, place, mask }) => {
        const path = join(snapshot, name);
        const at = place % (await stat(path)).size;
        await flipByte(path, at, mask);
        const { exit, stdout } = await runInProcess(["verify", snapshot, "--json"]);
        await flipByte(path, at, mask);
        expect(exit).toBe(7);
        expect(JSON.parse(stdout).snapshots[0].problems).toMatchObject([{ file: name }]);
      }),
      { numRuns: seeds(50, 5_000) },
    );
  });

  it("exits with 7 in a process of its own, for people and for scripts", async () => {
    const { scene, snapshot } = await createBackedUp();
    await using _ = scene;
    await flipByte(join(snapshot, "likes.json"), 99);
    const people = await runCommand(["verify", scene.directory, "--quiet"]);
    expect(people).toMatchObject({ exit: 7, stderr: "" });
    expect(people.stdout).toContain("likes.json was changed after the backup. [snapshot/corrupt]");
    const scripts = await runCommand(["verify", scene.directory, "--json"]);
    expect(scripts).toMatchObject({ exit: 7, stderr: "" });
    expect(JSON.parse(scripts.stdout)).toMatchObject({
      ok: false,
      snapshots: [{ problems: [{ file: "likes.json", code: "snapshot/corrupt" }] }],
    });
  });

  it("finds a file that is missing, cut short, or not of the snapshot", async () => {
    const { scene, snapshot } = await createBackedUp();
    await using _ = scene;
    const likes = await readFile(join(snapshot, "likes.json"));
    await writeFile(join(snapshot, "likes.json"), likes.subarray(0, -1));
    await rm(join(snapshot, "shows.json"));
    await writeFile(join(snapshot, "more.json"), "{}");
    const { exit, stdout } = await runInProcess(["verify", snapshot, "--json"]);
    expect(exit).toBe(7);
    expect(JSON.parse(stdout).snapshots[0].problems).toMatchObject([
      { file: "likes.json", code: "snapshot/corrupt" },
      { file: "shows.json", code: "snapshot/missing" },
      { file: "more.json", code: "snapshot/unexpected" },
    ]);
  });

  it("does not call it good when there is nothing to verify", async () => {
    const { scene, snapshot } = await createBackedUp();
    await using _ = scene;
    await mkdir(join(scene.directory, "elsewhere"));
    const { exit, stdout, stderr } = await runInProcess([
      "verify",
      join(scene.directory, "elsewhere"),
    ]);
    expect({ exit, stdout }).toEqual({ exit: 10, stdout: "" });
    expect(stderr).toContain("[snapshot/not-found]");
    const file = await runInProcess(["verify", join(snapshot, "likes.json")]);
    expect(file.exit).toBe(10);
    expect(file.stderr).toContain("[store/not-found]");
  });

  it.each<[string, (path: string) => Promise<unknown>, string]>([
    ["deleted", (path) => rm(path), "snapshot/missing"],
    ["renamed", (path) => rename(path, `${path}.bak`), "snapshot/missing"],
    ["replaced", (path) => rm(path).then(() => mkdir(path)), "snapshot/corrupt"],
    [
      "deleted with all other files",
      (path) => rm(dirname(path), { recursive: true }).then(() => mkdir(dirname(path))),
      "snapshot/missing",
    ],
  ])("finds that the metadata of a snapshot was %s", async (_what, lose, code) => {
    const { scene, snapshot } = await createBackedUp();
    await using _ = scene;
    await scene.backup();
    await lose(join(snapshot, "metadata.json"));
    const name = basename(snapshot);
    const all = await runInProcess(["verify", scene.directory, "--json"]);
    expect(all.exit).toBe(7);
    const { ok, snapshots } = JSON.parse(all.stdout);
    expect(ok).toBe(false);
    expect(snapshots).toMatchObject([
      { name, problems: [{ file: "metadata.json", code }] },
      { status: "complete", problems: [] },
    ]);
    const one = await runInProcess(["verify", snapshot]);
    expect([one.exit, one.stdout]).toEqual([7, expect.stringContaining(`[${code}]`)]);
    const list = JSON.parse((await runInProcess(["list", scene.directory, "--json"])).stdout);
    expect(list.snapshots).toMatchObject([
      { status: "complete", latest: true },
      { name, status: "damaged" },
    ]);
  });

  it("names what an interrupted backup left, which is no fault", async () => {
    const { scene, snapshot } = await createBackedUp();
    await using _ = scene;
    const user = dirname(snapshot);
    const name = "2099-01-01T00-00-00";
    await cp(snapshot, join(user, name), { recursive: true });
    await rm(join(user, name, "metadata.json"));
    const mark = join(user, `.writing-${name}-00000000-1`);
    await writeFile(mark, "");
    const touch = async (date: Date) => {
      for (const path of [join(user, name), mark]) await utimes(path, date, date);
    };
    await touch(new Date());
    const verify = await runInProcess(["verify", scene.directory, "--json"]);
    expect(verify.exit).toBe(0);
    expect(JSON.parse(verify.stdout)).toMatchObject({
      ok: true,
      snapshots: [{ name: basename(snapshot) }],
      unfinished: [{ name, status: "running" }],
    });
    await touch(new Date(Date.now() - 25 * 60 * 60 * 1000));
    for (const command of ["list", "verify"]) {
      const { exit, stdout } = await runInProcess([command, scene.directory]);
      expect([exit, stdout]).toEqual([
        0,
        expect.stringContaining(`An interrupted backup left ${name}.`),
      ]);
    }
    await scene.backup();
    expect((await readdir(user)).filter((each) => each.includes(name))).toEqual([]);
  });

  it("names each damaged snapshot of a long history, and many good ones in a row as one line", async () => {
    await using history = await createHistoryScene(
      Array.from({ length: 9 }, (_, day) => libraryVersion([track(`T${day}`)])),
    );
    const { names } = history;
    await history.damage(names[5] ?? "", "likes.json");
    const { exit, stdout } = await history.run("verify", history.directory);
    expect(exit).toBe(7);
    expect(stdout.split("\n")).toEqual([
      `${names[0]} to ${names[4]}:`,
      expect.stringMatching(/^ {2}5 snapshots, 10 files good \(\d\S* kB\)$/),
      `${names[5]}: 1 problem`,
      expect.stringContaining("  likes.json "),
      ...names.slice(6).map((name) => expect.stringContaining(`${name}: 2 files good (`)),
      "1 problem found.",
      "",
    ]);
    const json = await history.run("verify", history.directory, "--json");
    expect(JSON.parse(json.stdout).snapshots).toHaveLength(9);
  });

  it("goes on with the other snapshots when one is damaged, and list shows which", async () => {
    const { scene, snapshot } = await createBackedUp();
    await using _ = scene;
    const copy = `${snapshot.slice(0, -19)}2020-01-01T00-00-00`;
    await cp(snapshot, copy, { recursive: true });
    await writeFile(join(copy, "metadata.json"), "no metadata");
    const verify = await runInProcess(["verify", scene.directory, "--json"]);
    expect(verify.exit).toBe(7);
    expect(
      JSON.parse(verify.stdout).snapshots.map(({ problems }: { problems: object[] }) => problems),
    ).toEqual([[expect.objectContaining({ file: "metadata.json" })], []]);
    const list = await runInProcess(["list", scene.directory, "--json"]);
    expect(list.exit).toBe(0);
    expect(JSON.parse(list.stdout).snapshots).toMatchObject([
      { status: "complete", latest: true },
      { name: "2020-01-01T00-00-00", status: "damaged", latest: false },
    ]);
  });
});
