import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generateLibrary } from "../../emulator/index.ts";
import { createOpen } from "../../src/app/keys.ts";
import { createSealer } from "../../src/crypto/age.ts";
import { generateKey } from "../../src/crypto/keygen.ts";
import type { RestoreSource } from "../../src/restore/load-library.ts";
import {
  changeRecord,
  recordHolding,
  withFiles,
  withMetadata,
} from "../support/restore/damaged-snapshot.ts";
import { accountContent, createRestoreScene, type RestoreScene } from "../support/restore/scene.ts";
import { readingBy } from "../support/snapshot/stored-snapshots.ts";

let scene: RestoreScene;
let source: RestoreSource;
let expected: ReturnType<typeof accountContent>;

beforeAll(async () => {
  scene = await createRestoreScene(
    generateLibrary({ seed: 7, likes: 60, playlists: 3, itemsPerPlaylist: 9, albums: 3, shows: 2 }),
  );
  source = await scene.snapshot();
  expected = accountContent(scene.account);
});

afterAll(() => scene[Symbol.asyncDispose]());

const text = (value: unknown) => Buffer.from(JSON.stringify(value));
const NEWER = text({ format: "tracksafe", formatVersion: 2, kind: "albums", entries: [] });
const codesOf = (list: readonly { readonly file: string; readonly code: string }[]) =>
  list.map(({ file, code }) => `${file} ${code}`);
const incomplete = (id: string) =>
  changeRecord(id, (file) => ({ ...file, state: "incomplete", error: "backup/moving" }));

describe("a snapshot of which one file is no good", () => {
  it.each<[string, () => RestoreSource | Promise<RestoreSource>, string]>([
    [
      "corrupted",
      () => withFiles(source, { "albums.json": Buffer.from("{}") }),
      "albums snapshot/corrupt",
    ],
    ["missing", () => withFiles(source, { "albums.json": null }), "albums snapshot/missing"],
    [
      "of a newer format",
      async () =>
        withFiles(await withMetadata(source, changeRecord("albums", recordHolding(NEWER))), {
          "albums.json": NEWER,
        }),
      "albums format/too-new",
    ],
    [
      "never read",
      () =>
        withMetadata(
          source,
          changeRecord("albums", (file) => ({ ...file, state: "incomplete", parts: [] })),
        ),
      "albums incomplete",
    ],
  ])("because it is %s: that is named, and the rest restored", async (_, change, named) => {
    const account = scene.addAccount();
    const result = await scene.restore(await change(), { account });
    expect(result).toMatchObject({ status: "partial", error: null, incomplete: [] });
    expect(codesOf(result.unusable)).toEqual([named]);
    expect(accountContent(account)).toEqual({ ...expected, albums: [] });
  });

  it("because it is sealed for another key: that is named, and the rest restored", async () => {
    const [mine, other] = await Promise.all([
      generateKey("x25519", new Date()),
      generateKey("x25519", new Date()),
    ]);
    const sealed = await createSealer([other.recipient]).seal(Buffer.from("{}"));
    const account = scene.addAccount();
    const files = [{ name: "shows.json.gz.age", read: async () => sealed }];
    const open = await createOpen(mine.fileText);
    const sources = [source, { label: "loose", files }];
    const result = await scene.restore(sources, { account, open, unproved: true });
    expect(result.status).toBe("partial");
    expect(codesOf(result.unusable)).toEqual(["shows key/no-match"]);
    expect(accountContent(account)).toEqual(expected);
  });

  it("because it is named with a path out of the snapshot: no such file is asked for", async () => {
    const asked: string[] = [];
    const { label, snapshot } = source as Extract<RestoreSource, { snapshot: unknown }>;
    const metadata = Buffer.from(await snapshot.files.read("metadata.json")).toString();
    const changed = Buffer.from(metadata.replace('"albums.json"', '"../albums.json"'));
    const account = scene.addAccount();
    const result = await scene.restore(
      {
        label,
        snapshot: {
          ...snapshot,
          files: readingBy(snapshot.files.files, async (name) => {
            asked.push(name);
            return name === "metadata.json" ? changed : snapshot.files.read(name);
          }),
        },
      },
      { account, unproved: true },
    );
    expect(asked.filter((name) => name.includes(".."))).toEqual([]);
    expect(codesOf(result.unusable)).toEqual(["metadata.json snapshot/corrupt"]);
    // The files themselves are good, and say what they are.
    expect(accountContent(account).albums).toEqual(expected.albums);
  });
});

describe("a file that the backup did not come to the end of", () => {
  it("is restored as far as it goes, and that is said", async () => {
    const cut = await withMetadata(source, incomplete("likes"));
    const account = scene.addAccount();
    const planned = await scene.plan(cut, { account });
    expect(codesOf(planned.incomplete)).toEqual(["likes backup/moving"]);
    const result = await scene.restore(cut, { account });
    expect(result).toMatchObject({ status: "partial", error: null, unusable: [] });
    expect(codesOf(result.incomplete)).toEqual(["likes backup/moving"]);
    expect(accountContent(account)).toEqual(expected);
  });

  it("gives way to a whole one in another snapshot", async () => {
    const [list] = scene.account.playlists;
    const id = `playlist_${list?.id}`;
    const snapshot = await scene.snapshot();
    const bytes = Buffer.from(
      await (snapshot as Extract<RestoreSource, { snapshot: unknown }>).snapshot.files.read(
        `${id}.json`,
      ),
    );
    const document = JSON.parse(bytes.toString());
    const half = Buffer.from(
      `${JSON.stringify({ ...document, entries: document.entries.slice(0, 4) })}\n`,
    );
    const cut = withFiles(
      await withMetadata(snapshot, (metadata) =>
        changeRecord(id, (file) => ({ ...recordHolding(half)(file), entries: 4 }))(
          incomplete(id)(metadata),
        ),
      ),
      { [`${id}.json`]: half },
    );
    const account = scene.addAccount();
    const alone = await scene.restore(cut, { account: scene.addAccount(), only: [id] });
    expect(alone).toMatchObject({ status: "partial", added: 4 });
    const result = await scene.restore([cut, source], { account });
    expect(result).toMatchObject({ status: "complete", incomplete: [], unusable: [] });
    expect(accountContent(account)).toEqual(expected);
  });
});

describe("a sealed snapshot whose metadata somebody else wrote", () => {
  it("is left out and named, and refused when there is nothing else", async () => {
    const key = await generateKey("x25519", new Date());
    const open = await createOpen(key.fileText);
    const sealed = await scene.snapshot({ recipients: [key.recipient], include: ["likes"] });
    const forged = await withMetadata(sealed, (metadata) => metadata, randomBytes(32));
    const account = scene.addAccount();
    await expect(scene.plan(forged, { account, open })).rejects.toMatchObject({
      code: "snapshot/forged",
      hint: expect.stringContaining("older snapshot"),
    });
    const before = scene.writes().length;
    const result = await scene.restore([forged, source], { account, open });
    expect(result).toMatchObject({ status: "partial", error: null });
    expect(codesOf(result.unusable)).toEqual(["metadata.json snapshot/forged"]);
    expect(accountContent(account)).toEqual(expected);
    expect(scene.writes().length).toBeGreaterThan(before);
  });
});
