import { cp, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openJournalStore } from "../../src/app/journal.ts";
import type { DirectoryCache } from "../../src/app/state.ts";
import { createWorld } from "../../src/app/world.ts";
import { type JournalRecord, openJournal } from "../../src/restore/journal.ts";
import { Secret } from "../../src/secret.ts";
import { createFakeClock } from "../support/fake-clock.ts";

const MINUTE_MS = 60_000;
const SUBJECT = { account: "somebody", pins: ["pin"], labels: ["label"] };
const clock = createFakeClock("2026-11-22T03:17:00Z");
const world = createWorld({ clock });

let home = "";
/** The files of each save, newest last. */
let saved: Record<string, string>[] = [];
let machine = 0;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "tracksafe-kept-"));
  saved = [];
});
afterEach(() => rm(home, { recursive: true, force: true }));

const cache: DirectoryCache = {
  async restore(directory) {
    if (Object.keys(saved.at(-1) ?? {}).length > 0)
      await cp(join(home, "kept"), directory, { recursive: true });
  },
  async save(directory) {
    const names = await readdir(directory).catch(() => []);
    const texts = names.map(async (name) => [name, await readFile(join(directory, name), "utf8")]);
    saved.push(Object.fromEntries(await Promise.all(texts)));
    await rm(join(home, "kept"), { recursive: true, force: true });
    if (names.length > 0) await cp(directory, join(home, "kept"), { recursive: true });
  },
  flush: async () => {},
};

/** The journal on a machine of its own. */
async function open() {
  machine += 1;
  const place = { root: join(home, `machine-${machine}`), cache };
  const file = await openJournalStore(
    place,
    "about",
    { keySource: new Secret("a"), dryRun: false, isFlushedLater: false },
    world,
  );
  if (file === null) throw new Error("it is kept");
  return { file, journal: await openJournal(file, SUBJECT, clock.now()) };
}

const tried = (): JournalRecord => ({ type: "try", at: clock.now().toISOString(), key: "one" });
const finished = (): JournalRecord => ({ type: "finished", at: clock.now().toISOString() });

it("a long restore keeps its journal twice an hour, and sends no line twice", async () => {
  const { file, journal } = await open();
  for (let minute = 0; minute <= 90; minute += 1) {
    await journal.record(tried());
    await clock.advance(MINUTE_MS);
  }
  expect(saved.map((files) => Object.keys(files).length)).toEqual([1, 2, 3]);
  const [first, second, third] = saved;
  expect(second).toMatchObject(first ?? {});
  expect(third).toMatchObject(second ?? {});
  await file[Symbol.asyncDispose]();
  expect(saved.length).toBe(4);
  const again = await open();
  expect((await again.file.read()).length).toBe(92);
  expect(again.journal.progress().opening.has("one")).toBe(true);
});

it("a journal is forgotten once the restore is finished, or was never begun", async () => {
  const { file, journal } = await open();
  await journal.record(tried());
  await file[Symbol.asyncDispose]();
  expect(Object.keys(saved.at(-1) ?? {})).toEqual(["000001.jsonl"]);
  const next = await open();
  await next.journal.record(finished());
  await next.file[Symbol.asyncDispose]();
  expect(saved.at(-1)).toEqual({});
  const other = await open();
  await other.file[Symbol.asyncDispose]();
  expect(saved.at(-1)).toEqual({});
});
