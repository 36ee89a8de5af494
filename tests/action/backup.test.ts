import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { createCatalog, fault, generateLibrary, like } from "../../emulator/index.ts";
import { decodeMetadata } from "../../src/snapshot/metadata.ts";
import { type ActionScene, createActionScene } from "../support/action/scene.ts";
import { createTempDirectory, output } from "../support/crypto/age-program.ts";
import type { FakeRepository } from "../support/github/repository.ts";

/** The files of the snapshot that a run has reported, by their names. */
async function filesOf(repository: FakeRepository, snapshot = "", branch = "backups") {
  const directory = snapshot.replace(`${repository.fullName}/`, "");
  const files = await repository.files(branch);
  return new Map(
    [...files].flatMap(([path, content]) =>
      path.startsWith(`${directory}/`) ? [[path.slice(directory.length + 1), content]] : [],
    ),
  );
}

/** Names and shas of the sealed files of a snapshot. */
async function sealedBlobs({ target }: ActionScene, snapshot = ""): Promise<readonly string[]> {
  const directory = snapshot.replace(`${target.fullName}/`, "");
  const listing = await target.git.run(["ls-tree", `backups:${directory}`]);
  return listing.split("\n").filter((line) => line.endsWith(".age"));
}

describe.concurrent("the backup action", () => {
  it("commits a snapshot that the age program opens, on a branch of its own", async () => {
    const account = generateLibrary({
      seed: 5,
      likes: 1100,
      playlists: 3,
      itemsPerPlaylist: 20,
      albums: 2,
    });
    await using scene = await createActionScene({ accounts: [account] });
    const { running, identity, recipient } = scene;
    const run = await scene.run();
    expect(run.exit).toBe(0);
    expect(run.outputs).toMatchObject({
      status: "complete",
      changed: "true",
      likes: "1100",
      playlists: "3",
    });
    expect(Object.keys(run.outputs)).not.toContain("unsaved");
    expect(running.git.ref("refs/heads/backups")).toBe(run.outputs["commit"]);
    const name = run.outputs["snapshot"]?.split("/").at(-1);
    expect(await running.log("backups")).toEqual([`Backup ${name}`]);
    expect(await running.log("main")).toEqual(["A change"]);
    expect(await running.git.run(["fsck", "--strict", "--no-dangling"])).toBe("");

    const files = await filesOf(running, run.outputs["snapshot"]);
    const metadata = await decodeMetadata(files.get("metadata.json") ?? new Uint8Array());
    expect(metadata).toMatchObject({ status: "complete", encryption: { recipients: [recipient] } });
    await using directory = await createKeyDirectory(identity);
    const openParts = async (id: string) => {
      const parts = metadata.files.find((file) => file.id === id)?.parts ?? [];
      const opened = await Promise.all(
        parts.map(({ name }) => directory.open(files.get(name) ?? new Uint8Array())),
      );
      return { parts: parts.length, text: gunzipSync(Buffer.concat(opened)).toString() };
    };
    for (const { id, kind, entries } of metadata.files) {
      const { text } = await openParts(id);
      expect(JSON.parse(text).entries?.length, id).toBe(kind === "index" ? undefined : entries);
    }
    const likes = await openParts("likes");
    expect(likes.parts).toBeGreaterThan(1);
    expect(JSON.parse(likes.text).entries.length).toBe(1100);
    expect(files.size).toBe(1 + metadata.files.flatMap(({ parts }) => parts).length);
  });

  it("takes over the same objects of git when nothing changed", async () => {
    await using scene = await createActionScene();
    const first = await scene.run();
    const second = await scene.run();
    expect(second.exit).toBe(0);
    expect(second.outputs).toMatchObject({ status: "complete", changed: "false" });
    const blobs = await sealedBlobs(scene, first.outputs["snapshot"]);
    expect(blobs.length).toBe(11);
    expect(await sealedBlobs(scene, second.outputs["snapshot"])).toEqual(blobs);
  });

  it("says in numbers what changed", async () => {
    await using scene = await createActionScene();
    const days = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString();
    await scene.seed({ at: days(12) });
    like(scene.account, [createCatalog().track(123_456)], "2026-11-20T12:00:00Z");
    const run = await scene.run();
    expect(run.outputs).toMatchObject({ changed: "true", likes: "21" });
    expect(run.summary).toContain("| likes | 21 | +1 |");
    expect(run.summary).toContain("Likes in 30 days: `▁█` 20 → 21");
  });

  it("commits to another repository with that one's token, on its default branch", async () => {
    await using scene = await createActionScene({ target: { defaultBranch: "trunk" } });
    const { github, running, target } = scene;
    const run = await scene.run({ path: "music/spotify", "spotify-authorized-at": "2026-06-05" });
    expect(run.exit).toBe(0);
    expect(run.outputs["snapshot"]).toMatch(/^somebody\/vault\/music\/spotify\/[0-9a-f]{16}\//);
    expect((await filesOf(target, run.outputs["snapshot"], "trunk")).size).toBe(12);
    expect(running.git.ref("refs/heads/backups")).toBeNull();
    const tokens = github.requests.map(({ path, token }) => `${path.split("/")[3]} ${token}`);
    expect([...new Set(tokens)].sort()).toEqual(["tracksafe run", "vault target"]);
    expect(run.summary).toContain("2026-12-05");
  });

  it("backs up what is asked for, and annotates nothing when all is well", async () => {
    await using scene = await createActionScene();
    const run = await scene.run({ include: "likes, albums", covers: "true", full: "true" });
    expect(run.outputs).toMatchObject({ status: "complete", likes: "20", playlists: "0" });
    const files = await filesOf(scene.running, run.outputs["snapshot"]);
    expect([...files.keys()].sort()).toEqual([
      "albums.json.gz.age",
      "index.json.gz.age",
      "likes.json.gz.age",
      "metadata.json",
    ]);
    const commands = run.log.split("\n").filter((line) => line.startsWith("::"));
    expect(commands.filter((line) => !line.startsWith("::debug::"))).toEqual([]);
  });

  it("stores files as they are when that is asked for", async () => {
    await using scene = await createActionScene();
    const run = await scene.run({ encryption: "none", "age-recipients": "" });
    expect(run.exit).toBe(0);
    const files = await filesOf(scene.running, run.outputs["snapshot"]);
    const likes = JSON.parse(files.get("likes.json")?.toString() ?? "");
    expect(likes.entries.length).toBe(20);
  });

  it("ends when the runner wants it to, with nothing committed", async () => {
    await using scene = await createActionScene();
    scene.emulator.faults.add({ path: "/me/tracks", fault: fault.hang() });
    const asked = Promise.withResolvers<void>();
    scene.emulator.onRequest(({ path }) => {
      if (path === "/me/tracks") asked.resolve();
    });
    const started = await scene.start();
    await asked.promise;
    started.kill("SIGTERM");
    const run = await started.finished;
    expect(run.exit).toBe(130);
    expect(scene.running.git.ref("refs/heads/backups")).toBeNull();
    expect(scene.running.issues).toEqual([]);
  });
});

/** The age program with a key. */
async function createKeyDirectory(identity: string) {
  const directory = await createTempDirectory();
  const key = await directory.put(identity);
  return {
    open: (sealed: Uint8Array) => output("age", ["-d", "-i", key], sealed),
    [Symbol.asyncDispose]: () => directory.remove(),
  };
}
