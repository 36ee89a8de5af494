import { openAsBlob } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join, relative } from "node:path";
import { BlobWriter, TextReader, ZipWriter } from "@zip.js/zip.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SnapshotStore } from "../../src/model/snapshot-store.ts";
import { createDirectoryStore } from "../../src/store/directory/store.ts";
import { type FolderFile, folderTree, offerFolder } from "../../web/reader/folder.ts";
import { createTreeStore } from "../../web/reader/tree-store.ts";
import { zipTree } from "../../web/reader/zip.ts";
import { describeStore } from "../store/conformance.ts";
import { appErrorOf } from "../support/app-error.ts";
import { saveSnapshot, storeContent } from "../support/snapshot/stored-snapshots.ts";

const USER = "0123456789abcdef";
const NAME = "2026-11-22T03-17-00";
const LATER = "2026-11-23T03-17-00";

/** The files of a directory, as a browser hands them over when a person chooses it. */
async function filesIn(directory: string): Promise<readonly FolderFile[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return Promise.all(
    files.map(async ({ parentPath, name }) => ({
      path: join(basename(directory), relative(directory, parentPath), name),
      file: await openAsBlob(join(parentPath, name)),
    })),
  );
}

const readFolder = async (directory: string) =>
  createTreeStore(folderTree(offerFolder("folder", await filesIn(directory))));

/** The store in a directory, of which everything is read as a browser reads a chosen folder. */
function asChosenFolder(directory: string): SnapshotStore {
  const store = createDirectoryStore(directory);
  const reader = () => readFolder(directory);
  return {
    ...store,
    users: async () => (await reader()).users(),
    list: async (user) => (await reader()).list(user),
    files: async (ref) => (await reader()).files(ref),
    read: async (ref, name) => (await reader()).read(ref, name),
    open: async (ref, name) => (await reader()).open(ref, name),
  };
}

describeStore("a folder that was chosen on the page", async () => {
  const root = await mkdtemp(join(tmpdir(), "tracksafe-page-"));
  const reopen = () => asChosenFolder(root);
  return { store: reopen(), reopen, close: () => rm(root, { recursive: true }) };
});

describe("a place that was chosen on the page", () => {
  let root: string;
  let expected: Awaited<ReturnType<typeof storeContent>>;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), "tracksafe-page-"));
    const store = createDirectoryStore(root);
    await saveSnapshot(store, USER, NAME, { "likes.json": "old" });
    await saveSnapshot(store, USER, LATER, { "likes.json": "new", "playlist_a.json": "list" });
    expected = await storeContent(store);
  });
  afterAll(() => rm(root, { recursive: true }));

  /** A ZIP with the files of the store below `top`, and something else beside them. */
  async function zipOf(top: string, level = 9): Promise<Blob> {
    const zip = new ZipWriter(new BlobWriter(), { level, useWebWorkers: false });
    await zip.add(`${top}README.md`, new TextReader("# Backups"));
    for (const { path, file } of await filesIn(root)) {
      const inside = path.slice(path.indexOf("/") + 1);
      await zip.add(`${top}${inside}`, new TextReader(await file.text()));
    }
    return zip.close();
  }

  it("may be the ZIP of a branch, packed or not", async () => {
    for (const level of [0, 9]) {
      const archive = await zipOf("backups-main/backups/", level);
      expect(await storeContent(await createTreeStore(await zipTree("a.zip", archive)))).toEqual(
        expected,
      );
    }
  });

  it("may be one account's folder, or the repository around it", async () => {
    const files = await filesIn(root);
    const account = files.map(({ path, file }) => ({
      path: path.split("/").slice(1).join("/"),
      file,
    }));
    const repository = files.map(({ path, file }) => ({ path: `music/data/${path}`, file }));
    const places = [];
    for (const chosen of [account, repository]) {
      const store = await createTreeStore(folderTree(offerFolder("it", chosen)));
      expect(await storeContent(store)).toEqual(expected);
      places.push(store.location);
    }
    expect(places).toEqual(["it", `music/data/${basename(root)}`]);
  });

  it("says that a file is no ZIP, or cut", async () => {
    const archive = await zipOf("");
    for (const broken of [new Blob(["no archive"]), archive.slice(0, archive.size - 30)]) {
      expect(await appErrorOf(() => zipTree("a.zip", broken))).toMatchObject({ code: "store/io" });
    }
  });

  it("takes nothing from a ZIP whose content is not what it says", async () => {
    const bytes = new Uint8Array(await (await zipOf("", 0)).arrayBuffer());
    const at = Buffer.from(bytes).indexOf("old");
    bytes[at] = "X".charCodeAt(0);
    const store = await createTreeStore(await zipTree("a.zip", new Blob([bytes])));
    const read = () => store.read({ user: USER, name: NAME }, "likes.json");
    expect(await appErrorOf(read)).toMatchObject({ code: "store/io" });
  });

  it("is only read", async () => {
    const store = await readFolder(root);
    for (const change of [
      () => store.checkWritable(),
      () => store.create(USER, NAME),
      () => store.remove(USER, [NAME]),
    ]) {
      expect(await appErrorOf(change)).toMatchObject({ code: "store/permission" });
    }
    expect(await readFile(join(root, USER, NAME, "likes.json"), "utf8")).toBe("old");
  });
});
