import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createEditableLibrary } from "../../bench/library.ts";
import { ALL_SCOPES, createAccount, generateLibrary, like } from "../../emulator/index.ts";
import { createSealer } from "../../src/crypto/age.ts";
import { generateKey } from "../../src/crypto/keygen.ts";
import { sha256 } from "../../src/snapshot/digest.ts";
import { encodeIndex } from "../../src/snapshot/index-file.ts";
import { runInProcess } from "../support/cli/command.ts";
import { createFakeClock } from "../support/fake-clock.ts";
import { isWrite } from "../support/restore/request-trouble.ts";
import { accountContent } from "../support/restore/scene.ts";
import { createForger, type Forger } from "../support/snapshot/forger.ts";
import { createScene, type Scene } from "../support/spotify/scene.ts";

const NOW = "2026-11-22T12:00:00Z";
const DAY = 24 * 60 * 60 * 1000;
const INDEX = "index.json.gz.age";
const clock = createFakeClock(NOW, { autoAdvance: true });
const key = await generateKey("x25519", clock.now());
const spare = generateLibrary({ seed: 9, likes: 1 }).likes.map(({ track }) => track);

let scene: Scene;
let root = "";
let user = "";
let [older, newer] = ["", ""];
let keyId = "";

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "tracksafe-proof-"));
  const source = generateLibrary({ seed: 63, likes: 12, playlists: 2, itemsPerPlaylist: 3 });
  scene = await createScene({ accounts: [source], timestampedIds: true }, { clock });
  const request = { recipients: [key.recipient], include: ["likes", "playlists"] as const };
  const first = await scene.backup(request);
  await clock.advance(DAY);
  like(scene.account, spare, "2026-11-22T13:00:00Z");
  const second = await scene.backup(request);
  user = first.snapshot?.user ?? "";
  keyId = first.keyId ?? "";
  [older, newer] = [first.snapshot?.name ?? "", second.snapshot?.name ?? ""];
});

afterAll(async () => {
  await scene[Symbol.asyncDispose]();
  await rm(root, { recursive: true });
});

/** Restores into a new account after `edit`; the account is the only record of the right key. */
async function restoreAfter(
  edit: (forger: Forger, directory: string) => Promise<unknown>,
  flags: readonly string[] = [],
  source = (directory: string) => directory,
) {
  const directory = await mkdtemp(join(root, "place-"));
  await cp(scene.directory, directory, { recursive: true });
  const account = async () => ({ id: scene.account.accountId, aliases: [], displayName: "" });
  const provider = { ...createEditableLibrary(1, 0, 0).provider, account };
  await edit(createForger(directory, user, provider, clock), join(directory, user));
  const target = createAccount(`target${scene.emulator.accounts.length}`);
  scene.emulator.accounts.push(target);
  const before = scene.emulator.requests.filter(isWrite).length;
  const args = ["restore", source(directory), "--yes", ...flags];
  const result = await runInProcess(
    args,
    {
      ...scene.env,
      SPOTIFY_REFRESH_TOKEN: scene.emulator.issueRefreshToken(target.accountId, ALL_SCOPES),
      AGE_IDENTITY: key.fileText.reveal(),
      TRACKSAFE_KEY_ID: keyId,
      XDG_STATE_HOME: join(directory, "state"),
      XDG_CACHE_HOME: join(directory, "cache"),
    },
    { clock },
  );
  const writes = scene.emulator.requests.filter(isWrite).length - before;
  return { ...result, writes, likes: accountContent(target).likes };
}

const named = (name: () => string) => (directory: string) => join(directory, user, name());

/** Makes the index of `name` another one, sealed for the same recipient, as anybody can. */
async function swapIndex(forger: Forger, directory: string, name: string): Promise<void> {
  const bytes = await createSealer([key.recipient]).seal(
    encodeIndex({ contentKey: "ab".repeat(32), files: [] }),
  );
  await writeFile(join(directory, name, INDEX), bytes);
  await forger.edit(name, (content) => ({
    ...content,
    files: content.files.map((file) =>
      file.kind === "index"
        ? {
            ...file,
            parts: file.parts.map((part) => ({
              ...part,
              bytes: bytes.length,
              sha256: sha256(bytes),
            })),
          }
        : file,
    ),
  }));
}

describe("restoring a sealed snapshot by its name", () => {
  it("writes what is proved", async () => {
    const result = await restoreAfter(
      async () => {},
      [],
      named(() => newer),
    );
    expect(result).toMatchObject({ exit: 0 });
    expect(result.writes).toBeGreaterThan(0);
    expect(result.likes).toEqual(accountContent(scene.account).likes);
  });

  it("takes the key from another snapshot where its own index is damaged", async () => {
    const damage = async (_: Forger, directory: string) =>
      writeFile(join(directory, newer, INDEX), "no index");
    const result = await restoreAfter(
      damage,
      [],
      named(() => newer),
    );
    expect(result.likes).toEqual(accountContent(scene.account).likes);
  });

  it("takes the key from the app's secret where all indexes are damaged", async () => {
    const damage = async (_: Forger, directory: string) => {
      for (const name of [older, newer]) await writeFile(join(directory, name, INDEX), "no");
    };
    const result = await restoreAfter(
      damage,
      [],
      named(() => newer),
    );
    expect(result.likes).toEqual(accountContent(scene.account).likes);
  });

  it.each<[string, (forger: Forger, directory: string) => Promise<unknown>, string]>([
    [
      "its index was dropped from the metadata",
      (forger) =>
        forger.edit(newer, (content) => ({
          ...content,
          files: content.files.filter(({ kind }) => kind !== "index"),
        })),
      "snapshot/forged",
    ],
    [
      "its index is another one",
      (forger, directory) => swapIndex(forger, directory, newer),
      "snapshot/forged",
    ],
    [
      "it is an older one that was put in its place",
      (forger) => forger.replay(older, new Date(Date.parse(NOW) + DAY)),
      "snapshot/not-proved",
    ],
    [
      "its metadata names another key",
      (forger) =>
        forger.edit(newer, (content) => ({
          ...content,
          encryption: content.encryption && { ...content.encryption, keyId: "00".repeat(8) },
        })),
      "snapshot/not-proved",
    ],
  ])("writes nothing where %s", async (_, edit, code) => {
    const result = await restoreAfter(
      edit,
      [],
      named(() => newer),
    );
    expect(result).toMatchObject({ exit: 7, writes: 0 });
    expect(result.stderr).toContain(code);
  });

  it("writes what nothing proves only when that is said, and marks it", async () => {
    const forge = (forger: Forger) => forger.add(new Date(Date.parse(NOW) + 2 * DAY), []);
    const path = (directory: string) => join(directory, user, "2026-11-24T12-00-00");
    const refused = await restoreAfter(forge, [], path);
    expect(refused).toMatchObject({ exit: 7, writes: 0 });
    const meant = await restoreAfter(forge, ["--unproved"], path);
    expect(meant.stderr).toMatch(/NOT PROVED to be yours: likes of /);
    expect(meant.writes).toBeGreaterThan(0);
  });
});

describe("restoring the latest snapshot", () => {
  it("passes over what was added, and takes the newest that is proved", async () => {
    const result = await restoreAfter(async (forger) => {
      await forger.add(new Date(Date.parse(NOW) + 2 * DAY), []);
      await forger.add(new Date(Date.parse(NOW) + 3 * DAY), [key.recipient]);
      await forger.replay(older, new Date(Date.parse(NOW) + 4 * DAY));
    });
    expect(result.exit).toBe(0);
    expect(result.likes).toEqual(accountContent(scene.account).likes);
  });

  it("is refused where everything was replaced by somebody else's", async () => {
    const result = await restoreAfter(async (forger, directory) => {
      for (const name of await readdir(directory)) await forger.remove(name);
      await forger.add(new Date(NOW), [key.recipient]);
    });
    expect(result).toMatchObject({ exit: 7, writes: 0 });
    expect(result.stderr).toContain("the reason for each");
  });

  it("never takes a file whose content was changed", async () => {
    const result = await restoreAfter(async (_, directory) => {
      for (const name of await readdir(join(directory, newer))) {
        if (!name.startsWith("likes")) continue;
        const path = join(directory, newer, name);
        const bytes = await readFile(path);
        bytes[300] = (bytes[300] ?? 0) ^ 1;
        await writeFile(path, bytes);
      }
    });
    expect(result.exit).toBe(3);
    expect(result.likes).toEqual([]);
  });
});
