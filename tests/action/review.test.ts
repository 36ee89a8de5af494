import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { ALL_SCOPES, createAccount, createCatalog, uriOf } from "../../emulator/index.ts";
import { readImport, storeImport } from "../../src/app/import.ts";
import { createOpen } from "../../src/app/keys.ts";
import { openStore } from "../../src/app/store.ts";
import { createWorld } from "../../src/app/world.ts";
import { Secret } from "../../src/secret.ts";
import { createActionScene } from "../support/action/scene.ts";
import { listFiles } from "../support/files.ts";

/** A scene with an imported list of one song, of which only the title and the artist are known. */
async function createReviewScene(visibility: "private" | "public") {
  const target = createAccount("target");
  const song = { ...createCatalog().track(1), id: "s".padEnd(22, "0"), name: "Lost and found" };
  const scene = await createActionScene({
    accounts: [target],
    spotify: { songs: [song] },
    running: { visibility },
  });
  const directory = await mkdtemp(join(tmpdir(), "tracksafe-review-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  const [list, out] = [join(directory, "Rainy days.csv"), join(directory, "out")];
  await writeFile(list, `title,artist\n${song.name},${song.artists[0]?.name}\n`);
  const world = createWorld();
  const imported = await readImport([list], world);
  await storeImport(imported, openStore(out, world), world, {
    recipients: [scene.recipient],
    keySource: null,
    plain: false,
  });
  const files: Record<string, Uint8Array> = {};
  for (const path of await listFiles(out)) {
    files[`backups/${path}`] = await readFile(join(out, path));
  }
  await scene.target.commit("backups", files);
  const inputs = {
    command: "restore",
    "spotify-refresh-token": scene.emulator.issueRefreshToken("target", ALL_SCOPES),
    "age-identity": scene.identity,
  };
  const restored = () =>
    target.playlists.flatMap(({ items }) => items.map(({ content }) => content && uriOf(content)));
  return { scene, inputs, song, restored };
}

describe("uncertain matches in a workflow", () => {
  it("is in the summary with what decides it, and in a sealed artifact", async () => {
    const { scene, inputs, song, restored } = await createReviewScene("private");
    await using _ = scene;
    const dry = await scene.run(inputs);
    expect(dry.exit).toBe(0);
    expect(dry.log).toContain("Looking for 1 recording takes at most");
    const link = `https://open.spotify.com/track/${song.id}`;
    const [, choice = "", key] = new RegExp(`\`(([0-9a-f]{16})=${link})\``).exec(dry.summary) ?? [];
    expect(dry.summary).toContain("`Lost and found by ");
    expect(dry.summary).toContain(`\`${key}=skip\``);
    const sealed = await readFile(dry.outputs["review"] ?? "");
    const open = await createOpen(new Secret(scene.identity));
    expect(Buffer.from(await open(sealed)).toString()).toContain(`[ ] ${link}  Lost and found`);

    // The branch keeps what was found out, and the decision, too.
    const chosen = await scene.run({ ...inputs, review: choice });
    expect(chosen).toMatchObject({ exit: 0 });
    expect(chosen.outputs["review"] ?? "").toBe("");
    const searches = scene.emulator.requests.filter(({ path }) => path === "/search").length;
    const done = await scene.run({ ...inputs, "dry-run": "false" });
    expect(done).toMatchObject({ exit: 0 });
    expect(restored()).toEqual([uriOf(song)]);
    const all = scene.emulator.requests.filter(({ path }) => path === "/search").length;
    expect(all).toBe(searches);
  });

  it("is shown to nobody in public, where decisions are not taken either", async () => {
    const { scene, inputs, song } = await createReviewScene("public");
    await using _ = scene;
    const dry = await scene.run(inputs);
    expect(dry.exit).toBe(0);
    expect(dry.outputs["review"] ?? "").toBe("");
    for (const name of ["Lost", "Rainy days", song.id]) {
      expect(`${dry.log}${dry.summary}${dry.report}`).not.toContain(name);
    }
    expect(dry.summary).toContain("doubtful");
    expect(JSON.parse(dry.report).outcomes).toEqual({ doubtful: 1 });
    const refused = await scene.run({ ...inputs, review: "0123456789abcdef=skip" });
    expect(refused.exit).toBe(2);
    expect(refused.log).toContain("usage/review");
    const allowed = await scene.run({ ...inputs, "allow-public": "true" });
    expect(allowed.outputs["review"]).toMatch(/review\.txt\.gz\.age$/);
  });
});
