import { execFile } from "node:child_process";
import { existsSync, rmdirSync } from "node:fs";
import {
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  symlink,
  truncate,
  utimes,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { nodeFileSystem } from "../../../src/disk/fs.ts";
import { createLog } from "../../../src/log.ts";
import type { SnapshotStore } from "../../../src/model/snapshot-store.ts";
import { createDirectoryStore } from "../../../src/store/directory/store.ts";
import { appErrorOf } from "../../support/app-error.ts";
import { createMemoryDisk } from "../../support/disk/memory-disk.ts";
import { systemError, watchFileSystem } from "../../support/disk/watched-file-system.ts";
import {
  bytesOf,
  filesOf,
  pieces,
  saveSnapshot,
  storeContent,
  storedFile,
} from "../../support/snapshot/stored-snapshots.ts";
import { describeStore } from "../conformance.ts";

const USER = "0123456789abcdef";
const NAME = "2026-11-22T03-17-00";
const LATER = "2026-11-23T03-17-00";

describeStore("a directory", async () => {
  const root = await mkdtemp(join(tmpdir(), "tracksafe-store-"));
  const reopen = () => createDirectoryStore(root);
  return { store: reopen(), reopen, close: () => rm(root, { recursive: true }) };
});

// Repeats on a real disk what other tests show on a disk in memory.
describeStore("a directory on the disk in memory", async () => {
  const disk = createMemoryDisk();
  const reopen = () => createDirectoryStore("/backups", { fs: disk.fs });
  return { store: reopen(), reopen, close: async () => {} };
});

describe("a directory store", () => {
  let root: string;
  let store: SnapshotStore;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "tracksafe-store-"));
    store = createDirectoryStore(root);
  });
  afterEach(() => rm(root, { recursive: true }));

  it("keeps a snapshot as plain files", async () => {
    const ref = await saveSnapshot(store, USER, NAME, { "likes.json": "likes" });
    expect(await readFile(join(root, USER, NAME, "likes.json"), "utf8")).toBe("likes");
    expect((await tree(root)).map((path) => path.slice(root.length + 1))).toEqual([
      USER,
      `${USER}/${NAME}`,
      `${USER}/${NAME}/likes.json`,
      `${USER}/${NAME}/metadata.json`,
    ]);
    const writer = await store.create(USER, LATER);
    expect(writer.location).toBe(join(root, USER, LATER));
    expect(store.location).toBe(root);
    expect(store.keepsFailedRuns).toBe(true);
    expect(ref.name).toBe(NAME);
  });

  it("creates the place and what is missing above it", async () => {
    const deep = createDirectoryStore(join(root, "a", "b", "c"));
    expect(await deep.users()).toEqual([]);
    await deep.checkWritable();
    expect(await tree(root)).toEqual(["a", "a/b", "a/b/c"].map((path) => join(root, path)));
    const other = createDirectoryStore(join(root, "d", "e"));
    await saveSnapshot(other, USER, NAME, {});
    expect(await other.users()).toEqual([USER]);
  });

  it("may be a symbolic link itself", async () => {
    await mkdir(join(root, "disk"));
    await symlink(join(root, "disk"), join(root, "link"));
    const linked = createDirectoryStore(join(root, "link"));
    await linked.checkWritable();
    await saveSnapshot(linked, USER, NAME, { "likes.json": "likes" });
    expect(await storeContent(createDirectoryStore(join(root, "disk")))).toEqual({
      [`${USER}/${NAME}`]: { "likes.json": "likes" },
    });
  });

  it.each(["checkWritable", "create"] as const)("%s says when the place is a file", async (how) => {
    await writeFile(join(root, "file"), "mine");
    for (const path of ["file", "file/below"]) {
      const odd = createDirectoryStore(join(root, path));
      const error = await appErrorOf(() =>
        how === "create" ? odd.create(USER, NAME) : odd.checkWritable(),
      );
      expect(error).toMatchObject({ name: "StoreError", code: "store/io" });
      expect(error.message).toContain(join(root, path));
      expect(error.message).toMatch(/, or a part of its path, is not a directory \(ENOTDIR\)\.$/);
    }
    expect(await readFile(join(root, "file"), "utf8")).toBe("mine");
  });

  describe("users", () => {
    it("are directories with snapshots, or empty ones called by a hash", async () => {
      await saveSnapshot(store, "somebody", NAME, {});
      await store.create("interrupted", NAME);
      for (const path of [
        "fedcba9876543210",
        "fedcba987654321",
        `photos/2026`,
        `.hidden/${NAME}`,
        `with space/${NAME}`,
        `aaaaaaaaaaaaaaaa/photos`,
      ]) {
        await mkdir(join(root, path), { recursive: true });
      }
      await writeFile(join(root, "notes.txt"), "");
      await mkdir(join(root, "odd"));
      await writeFile(join(root, "odd", NAME), "");
      await symlink(join(root, "somebody"), join(root, "linked"));
      expect(await store.users()).toEqual(["fedcba9876543210", "interrupted", "somebody"]);
    });

    it.each([
      ["photos", "EACCES", "passed over"],
      [USER, "EACCES", "store/permission"],
      ["photos", "EIO", "store/io"],
    ])("that cannot be looked into (%s, %s): %s", async (name, code, outcome) => {
      await mkdir(join(root, name));
      const fs = watchFileSystem(nodeFileSystem, ({ method, path }) => {
        if (method === "readdir" && path === join(root, name)) throw systemError(code);
      });
      const guarded = createDirectoryStore(root, { fs });
      if (outcome === "passed over") expect(await guarded.users()).toEqual([]);
      else expect((await appErrorOf(() => guarded.users())).code).toBe(outcome);
    });
  });

  describe("reading", () => {
    it("lists only what is called like a snapshot, also where the metadata is lost", async () => {
      const ref = await saveSnapshot(store, USER, NAME, {});
      for (const name of ["2026-11-22", `${NAME}-1`, `${NAME}-x`, "latest"]) {
        await mkdir(join(root, USER, name));
        await writeFile(join(root, USER, name, "metadata.json"), "{}");
      }
      await mkdir(join(root, USER, `${NAME}-2`));
      await mkdir(join(root, USER, `${NAME}-3`, "metadata.json"), { recursive: true });
      await symlink(join(root, USER, NAME), join(root, USER, `${NAME}-4`));
      await mkdir(join(root, USER, `${NAME}-5`));
      await symlink(
        join(root, USER, NAME, "metadata.json"),
        join(root, USER, `${NAME}-5`, "metadata.json"),
      );
      await writeFile(join(root, USER, `${NAME}-6`), "");
      const lost = [2, 3, 5].map((number) => ({ user: USER, name: `${NAME}-${number}` }));
      expect(await store.list(USER)).toEqual([ref, ...lost]);
    });

    it.each([
      ["is being written", 1, true],
      ["was left by a run that was interrupted", 2, false],
    ])("names apart what %s", async (_what, pid, isRunning) => {
      const ref = await saveSnapshot(store, USER, NAME, {});
      const owner = (own: number) => ({
        host: "here",
        pid: own,
        isRunning: (other: number) => other !== 2,
      });
      const writing = createDirectoryStore(root, { owner: owner(pid) });
      const writer = await writing.create(USER, LATER);
      await writer.write("likes.json", pieces("likes"));
      // The clock of the test may be another than that of the disk.
      for (const path of await tree(root)) await utimes(path, new Date(), new Date());
      const reading = createDirectoryStore(root, { owner: owner(3) });
      expect(await reading.list(USER)).toEqual([ref]);
      expect(await reading.unfinished(USER)).toEqual([{ user: USER, name: LATER, isRunning }]);
      await writer.commit(bytesOf("{}"));
      expect(await reading.list(USER)).toEqual([ref, writer.ref]);
      expect(await reading.unfinished(USER)).toEqual([]);
    });

    it("shows what does not belong into a snapshot, so that it can be found", async () => {
      const ref = await saveSnapshot(store, USER, NAME, {});
      await writeFile(join(root, USER, NAME, "my notes.txt"), "");
      await mkdir(join(root, USER, NAME, "folder"));
      expect(await store.files(ref)).toEqual(["folder", "metadata.json", "my notes.txt"]);
    });

    it("follows no link out of a snapshot, nor to one", async () => {
      const ref = await saveSnapshot(store, USER, NAME, { "likes.json": "likes" });
      await writeFile(join(root, "secret"), "secret");
      await symlink(join(root, "secret"), join(root, USER, NAME, "albums.json"));
      await mkdir(join(root, USER, NAME, "shows.json"));
      await new Promise((resolve) =>
        execFile("mkfifo", [join(root, USER, NAME, "artists.json")], resolve),
      );
      const writer = await store.create(USER, LATER);
      for (const name of ["albums.json", "shows.json", "artists.json"]) {
        for (const attempt of [
          () => store.read(ref, name),
          () => writer.carry(ref, storedFile(name, "secret"), "stolen.json"),
        ]) {
          expect((await appErrorOf(attempt)).code).toBe("snapshot/corrupt");
        }
      }
      await symlink(join(root, USER, NAME), join(root, USER, `${NAME}-2`));
      await symlink(join(root, USER), join(root, "linked"));
      for (const linked of [
        { user: USER, name: `${NAME}-2` },
        { user: "linked", name: NAME },
      ]) {
        expect((await appErrorOf(() => store.read(linked, "likes.json"))).code).toBe(
          "store/not-found",
        );
        expect((await appErrorOf(() => store.files(linked))).code).toBe("store/not-found");
      }
      expect(await store.list("linked")).toEqual([]);
    });

    it("reads nothing whole that is larger than such files are, and copies no more of it", async () => {
      const ref = await saveSnapshot(store, USER, NAME, { "likes.json": "likes" });
      for (const name of ["metadata.json", "likes.json"]) {
        await truncate(join(root, USER, NAME, name), 3_000_000_000);
        expect((await appErrorOf(() => store.read(ref, name))).code).toBe("snapshot/corrupt");
      }
      let written = 0;
      const fs = watchFileSystem(nodeFileSystem, ({ bytes = 0 }) => {
        written += bytes;
      });
      const writer = await createDirectoryStore(root, { fs }).create(USER, LATER);
      const error = await appErrorOf(() =>
        writer.carry(ref, storedFile("likes.json", "likes"), "likes.json"),
      );
      expect(error.code).toBe("snapshot/corrupt");
      expect(written).toBe(0);
      expect(await readdir(join(root, USER, LATER))).toEqual([]);
    });

    it("finds a file that was changed after the backup when carrying it over", async () => {
      const ref = await saveSnapshot(store, USER, NAME, { "likes.json": "likes" });
      await writeFile(join(root, USER, NAME, "likes.json"), "likez");
      const writer = await store.create(USER, LATER);
      const error = await appErrorOf(() =>
        writer.carry(ref, storedFile("likes.json", "likes"), "likes.json"),
      );
      expect(error.code).toBe("snapshot/corrupt");
      expect(await readdir(join(root, USER, LATER))).toEqual([]);
    });
  });

  describe("creating", () => {
    it("refuses a user's directory that leads elsewhere or is none", async () => {
      await mkdir(join(root, "elsewhere"));
      await symlink(join(root, "elsewhere"), join(root, USER));
      await symlink(join(root, "nowhere"), join(root, "dangling"));
      await writeFile(join(root, "file"), "");
      for (const user of [USER, "dangling", "file"]) {
        const error = await appErrorOf(() => store.create(user, NAME));
        expect(error).toMatchObject({ name: "StoreError", code: "store/io" });
        expect(error.message).toContain(user);
      }
      expect(await readdir(join(root, "elsewhere"))).toEqual([]);
    });

    it("passes over a name that anything has", async () => {
      await mkdir(join(root, USER));
      await writeFile(join(root, USER, NAME), "not a directory");
      await symlink("/nowhere", join(root, USER, `${NAME}-2`));
      expect((await store.create(USER, NAME)).ref.name).toBe(`${NAME}-3`);
    });

    it("gives each of many at once a directory of its own", async () => {
      const stores = Array.from({ length: 20 }, () => createDirectoryStore(root));
      const refs = await Promise.all(
        stores.map((each, index) => saveSnapshot(each, USER, NAME, { "run.json": `${index}` })),
      );
      const numbered = Array.from({ length: 19 }, (_, index) => `${NAME}-${index + 2}`);
      const listed = (await store.list(USER)).map(({ name }) => name);
      expect(listed).toEqual([NAME, ...numbered]);
      for (const [index, ref] of refs.entries()) {
        expect(await filesOf(store, ref)).toEqual({ "run.json": `${index}` });
      }
    });

    it.each([
      [3, "created"],
      [Number.POSITIVE_INFINITY, "store/io"],
    ])("bears a user's directory that vanishes (%d times: %s)", async (times, outcome) => {
      let left = times;
      const fs = watchFileSystem(nodeFileSystem, ({ method, path }) => {
        if (method !== "createFile" || !path.includes(NAME) || left === 0) return;
        left -= 1;
        rmdirSync(join(root, USER));
      });
      const attempt = () => createDirectoryStore(root, { fs }).create(USER, NAME);
      if (outcome === "created") expect((await attempt()).ref.name).toBe(NAME);
      else expect((await appErrorOf(attempt)).code).toBe(outcome);
    });

    it("gets along with others who give up at the same time", async () => {
      const outcomes = await Promise.all(
        Array.from({ length: 20 }, async (_, index) => {
          const writer = await createDirectoryStore(root).create(USER, NAME);
          if (index % 2 === 0) await writer.abort();
          else await writer.commit(bytesOf("{}"));
          return writer.ref.name;
        }),
      );
      const kept = outcomes.filter((_, index) => index % 2 === 1).sort();
      expect((await store.list(USER)).map(({ name }) => name).sort()).toEqual(kept);
      expect(kept.length).toBe(10);
    });
  });

  describe("giving up", () => {
    it("removes its own files only", async () => {
      const writer = await store.create(USER, NAME);
      await writer.write("likes.json", pieces("likes"));
      await writeFile(join(root, USER, NAME, "notes.txt"), "mine");
      await writer.discard("notes.txt");
      await writer.abort();
      expect(await readdir(join(root, USER, NAME))).toEqual(["notes.txt"]);
    });

    it("leaves the place as it was", async () => {
      await mkdir(join(root, "photos"));
      const writer = await store.create(USER, NAME);
      await writer.write("likes.json", pieces("likes"));
      await writer.abort();
      expect(await readdir(root)).toEqual(["photos"]);
    });
  });

  describe("leftovers of interrupted runs", () => {
    const DAY_MS = 24 * 60 * 60 * 1000;
    const NOW = new Date("2026-11-24T00:00:00Z");
    const clock = { now: () => NOW, sleep: async () => {} };
    const owner = (pid: number, host = "here") => ({
      host,
      pid,
      isRunning: (other: number) => other === 1 || other === 3,
    });
    const events: string[] = [];
    const log = createLog("debug", (level, event) => events.push(`${level} ${event}`));
    beforeEach(() => events.splice(0));

    const stuck: { readonly release: () => void; readonly writing: Promise<unknown> }[] = [];
    afterEach(async () => {
      for (const { release, writing } of stuck.splice(0)) {
        release();
        await writing.catch(() => {});
      }
    });

    /** Leaves the files of a process that was killed in the middle of a write. */
    async function interrupt(pid: number, host?: string): Promise<string> {
      const self = { ...owner(pid, host), isRunning: () => true };
      const writer = await createDirectoryStore(root, { clock, owner: self }).create(USER, NAME);
      const { promise, reject } = Promise.withResolvers<Uint8Array>();
      async function* content(): AsyncIterable<Uint8Array> {
        yield bytesOf("half");
        yield promise;
      }
      const writing = writer.write("likes.json", content());
      stuck.push({ release: () => reject(new Error("killed")), writing });
      const directory = join(root, USER, writer.ref.name);
      for (;;) {
        const [left] = await readdir(directory);
        if (left !== undefined && (await lstat(join(directory, left))).size === 4) {
          await utimes(join(directory, left), NOW, NOW);
          return join(directory, left);
        }
      }
    }

    /** The mark of the run that comes after. */
    const MARK = `.writing-${LATER}-fcec9150-3`;
    const nextRun = () =>
      createDirectoryStore(root, { clock, log, owner: owner(3) }).create(USER, LATER);

    it("are not shown to readers", async () => {
      const left = await interrupt(2);
      expect(left).toMatch(/\/\.tmp-[0-9a-f]{8}-2-[0-9a-f]{16}$/);
      expect(await store.list(USER)).toEqual([]);
      expect(await store.files({ user: USER, name: NAME })).toEqual([]);
    });

    it("are swept by the next run, with all that was written of the snapshot", async () => {
      await interrupt(2);
      const left = await interrupt(2);
      await writeFile(join(left, "..", "albums.json"), "whole");
      await writeFile(join(root, left.slice(left.lastIndexOf("/") + 1)), "probe");
      await nextRun();
      expect(await readdir(root)).toEqual([USER]);
      expect(await readdir(join(root, USER))).toEqual([MARK, LATER]);
      expect(events).toEqual(["info store.swept", "info store.swept", "info store.swept"]);
    });

    it("are not missed where there are none, nor any place for them", async () => {
      await rm(root, { recursive: true });
      await nextRun();
      await nextRun();
      expect(events).toEqual([]);
    });

    it("are left alone while their process runs, or is another machine's", async () => {
      const left = [await interrupt(1), await interrupt(2, "there")];
      await nextRun();
      expect(left.map(existsSync)).toEqual([true, true]);
      const old = new Date(NOW.getTime() - DAY_MS);
      for (const path of left) await utimes(path, old, old);
      await nextRun();
      expect(left.map(existsSync)).toEqual([true, true]);
    });

    it("are swept after a day without a write, whoever's they are", async () => {
      const left = [await interrupt(1), await interrupt(2, "there")];
      const old = new Date(NOW.getTime() - DAY_MS - 1);
      for (const path of left) await utimes(path, old, old);
      await nextRun();
      expect(left.map(existsSync)).toEqual([false, false]);
    });

    it("are told from what others keep there", async () => {
      await saveSnapshot(store, USER, NAME, { "likes.json": "likes" });
      const foreign = [
        ...[".tmp-1", ".tmp-zzzzzzzz-2-0123456789abcdef", ".tmp", "likes.json.tmp"],
        ...[".writing-latest-fcec9150-2", `.writing-${LATER}-zzzzzzzz-2`, `.writing-${LATER}`],
      ];
      const directories = [root, join(root, USER), join(root, USER, NAME)];
      for (const directory of directories) {
        for (const name of foreign) await writeFile(join(directory, name), "mine");
      }
      const left = await interrupt(2);
      const name = left.slice(left.lastIndexOf("/") + 1);
      await mkdir(join(root, USER, NAME, name));
      await mkdir(join(root, "photos"));
      await writeFile(join(root, "photos", name), "mine");
      const before = (await tree(root)).filter((path) => !path.includes(`${NAME}-2`));
      await nextRun();
      const made = [join(root, USER, MARK), join(root, USER, LATER)];
      expect((await tree(root)).filter((path) => !made.includes(path))).toEqual(before);
      expect(events).toEqual(["info store.swept"]);
    });

    it("leftovers that cannot be removed do not stop the backup", async () => {
      const left = await interrupt(2);
      const fs = watchFileSystem(nodeFileSystem, ({ method, path }) => {
        if (method === "unlink" && path === left) throw systemError("EACCES");
      });
      const next = createDirectoryStore(root, { fs, clock, log, owner: owner(3) });
      const ref = await saveSnapshot(next, USER, LATER, {});
      expect(await next.list(USER)).toEqual([ref]);
      expect(await next.unfinished(USER)).toEqual([{ user: USER, name: NAME, isRunning: true }]);
      expect(events).toEqual(["warn store.sweep-failed", "warn store.sweep-failed"]);
    });

    it("are what their run cannot commit any more", async () => {
      const self = { ...owner(2), isRunning: () => true };
      const writer = await createDirectoryStore(root, { clock, owner: self }).create(USER, NAME);
      await writer.write("likes.json", pieces("likes"));
      await nextRun();
      const error = await appErrorOf(() => writer.commit(bytesOf("{}")));
      expect(["store/conflict", "store/io"]).toContain(error.code);
      await writer.abort();
      expect(await readdir(join(root, USER))).toEqual([MARK, LATER]);
    });

    it("are whole or gone when their run comes to its commit after all", async () => {
      const outcomes = new Set<string>();
      for (let at = 0; at < 40; at += 1) {
        const { fs } = createMemoryDisk();
        const self = { ...owner(2), isRunning: () => true };
        const writer = await createDirectoryStore("/disk", { fs, owner: self }).create(USER, NAME);
        await writer.write("likes.json", pieces("likes"));
        const { promise: reached, resolve } = Promise.withResolvers<void>();
        let calls = 0;
        const watched = watchFileSystem(fs, () => {
          calls += 1;
          if (calls === at) resolve();
        });
        const next = createDirectoryStore("/disk", { fs: watched, owner: owner(3) });
        const sweeping = next.create(USER, LATER).finally(resolve);
        await reached;
        const outcome = await writer.commit(bytesOf("{}")).then(
          () => "committed",
          () => "refused",
        );
        await writer.abort();
        await sweeping;
        const content = await storeContent(createDirectoryStore("/disk", { fs, owner: owner(3) }));
        const whole = { [`${USER}/${NAME}`]: { "likes.json": "likes" } };
        expect(content, `call ${at}`).toEqual(outcome === "committed" ? whole : {});
        outcomes.add(outcome);
      }
      expect(outcomes).toEqual(new Set(["committed", "refused"]));
    });

    it("leftovers that lost their directory are removed, but not a new directory of the same name", async () => {
      const dead = `.writing-${NAME}-fcec9150-2`;
      await mkdir(join(root, USER));
      await writeFile(join(root, USER, dead), "");
      const writer = await createDirectoryStore(root, { clock, owner: owner(1) }).create(
        USER,
        NAME,
      );
      await writer.write("likes.json", pieces("likes"));
      await writeFile(join(root, USER, dead), "");
      await nextRun();
      await writer.commit(bytesOf("{}"));
      expect(await filesOf(store, writer.ref)).toEqual({ "likes.json": "likes" });
      expect((await readdir(join(root, USER))).includes(dead)).toBe(false);
    });
  });

  describe("large files", () => {
    it("are written while they come in", async () => {
      let taken = 0;
      const fs = watchFileSystem(nodeFileSystem, ({ bytes = 0 }) => {
        taken += bytes;
      });
      const writer = await createDirectoryStore(root, { fs }).create(USER, NAME);
      const lags: number[] = [];
      async function* content(): AsyncIterable<Uint8Array> {
        for (let given = 0; given < 10; given += 1) {
          lags.push(given * 1000 - taken);
          yield new Uint8Array(1000);
        }
      }
      await writer.write("likes.json", content());
      expect(lags).toEqual(Array(10).fill(0));
    });

    it("are carried over in pieces", async () => {
      const text = "x".repeat(1_000_000);
      const ref = await saveSnapshot(store, USER, NAME, { "likes.json": text });
      const writes: number[] = [];
      const fs = watchFileSystem(nodeFileSystem, ({ bytes }) => {
        if (bytes !== undefined) writes.push(bytes);
      });
      const writer = await createDirectoryStore(root, { fs }).create(USER, LATER);
      await writer.carry(ref, storedFile("likes.json", text), "likes.json");
      expect(Math.max(...writes)).toBe(65_536);
      expect(writes.reduce((sum, bytes) => sum + bytes)).toBe(1_000_000);
      const [first, copy] = await Promise.all(
        [NAME, LATER].map((name) => lstat(join(root, USER, name, "likes.json"))),
      );
      expect(copy?.ino).not.toBe(first?.ino);
    });
  });
});

/** The paths of everything below `path`, sorted. */
async function tree(path: string): Promise<readonly string[]> {
  const entries = await readdir(path, { recursive: true });
  return entries.map((entry) => join(path, entry)).sort();
}
