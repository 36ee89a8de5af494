import { openAsBlob } from "node:fs";
import { cp, mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { Encrypter } from "age-encryption";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { encodeArmor } from "../../src/crypto/armor.ts";
import { generateKey } from "../../src/crypto/keygen.ts";
import type { Entry } from "../../src/model/records.ts";
import type { Secret } from "../../src/secret.ts";
import type { FoundRow } from "../../web/search/service.ts";
import { offerPlace } from "../../web/worker/places.ts";
import type { Call } from "../../web/worker/serve.ts";
import { createHistoryService } from "../../web/worker/service.ts";
import { appErrorOf } from "../support/app-error.ts";
import {
  createHistoryScene,
  libraryVersion,
  playlistVersion,
  track,
} from "../support/cli/history-scene.ts";
import { listFiles } from "../support/files.ts";
import { createSealedHistory, type SealedHistory } from "../support/web/sealed-history.ts";

const CALL: Call = { signal: new AbortController().signal, onProgress: () => {} };
const [A, B, C] = ["Ágætis byrjun", "Bolero", "Clair de lune"].map((title) => track(title));
const LIBRARIES = [
  libraryVersion(
    [A, B].filter((one) => one !== undefined),
    {
      mix: playlistVersion(
        "Evening",
        [C].filter((one) => one !== undefined),
      ),
    },
  ),
  libraryVersion(
    [A].filter((one) => one !== undefined),
    {
      mix: playlistVersion(
        "Evening",
        [C, B].filter((one) => one !== undefined),
      ),
    },
  ),
];

let history: SealedHistory;
beforeAll(async () => {
  history = await createSealedHistory(LIBRARIES);
});
afterAll(() => history[Symbol.asyncDispose]());

const keyOf = (text: Secret, passphrase = "") => ({
  content: new TextEncoder().encode(text.reveal()),
  passphrase,
});

/** Opens a directory without a key. `reads` grows by the path of each file that is read. */
async function open(directory: string, reads: string[] = []) {
  const service = createHistoryService(() => new Date());
  const paths = await listFiles(directory);
  const files = await Promise.all(
    paths.map(async (path) => {
      const file = await openAsBlob(join(directory, path));
      const stream = () => {
        reads.push(path);
        return file.stream();
      };
      return { path: `${basename(directory)}/${path}`, file: { stream } as unknown as Blob };
    }),
  );
  const look = await service.look(offerPlace({ kind: "folder", name: "backups", files }));
  const timeline = await service.openPlace(null);
  return { service, look, timeline };
}

it("lists the snapshots before any key, and proves nothing then", async () => {
  const { service, look, timeline } = await open(history.directory);
  const folder = basename(history.directory);
  expect(look?.place).toBe(folder);
  expect(look?.snapshots.map(({ name }) => name)).toEqual(history.names);
  expect(look?.newest.map(({ name, proved, latest }) => [name, proved, latest])).toEqual([
    [history.names[1], false, false],
    [history.names[0], false, false],
  ]);
  const { place, snapshots, isUnlocked } = timeline;
  expect([place, isUnlocked]).toEqual([folder, false]);
  expect(snapshots.map(({ name, proved, latest }) => [name, proved, latest])).toEqual([
    [history.names[0], false, false],
    [history.names[1], false, true],
  ]);
  const changes = await service.changes(null, CALL);
  expect(changes.get(history.names[0] ?? "")).toBe(null);
  expect(changes.get(history.names[1] ?? "")?.kinds).toMatchObject([
    { kind: "likes", before: 2, after: 1 },
    { kind: "playlists", changed: 1 },
  ]);
  const { contents } = await service.contents(history.names[1] ?? "");
  expect(contents.isLocked).toBe(true);
});

it("reads each metadata once, and with the key only an index besides", async () => {
  const reads: string[] = [];
  const { service, timeline } = await open(history.directory, reads);
  await service.changes(null, CALL);
  const metadata = history.names.map((name) => join(timeline.user, name, "metadata.json"));
  expect(reads.toSorted()).toEqual(metadata);
  reads.splice(0);
  await service.unlock(keyOf(history.key.secret));
  expect(new Set(reads.map((path) => basename(path)))).toEqual(new Set(["index.json.gz.age"]));
});

it("proves the snapshots with the key, and opens their lists", async () => {
  const { service } = await open(history.directory);
  const { snapshots, isUnlocked } = await service.unlock(keyOf(history.key.fileText));
  expect([isUnlocked, snapshots.map(({ proved }) => proved)]).toEqual([true, [true, true]]);
  const name = history.names[0] ?? "";
  const { contents } = await service.contents(name);
  const playlist = contents.lists.find(({ title }) => title === "Evening");
  expect(playlist).toMatchObject({ kind: "playlists", entries: 1 });
  const sort = { by: "title", isDescending: true } as const;
  const { view, length, total } = await service.openList({
    ...{ snapshot: name, list: "likes", filter: "", sort },
  });
  expect([length, total]).toEqual([2, 2]);
  expect(await service.window({ view, from: 0, to: 10 })).toMatchObject([
    { title: "Bolero", place: 1 },
    { title: "Ágætis byrjun", place: 0 },
  ]);
  const filtered = await service.openList({
    ...{ snapshot: name, list: "likes", filter: "AGÆTIS", sort },
  });
  expect(filtered).toMatchObject({ length: 1, total: 2 });
  expect(await service.verify(name, CALL)).toMatchObject({ opened: true, problems: [] });
});

it("tells the life of what is searched for", async () => {
  const { service } = await open(history.directory);
  await service.unlock(keyOf(history.key.secret));
  const found = await service.search(" BOLERO ", CALL);
  expect(found).toMatchObject({ length: 1, searched: 2, skipped: [] });
  const rows = (await service.window({ view: found.view, from: 0, to: 5 })) as FoundRow[];
  const [first, second] = history.names;
  expect(rows[0]).toMatchObject({
    title: "Bolero",
    spans: [
      { in: "likes", from: first, until: second },
      { in: "Evening", from: second, until: null },
    ],
  });
  expect(await service.search("", CALL)).toMatchObject({ length: 0 });
});

/** A recovery copy that takes far less time to open than those that tracksafe makes. */
async function recoveryCopy(text: Secret, passphrase: string): Promise<Uint8Array> {
  const encrypter = new Encrypter();
  encrypter.setPassphrase(passphrase);
  encrypter.setScryptWorkFactor(10);
  return encodeArmor(await encrypter.encrypt(text.reveal()));
}

it("takes a recovery copy with its passphrase, and says what is wrong with a key", async () => {
  const { service } = await open(history.directory);
  const passphrase = "k7qm-x2pd-9fhs-abcd";
  const copy = await recoveryCopy(history.key.fileText, passphrase);
  const codeFor = async (passphrase: string, content = copy) =>
    (await appErrorOf(() => service.unlock({ content, passphrase }))).code;
  expect(await codeFor("")).toBe("key/sealed-identity");
  expect(await codeFor("k7qm-x2pd-9fhs-abce")).toBe("key/wrong-passphrase");
  const other = await generateKey("x25519", new Date());
  expect(await codeFor("", keyOf(other.secret).content)).toBe("key/no-match");
  expect(await codeFor("", new TextEncoder().encode("no key"))).toBe("key/bad-identity");
  const unlocked = await service.unlock({
    content: copy,
    passphrase: ` ${passphrase.toUpperCase()}`,
  });
  expect(unlocked.isUnlocked).toBe(true);
});

it("tells what a restore would add from what it would have to look up", async () => {
  const known = track("Gone from Spotify") as Exclude<Entry, { type: "unavailable" }>;
  const wordsOnly = track("From a list of titles") as Extract<Entry, { type: "track" }>;
  await using scene = await createHistoryScene([
    libraryVersion([track("Aria"), { ...wordsOnly, item: { ...wordsOnly.item, refs: {} } }], {
      mix: playlistVersion("Evening", [track("Bolero"), { ...UNKNOWN, known }, UNKNOWN]),
    }),
  ]);
  const { service } = await open(scene.directory);
  const [snapshot = ""] = scene.names;
  const preview = await service.previewRestore({ snapshot, only: [], target: null });
  expect(preview.rows.map((row) => Object.values(row))).toEqual([
    ["likes", 1, 1, 0, 0],
    ["playlists", 1, 0, 0, 0],
    ["in playlists", 1, 1, 0, 1],
  ]);
  expect(preview.added).toEqual([
    "Added to likes:",
    "  Aria by Somebody",
    "  From a list of titles by Somebody",
  ]);
});

const UNKNOWN = { type: "unavailable", addedAt: null } as const;

it("shows a snapshot that was copied to another time as what it is", async () => {
  const directory = await mkdtemp(join(tmpdir(), "tracksafe-misplaced-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  await cp(history.directory, directory, { recursive: true });
  const [user = ""] = (await open(directory)).timeline.users;
  const [first = ""] = history.names;
  await rename(join(directory, user, first), join(directory, user, "2020-01-01T00-00-00"));
  const { service } = await open(directory);
  const { snapshots } = await service.unlock(keyOf(history.key.fileText));
  expect(snapshots.map(({ doubt }) => doubt)).toEqual(["misplaced", null]);
});

it("says so where there are no snapshots", async () => {
  const service = createHistoryService(() => new Date());
  const file = new Blob(["nothing"]);
  const place = { kind: "folder", name: "x", files: [{ path: "x/a.txt", file }] } as const;
  expect(await service.look(offerPlace(place))).toBe(null);
  expect(await appErrorOf(() => service.openPlace(null))).toMatchObject({
    code: "snapshot/not-found",
  });
  expect(await appErrorOf(() => service.contents("2026-01-01T00-00-00"))).toMatchObject({
    code: "usage/location",
  });
});
