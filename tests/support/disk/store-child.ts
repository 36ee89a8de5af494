/**
 * A process of its own that stores snapshots: `node store-child.ts COMMAND ROOT [NUMBER]`. It writes
 * one line of JSON for each thing to know.
 */
import { writeSync } from "node:fs";
import { nodeFileSystem } from "../../../src/disk/fs.ts";
import { StoreError } from "../../../src/errors.ts";
import { createDirectoryStore } from "../../../src/store/directory/store.ts";
import { saveSnapshot } from "../snapshot/stored-snapshots.ts";
import { watchFileSystem, withShortWrites } from "./watched-file-system.ts";

const [, , command, root = "", number = "1"] = process.argv;
const USER = "0123456789abcdef";
const NAME = "2026-11-22T03-17-00";
const FILES = { "likes.json": "l".repeat(3000), "playlist_a.json": "a".repeat(2000) };

// Synchronous, so that a line that was written is there whatever happens next.
const tell = (line: unknown) => writeSync(1, `${JSON.stringify(line)}\n`);

/** Saves snapshots, each told of when it is committed. */
async function save(): Promise<void> {
  const store = createDirectoryStore(root);
  for (let run = 0; run < Number(number); run += 1) {
    tell((await saveSnapshot(store, USER, NAME, FILES)).name);
  }
}

/** Saves one snapshot, then another, but kills itself when it is about to make call NUMBER. */
async function killItself(): Promise<void> {
  let left = Number.POSITIVE_INFINITY;
  const killing = watchFileSystem(nodeFileSystem, () => {
    if (left === 0) process.kill(process.pid, "SIGKILL");
    left -= 1;
  });
  const store = createDirectoryStore(root, { fs: withShortWrites(killing, 500) });
  await store.checkWritable();
  tell((await saveSnapshot(store, USER, NAME, FILES)).name);
  left = Number(number);
  await store.checkWritable();
  tell((await saveSnapshot(store, USER, NAME, FILES)).name);
  tell("ended");
}

/** Saves snapshots until there is no room, then tells how that ended and what is left. */
async function fill(): Promise<void> {
  const store = createDirectoryStore(root);
  const saved: string[] = [];
  const error = await (async () => {
    for (;;) {
      const size = 20_000 * (saved.length + 1);
      await store.checkWritable();
      const writer = await store.create(USER, NAME);
      try {
        const { name } = writer.ref;
        await writer.write("likes.json", pattern(size));
        await writer.commit(new TextEncoder().encode("[]"));
        saved.push(name);
      } catch (thrown) {
        await writer.abort();
        return thrown;
      }
    }
  })();
  const listed = (await store.list(USER)).map(({ name }) => name);
  const sizes = await Promise.all(
    listed.map(async (name) => (await store.read({ user: USER, name }, "likes.json")).length),
  );
  tell({ code: error instanceof StoreError ? error.code : String(error), saved, listed, sizes });
}

async function* pattern(bytes: number): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes; at += 5000) yield new Uint8Array(5000).fill(at % 251);
}

if (command === "save") await save();
else if (command === "kill-itself") await killItself();
else if (command === "fill") await fill();
else throw new Error(`no such command: ${command}`);
