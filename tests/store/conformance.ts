import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SnapshotRef, SnapshotStore, SnapshotWriter } from "../../src/model/snapshot-store.ts";
import { appErrorOf } from "../support/app-error.ts";
import {
  bytesOf,
  type Files,
  filesOf,
  fillAndCommit,
  metadataOf,
  pieces,
  saveSnapshot,
  storeContent,
  storedFile,
  textOf,
} from "../support/snapshot/stored-snapshots.ts";

/** An empty place for snapshots. */
export interface StoreFixture {
  readonly store: SnapshotStore;
  /** The same place, as another process finds it. */
  reopen(): SnapshotStore;
  close(): Promise<void>;
}

const USER = "0123456789abcdef";
const NAME = "2026-11-22T03-17-00";
const LATER = "2026-11-23T03-17-00";

const BAD_NAMES = [
  "",
  ".",
  "..",
  "../likes.json",
  "a/b",
  "a\\b",
  "/etc/passwd",
  "C:likes",
  ".hidden",
  "-flag",
  "trailing.",
  "a\0b",
  "a b",
  "é.json",
  "a".repeat(129),
];
const BAD_SNAPSHOT_NAMES = ["", "..", "latest", `${NAME}-1`, `${NAME}-02`, `../${NAME}`, ".git"];

/** The rules that every {@link SnapshotStore} follows, wherever it keeps its snapshots. */
export function describeStore(what: string, open: () => Promise<StoreFixture>): void {
  describe(`${what} as a snapshot store`, () => {
    let fixture: StoreFixture;
    let store: SnapshotStore;
    beforeEach(async () => {
      fixture = await open();
      store = fixture.store;
    });
    afterEach(() => fixture.close());

    describe("without snapshots", () => {
      it("has no users, and no snapshots of any", async () => {
        expect(await store.users()).toEqual([]);
        expect(await store.list(USER)).toEqual([]);
      });

      it("can be tried for writing without a trace", async () => {
        await store.checkWritable();
        expect(await store.users()).toEqual([]);
      });
    });

    describe("removing", () => {
      it("removes the named snapshots whole, and leaves the others as they are", async () => {
        const first = await saveSnapshot(store, USER, NAME, { "likes.json": "old" });
        const second = await saveSnapshot(store, USER, LATER, { "likes.json": "new" });
        const missing = await store.remove(USER, [NAME, "2020-01-01T00-00-00"]);
        expect(missing).toEqual(["2020-01-01T00-00-00"]);
        for (const reader of [store, fixture.reopen()]) {
          expect(await reader.list(USER)).toEqual([second]);
          expect(await filesOf(reader, second)).toMatchObject({ "likes.json": "new" });
          expect(await appErrorOf(() => reader.read(first, "likes.json"))).toMatchObject({
            code: "store/not-found",
          });
        }
      });

      it("lets two remove at once, also the same snapshot", async () => {
        for (const name of [NAME, LATER]) await saveSnapshot(store, USER, name, { "a.json": name });
        const kept = await saveSnapshot(store, USER, "2026-11-29T03-17-00", { "a.json": "kept" });
        await Promise.all([
          fixture.reopen().remove(USER, [NAME, LATER]),
          fixture.reopen().remove(USER, [LATER]),
        ]);
        const reader = fixture.reopen();
        expect(await reader.list(USER)).toEqual([kept]);
        expect(await reader.unfinished(USER)).toEqual([]);
        expect(await filesOf(reader, kept)).toMatchObject({ "a.json": "kept" });
      });

      it("can remove all, and store again under the same name", async () => {
        await saveSnapshot(store, USER, NAME, { "likes.json": "old" });
        await store.remove(USER, [NAME]);
        expect(await fixture.reopen().list(USER)).toEqual([]);
        await store.remove(USER, [NAME]);
        const again = await saveSnapshot(store, USER, NAME, { "likes.json": "new" });
        expect(again.name).toBe(NAME);
        expect(await fixture.reopen().list(USER)).toEqual([again]);
      });

      it("refuses names that no snapshot has", async () => {
        await saveSnapshot(store, USER, NAME, { "likes.json": "old" });
        for (const name of BAD_SNAPSHOT_NAMES) {
          expect(await appErrorOf(() => store.remove(USER, [name]))).toMatchObject({
            code: "store/bad-name",
          });
        }
        expect(await store.list(USER)).toHaveLength(1);
      });
    });

    describe("writing", () => {
      it("keeps the bytes of every file, and says what it kept", async () => {
        const all = String.fromCharCode(...Array.from({ length: 256 }, (_, byte) => byte));
        const writer = await store.create(USER, NAME);
        expect(await writer.write("likes.json", pieces(all, "", all))).toEqual(
          storedFile("likes.json", all + all),
        );
        expect(await writer.write("empty.json", pieces())).toEqual(storedFile("empty.json", ""));
        await writer.commit(bytesOf("{}"));
        for (const reader of [store, fixture.reopen()]) {
          expect(await reader.users()).toEqual([USER]);
          expect(await reader.list(USER)).toEqual([{ user: USER, name: NAME }]);
          expect(await reader.files(writer.ref)).toEqual([
            "empty.json",
            "likes.json",
            "metadata.json",
          ]);
          expect(await filesOf(reader, writer.ref)).toEqual({
            "empty.json": "",
            "likes.json": all + all,
          });
          expect(await textOf(reader, writer.ref, "metadata.json")).toBe("{}");
        }
      });

      it("shows a snapshot only once it is committed", async () => {
        const writer = await store.create(USER, NAME);
        await writer.write("likes.json", pieces("likes"));
        expect(await store.list(USER)).toEqual([]);
        await writer.commit(bytesOf("{}"));
        expect(await store.list(USER)).toEqual([writer.ref]);
      });

      it("says where the snapshot is", async () => {
        const writer = await store.create(USER, NAME);
        expect(writer.ref).toEqual({ user: USER, name: NAME });
        expect(writer.location).toContain(`${USER}/${NAME}`);
        expect(store.location).not.toBe("");
      });

      it("puts a file in place of an earlier one of this snapshot", async () => {
        const writer = await store.create(USER, NAME);
        await writer.write("likes.json", pieces("first, and longer"));
        const stored = await writer.write("likes.json", pieces("second"));
        expect(stored).toEqual(storedFile("likes.json", "second"));
        await writer.commit(bytesOf("{}"));
        expect(await filesOf(store, writer.ref)).toEqual({ "likes.json": "second" });
      });

      it("writes files beside each other", async () => {
        const writer = await store.create(USER, NAME);
        const names = Array.from({ length: 10 }, (_, number) => `playlist_${number}.json`);
        const stored = await Promise.all(
          names.map((name) => writer.write(name, pieces("of ", name))),
        );
        await writer.commit(metadataOf(stored));
        expect(await filesOf(store, writer.ref)).toEqual(
          Object.fromEntries(names.map((name) => [name, `of ${name}`])),
        );
      });

      it("passes on what the content throws, and keeps nothing of the file", async () => {
        const lost = new Error("the provider went away");
        async function* torn(): AsyncIterable<Uint8Array> {
          yield bytesOf("half");
          throw lost;
        }
        const writer = await store.create(USER, NAME);
        await writer.write("kept.json", pieces("before"));
        await expect(writer.write("torn.json", torn())).rejects.toBe(lost);
        await expect(writer.write("kept.json", torn())).rejects.toBe(lost);
        await writer.commit(bytesOf("{}"));
        expect(await filesOf(store, writer.ref)).toEqual({ "kept.json": "before" });
      });

      it("forgets a file that is not wanted, and only such", async () => {
        const writer = await store.create(USER, NAME);
        await writer.write("a.json", pieces("a"));
        await writer.write("b.json", pieces("b"));
        await writer.discard("a.json");
        await writer.discard("a.json");
        await writer.discard("never-written.json");
        await writer.commit(bytesOf("{}"));
        expect(await filesOf(store, writer.ref)).toEqual({ "b.json": "b" });
      });

      it("leaves nothing of a snapshot that was given up", async () => {
        const ref = await saveSnapshot(store, USER, NAME, { "likes.json": "kept" });
        const before = await storeContent(store);
        for (const user of [USER, "fedcba9876543210"]) {
          const writer = await store.create(user, LATER);
          await writer.write("likes.json", pieces("given up"));
          await writer.carry(ref, storedFile("likes.json", "kept"), "carried.json");
          await writer.abort();
          await writer.abort();
          await expect(writer.write("more.json", pieces("x"))).rejects.toThrow();
        }
        expect(await storeContent(fixture.reopen())).toEqual(before);
        expect(await store.users()).toEqual([USER]);
        const again = await store.create(USER, LATER);
        expect(again.ref.name).toBe(LATER);
      });

      it("takes nothing more once committed", async () => {
        const writer = await store.create(USER, NAME);
        await writer.write("likes.json", pieces("likes"));
        await writer.commit(bytesOf("{}"));
        const file = storedFile("likes.json", "likes");
        await expect(writer.write("likes.json", pieces("other"))).rejects.toThrow();
        await expect(writer.carry(writer.ref, file, "copy.json")).rejects.toThrow();
        await expect(writer.discard("likes.json")).rejects.toThrow();
        await expect(writer.commit(bytesOf("[]"))).rejects.toThrow();
        await writer.abort();
        expect(await filesOf(store, writer.ref)).toEqual({ "likes.json": "likes" });
        expect(await textOf(store, writer.ref, "metadata.json")).toBe("{}");
      });
    });

    describe("names", () => {
      it("gives a taken name a number, and lists in the order of time and number", async () => {
        const names: string[] = [];
        for (let run = 0; run < 11; run += 1) {
          names.push((await saveSnapshot(store, USER, NAME, {})).name);
        }
        const expected = [
          NAME,
          ...Array.from({ length: 10 }, (_, index) => `${NAME}-${index + 2}`),
        ];
        expect(names).toEqual(expected);
        const earlier = await saveSnapshot(store, USER, "2025-12-31T23-59-59", {});
        const later = await saveSnapshot(store, USER, LATER, {});
        const listed = await fixture.reopen().list(USER);
        expect(listed.map(({ name }) => name)).toEqual([earlier.name, ...expected, later.name]);
      });

      it("keeps users apart", async () => {
        const mine = await saveSnapshot(store, USER, NAME, { "likes.json": "mine" });
        const other = await saveSnapshot(store, "fedcba9876543210", NAME, {
          "likes.json": "other",
        });
        expect(await store.users()).toEqual([USER, "fedcba9876543210"]);
        expect(await store.list(USER)).toEqual([mine]);
        expect(await filesOf(store, other)).toEqual({ "likes.json": "other" });
      });

      it("refuses names that no file has", async () => {
        const ref = await saveSnapshot(store, USER, NAME, { "likes.json": "likes" });
        const writer = await store.create(USER, LATER);
        for (const name of BAD_NAMES) {
          await expectBadName(name, [
            () => store.read(ref, name),
            () => writer.write(name, pieces("x")),
            () => writer.carry(ref, storedFile("likes.json", "likes"), name),
            () => writer.carry(ref, storedFile(name, "likes"), "likes.json"),
          ]);
        }
      });

      it("leaves the metadata to the commit", async () => {
        const ref = await saveSnapshot(store, USER, NAME, { "likes.json": "likes" });
        const writer = await store.create(USER, LATER);
        for (const name of ["metadata.json", "Metadata.JSON"]) {
          await expectBadName(name, [
            () => writer.write(name, pieces("x")),
            () => writer.carry(ref, storedFile("likes.json", "likes"), name),
          ]);
        }
      });

      it("refuses names that no user has", async () => {
        for (const user of BAD_NAMES) {
          await expectBadName(user, [
            () => store.list(user),
            () => store.files({ user, name: NAME }),
            () => store.read({ user, name: NAME }, "likes.json"),
            () => store.create(user, NAME),
          ]);
        }
      });

      it("refuses names that no snapshot has", async () => {
        for (const name of BAD_SNAPSHOT_NAMES) {
          await expectBadName(name, [
            () => store.files({ user: USER, name }),
            () => store.read({ user: USER, name }, "likes.json"),
            () => store.create(USER, name),
          ]);
        }
      });
    });

    describe("reading", () => {
      it("says when there is no such thing", async () => {
        const ref = await saveSnapshot(store, USER, NAME, { "likes.json": "likes" });
        const attempts = [
          () => store.read(ref, "albums.json"),
          () => store.read({ user: USER, name: LATER }, "likes.json"),
          () => store.read({ user: "nobody", name: NAME }, "likes.json"),
          () => store.files({ user: USER, name: LATER }),
          () => store.files({ user: "nobody", name: NAME }),
        ];
        for (const attempt of attempts) {
          expect(await appErrorOf(attempt)).toMatchObject({
            name: "NotFoundError",
            code: "store/not-found",
          });
        }
      });
    });

    describe("carrying over", () => {
      let ref: SnapshotRef;
      let later: SnapshotStore;
      let writer: SnapshotWriter;
      const text = "x".repeat(100_000);
      beforeEach(async () => {
        ref = await saveSnapshot(store, USER, NAME, { "likes.json": text });
        later = fixture.reopen();
        writer = await later.create(USER, LATER);
      });

      it("keeps the bytes, under the name that is asked for", async () => {
        const carried = await writer.carry(ref, storedFile("likes.json", text), "copy.json");
        expect(carried).toEqual(storedFile("copy.json", text));
        await writer.commit(metadataOf([carried]));
        expect(await filesOf(later, writer.ref)).toEqual({ "copy.json": text });
        expect(await filesOf(later, ref)).toEqual({ "likes.json": text });
      });

      it.each([
        ["size", { bytes: 99_999 }],
        ["digest", { sha256: "0".repeat(64) }],
      ])("refuses a file of another %s, and keeps nothing of it", async (_, other) => {
        const file = { ...storedFile("likes.json", text), ...other };
        const error = await appErrorOf(() => writer.carry(ref, file, "copy.json"));
        expect(error).toMatchObject({ name: "IntegrityError", code: "snapshot/corrupt" });
        expect(error.message).toContain("likes.json");
        await writer.commit(metadataOf([]));
        expect(await filesOf(later, writer.ref)).toEqual({});
      });

      it("says when there is no such file", async () => {
        const file = storedFile("albums.json", text);
        const attempts = [
          () => writer.carry(ref, file, "albums.json"),
          () => writer.carry({ user: USER, name: "2020-01-01T00-00-00" }, file, "albums.json"),
        ];
        for (const attempt of attempts) {
          expect((await appErrorOf(attempt)).code).toBe("store/not-found");
        }
      });
    });

    it("never changes what was committed, whatever comes after", async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(run, { maxLength: 4 }), async (runs) => {
          const own = await open();
          try {
            const model = new Map<string, Files>();
            for (const each of runs) await play(own, each, model);
            expect(await storeContent(own.reopen())).toEqual(Object.fromEntries(model));
          } finally {
            await own.close();
          }
        }),
        { numRuns: 15 },
      );
    });
  });
}

async function expectBadName(
  name: string,
  attempts: readonly (() => Promise<unknown>)[],
): Promise<void> {
  for (const attempt of attempts) {
    const { name: type, code } = await appErrorOf(attempt);
    expect({ name, type, code }).toEqual({ name, type: "StoreError", code: "store/bad-name" });
  }
}

const fileName = fc.constantFrom("likes.json", "albums.json", "playlist_a.json", "playlist_b.json");
const step = fc.oneof(
  fc.record({ do: fc.constant("write" as const), name: fileName, text: fc.string() }),
  fc.record({ do: fc.constant("carry" as const), name: fileName, as: fileName }),
  fc.record({ do: fc.constant("discard" as const), name: fileName }),
);
/** One run of a program that stores a snapshot, or gives up in the end. */
const run = fc.record({ steps: fc.array(step, { maxLength: 6 }), commits: fc.boolean() });

type Run = typeof run extends fc.Arbitrary<infer T> ? T : never;

/** Plays a run in the store, and what should come of it in `model`. */
async function play(fixture: StoreFixture, each: Run, model: Map<string, Files>): Promise<void> {
  const store = fixture.reopen();
  const last = (await store.list(USER)).at(-1);
  const earlier: Files = model.get(`${USER}/${last?.name}`) ?? {};
  const writer = await store.create(USER, NAME);
  const files = new Map<string, string>();
  for (const one of each.steps) {
    if (one.do === "write") {
      const text = Buffer.from(one.text).toString("latin1");
      await writer.write(one.name, pieces(text));
      files.set(one.name, text);
    } else if (one.do === "discard") {
      await writer.discard(one.name);
      files.delete(one.name);
    } else if (last !== undefined) {
      const text = earlier[one.name];
      if (text === undefined) continue;
      await writer.carry(last, storedFile(one.name, text), one.as);
      files.set(one.as, text);
    }
  }
  if (!each.commits) return writer.abort();
  model.set(`${USER}/${(await fillAndCommit(writer, {})).name}`, Object.fromEntries(files));
}
