import { cp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fault, generateLibrary, like } from "../../emulator/index.ts";
import { createOpen } from "../../src/app/keys.ts";
import type { BackupResult } from "../../src/backup/contract.ts";
import { generateKey } from "../../src/crypto/keygen.ts";
import { verifyStoredSnapshots } from "../../src/history/verify.ts";
import type { Open } from "../../src/model/sealer.ts";
import { canonicalJson, canonicalPage } from "../../src/snapshot/canonical.ts";
import { createDigester } from "../../src/snapshot/digest.ts";
import { decodeDocument } from "../../src/snapshot/document.ts";
import { openWithAge } from "../support/crypto/age-program.ts";
import { createFakeClock } from "../support/fake-clock.ts";
import { ownerKeysAt } from "../support/snapshot/owner-keys.ts";
import { createScene, type Scene } from "../support/spotify/scene.ts";

const START = "2026-11-22T03:17:00Z";
const DAY = 24 * 60 * 60 * 1000;
const clock = () => createFakeClock(START, { autoAdvance: true });

const key = await generateKey("x25519", new Date(START));
const other = await generateKey("x25519", new Date(START));
const include = ["likes", "playlists", "albums"] as const;
const sealed = { include, recipients: [key.recipient] };
const open = await createOpen(key.fileText);

const library = () =>
  generateLibrary({
    seed: 21,
    likes: 300,
    playlists: 4,
    itemsPerPlaylist: 20,
    followed: 2,
    albums: 4,
    edgeCases: true,
  });

function directoryOf({ snapshot }: BackupResult): string {
  if (snapshot === null) throw new Error("no snapshot was kept");
  return snapshot.location;
}

async function problems(scene: Scene, identity: Open | null = null) {
  const ownerKeys = ownerKeysAt(scene.clock, { open: identity });
  const verified = await verifyStoredSnapshots(scene.store, {}, ownerKeys);
  return verified.flatMap(({ verification }) => verification.problems);
}

const blobs = ({ files }: BackupResult) =>
  files.flatMap(({ parts }) => parts.map(({ name, sha256 }) => [name, sha256]));

describe("a sealed snapshot", () => {
  it("reveals nothing of its content, and opens with the age program", async () => {
    await using scene = await createScene({ accounts: [library()] }, { clock: clock() });
    const result = await scene.backup({ ...sealed, covers: true });
    expect(result.status).toBe("complete");
    const directory = directoryOf(result);
    const names = await readdir(directory);
    expect(names.filter((name) => name !== "metadata.json" && !name.endsWith(".gz.age"))).toEqual(
      [],
    );
    const shown = `${names.join("\n")}\n${await readFile(join(directory, "metadata.json"), "utf8")}`;
    const { account } = scene;
    for (const { id, name } of account.playlists) {
      expect(shown).not.toContain(id);
      if (name.length > 3) expect(shown).not.toContain(name);
    }
    expect(shown).not.toContain(account.accountId);
    expect(shown).not.toContain(account.id);

    const likes = names.filter((name) => name.startsWith("likes.")).sort();
    expect(likes.length).toBeGreaterThan(1);
    const text = await openWithAge(
      likes.map((name) => join(directory, name)),
      key.fileText,
    );
    const document = decodeDocument(text, "likes");
    expect(document.entries?.length).toBe(300);
    expect(await problems(scene)).toEqual([]);
    expect(await problems(scene, open)).toEqual([]);
  });

  it("takes over unchanged parts, and seals only the part with the new like", async () => {
    await using scene = await createScene({ accounts: [library()] }, { clock: clock() });
    const first = await scene.backup(sealed);
    const second = await scene.backup(sealed);
    expect(blobs(second)).toEqual(blobs(first));
    const liked = generateLibrary({ seed: 77, likes: 1 }).likes[0]?.track;
    if (liked) like(scene.account, [liked], "2026-11-21T00:00:00Z");
    const third = await scene.backup(sealed);
    const known = new Set(blobs(second).map(([, sha]) => sha));
    const fresh = blobs(third).filter(([, sha]) => !known.has(sha));
    expect(fresh.map(([name]) => name).sort()).toEqual([
      "index.json.gz.age",
      "likes.001.json.gz.age",
    ]);
    expect(await problems(scene, open)).toEqual([]);
  });

  it("seals everything again after 90 days, and for other recipients with a warning", async () => {
    const time = clock();
    await using scene = await createScene({ accounts: [library()] }, { clock: time });
    const first = await scene.backup(sealed);
    await time.advance(89 * DAY);
    expect(blobs(await scene.backup(sealed))).toEqual(blobs(first));
    await time.advance(2 * DAY);
    const later = await scene.backup(sealed);
    const known = new Set(blobs(first).map(([, sha]) => sha));
    expect(blobs(later).filter(([, sha]) => known.has(sha))).toEqual([]);
    const both = await scene.backup({ include, recipients: [key.recipient, other.recipient] });
    expect(both.warnings).toContainEqual({ code: "recipients-changed" });
    const lately = new Set(blobs(later).map(([, sha]) => sha));
    expect(blobs(both).filter(([, sha]) => lately.has(sha))).toEqual([]);
    expect(await problems(scene, open)).toEqual([]);
  });

  it("takes sealed content over without being able to open it", async () => {
    await using scene = await createScene({ accounts: [library()] }, { clock: clock() });
    await scene.backup(sealed);
    scene.emulator.faults.add({
      path: "/me/tracks",
      times: Number.POSITIVE_INFINITY,
      fault: fault.status(500),
    });
    const result = await scene.backup(sealed);
    expect(result.files.find(({ id }) => id === "likes")).toMatchObject({
      state: "stale",
      entries: 300,
    });
    expect(await problems(scene, open)).toEqual([]);
  });

  it("takes nothing over from snapshots in the clear in the same store", async () => {
    await using scene = await createScene({ accounts: [library()] }, { clock: clock() });
    await scene.backup({ include });
    scene.emulator.faults.add({
      path: "/me/tracks",
      times: Number.POSITIVE_INFINITY,
      fault: fault.status(500),
    });
    const result = await scene.backup(sealed);
    expect(result.files.find(({ id }) => id === "likes")).toMatchObject({
      state: "failed",
      parts: [],
    });
    expect((await readdir(directoryOf(result))).filter((name) => name.endsWith(".json"))).toEqual([
      "metadata.json",
    ]);
  });
});

describe("verifying a sealed snapshot", () => {
  it("finds every changed, missing, added and swapped file without a key", async () => {
    await using scene = await createScene({ accounts: [library()] }, { clock: clock() });
    const directory = directoryOf(await scene.backup(sealed));
    for (const name of await readdir(directory)) {
      const path = join(directory, name);
      const good = await readFile(path);
      const bad = Buffer.from(good);
      const at = Math.floor(bad.length / 2);
      bad[at] = (bad[at] ?? 0) ^ 1;
      await writeFile(path, bad);
      expect((await problems(scene)).map(({ file }) => file)).toContain(name);
      await rm(path);
      if (name !== "metadata.json") {
        expect(await problems(scene)).toMatchObject([{ file: name, code: "snapshot/missing" }]);
      }
      await writeFile(path, good);
    }
    await writeFile(join(directory, "likes.099.json.gz.age"), "x");
    expect(await problems(scene)).toMatchObject([
      { file: "likes.099.json.gz.age", code: "snapshot/unexpected" },
    ]);
  });

  it("finds with the key what was forged by somebody who can write to the store", async () => {
    await using scene = await createScene({ accounts: [library()] }, { clock: clock() });
    const directory = directoryOf(await scene.backup(sealed));
    const path = join(directory, "metadata.json");
    const { digest: _digest, mac, ...body } = JSON.parse(await readFile(path, "utf8"));
    const [a, b] = body.files.filter(({ kind }: { kind: string }) => kind === "playlists");
    [a.parts, b.parts] = [b.parts, a.parts];
    const digest = createDigester(null)("metadata", canonicalJson(body));
    await writeFile(path, canonicalPage({ ...body, digest, mac }));
    expect(await problems(scene)).toEqual([]);
    expect((await problems(scene, open)).map(({ code }) => code)).toContain("snapshot/forged");
  });

  it("finds an old snapshot that was put in the place of a new one", async () => {
    const time = clock();
    await using scene = await createScene({ accounts: [library()] }, { clock: time });
    const old = directoryOf(await scene.backup(sealed));
    await time.advance(DAY);
    const now = directoryOf(await scene.backup(sealed));
    await rm(now, { recursive: true });
    await cp(old, now, { recursive: true });
    expect(await problems(scene)).toMatchObject([
      { file: "metadata.json", code: "snapshot/misplaced" },
    ]);
  });

  it("refuses an identity that opens none of it", async () => {
    await using scene = await createScene({ accounts: [library()] }, { clock: clock() });
    await scene.backup(sealed);
    const wrong = await createOpen(other.fileText);
    await expect(problems(scene, wrong)).rejects.toMatchObject({ code: "key/no-match" });
  });
});
