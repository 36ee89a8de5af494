import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { TreeChange } from "../../../src/github/git-data.ts";
import type { SnapshotStore, StoredFile } from "../../../src/model/snapshot-store.ts";
import { requestSizeOf, splitChanges } from "../../../src/store/github/chunks.ts";
import { createGitHubStore, type GitHubStoreOptions } from "../../../src/store/github/store.ts";
import { appErrorOf } from "../../support/app-error.ts";
import { type Fault, secondaryLimit } from "../../support/github/faults.ts";
import type { FakeRepository } from "../../support/github/repository.ts";
import { createGitHubScene, type GitHubScene } from "../../support/github/scene.ts";
import type { Token } from "../../support/github/tokens.ts";
import { seeds } from "../../support/seeds.ts";
import {
  bytesOf,
  filesOf,
  fillAndCommit,
  pieces,
  saveSnapshot,
  storeContent,
} from "../../support/snapshot/stored-snapshots.ts";

const at = { owner: "somebody", repo: "backups" };
const USER = "0123456789abcdef";
const OTHER = "fedcba9876543210";
const NAME = "2026-11-22T03-17-00";
const LATER = "2026-11-23T03-17-00";

describe("a commit to GitHub", () => {
  let scene: GitHubScene;
  let repository: FakeRepository;
  let token: Token;
  beforeEach(async () => {
    scene = await createGitHubScene();
    repository = await scene.repository({ files: { "README.md": "The code" } });
    token = scene.token(repository);
  });
  afterEach(() => scene.close());

  const open = (options: Partial<GitHubStoreOptions> = {}): SnapshotStore => {
    const { github } = scene.connect(token);
    return createGitHubStore({ github, ...at, ownRepository: true, ...options });
  };
  /** The requests so far, without the address of the repository: `POST git/trees`. */
  const requests = (): readonly string[] =>
    scene.server.requests.map(({ method, path }) =>
      `${method} ${path.replace("/repos/somebody/backups", "").replace(/[0-9a-f]{40}/, "…")}`.trim(),
    );
  const countObjects = async () =>
    (await repository.git.run(["cat-file", "--batch-all-objects", "--batch-check"])).split("\n")
      .length;
  const graft = ["POST /git/trees", "POST /git/commits"];
  const update = "PATCH /git/refs/heads%2Fbackups";
  const branch = "GET /branches/backups";

  describe("of 300 files", () => {
    const files = Object.fromEntries(
      Array.from({ length: 300 }, (_, index) => {
        const line = String(index).padStart(64, "x");
        return [`playlist_${index}.json.gz.age`, `${`${line}\n`.repeat(30)}`];
      }),
    );
    const readTree = "GET /git/trees/…";

    it("takes ten requests besides one per chunk, and makes one commit of them", async () => {
      const store = open();
      await store.checkWritable();
      expect(await store.users()).toEqual([]);
      const writer = await store.create(USER, NAME);
      await fillAndCommit(writer, files);
      expect(requests()).toEqual([
        "POST /git/blobs",
        branch,
        "GET /git/matching-refs/heads%2Fbackups",
        ...["GET", "GET /branches/main", readTree],
        ...Array.from({ length: 4 }, () => "POST /git/trees"),
        ...graft,
        "POST /git/refs",
      ]);
      expect(await repository.git.run(["fsck", "--strict"])).not.toContain("error");
      expect(await repository.log("backups")).toEqual([`Backup ${NAME}`]);
      expect(await repository.log("main")).toEqual(["A change"]);
      expect(repository.git.ref("refs/heads/backups")).toBe(writer.commitId);
      expect(writer.location).toBe(`somebody/backups/backups/${USER}/${NAME}`);
      const stored = await repository.files("backups");
      expect(stored.size).toBe(301);
      for (const [name, text] of Object.entries(files)) {
        expect(stored.get(`backups/${USER}/${NAME}/${name}`)?.toString()).toBe(text);
      }
    });

    it("takes over what did not change as the same objects of git", async () => {
      const first = await open().create(USER, NAME);
      const stored: StoredFile[] = [];
      for (const [name, text] of Object.entries(files)) {
        stored.push(await first.write(name, pieces(text)));
      }
      await first.commit(bytesOf("{}"));
      const objects = await countObjects();
      scene.server.reset();

      const store = open();
      await store.checkWritable();
      const [user = ""] = await store.users();
      const [previous] = await store.list(user);
      if (previous === undefined) throw new Error("no snapshot");
      await store.read(previous, "metadata.json");
      const writer = await store.create(user, LATER);
      for (const file of stored) await writer.carry(previous, file, file.name);
      await writer.commit(bytesOf(`{"later":true}`));
      expect(requests()).toEqual([
        "POST /git/blobs",
        branch,
        ...Array.from({ length: 4 }, () => readTree),
        "GET /git/blobs/…",
        "POST /git/trees",
        ...graft,
        update,
      ]);
      const tree = async (name: string) =>
        (await repository.git.run(["ls-tree", `backups:backups/${USER}/${name}`]))
          .split("\n")
          .filter((line) => !line.endsWith("metadata.json"));
      expect((await tree(LATER)).length).toBe(300);
      expect(await tree(LATER)).toEqual(await tree(NAME));
      // The probe; metadata, the snapshot's tree and three above it; the commit.
      expect((await countObjects()) - objects).toBe(1 + 1 + 4 + 1);
      expect(await repository.log("backups")).toEqual([`Backup ${LATER}`, `Backup ${NAME}`]);
      await repository.git.run(["fsck", "--strict"]);
    });
  });

  it("sends as blobs what is no text, too long, or empty", async () => {
    const writer = await open().create(USER, NAME);
    const files = {
      "cover.jpg": "\xff\xd8\xff",
      "nul.json": "a\0b",
      "long.json": "x".repeat(1_500_000),
      "empty.json": "",
      "text.json": "é".repeat(10),
      "mark.json": Buffer.from("\ufeff\r\n\u2028").toString("latin1"),
    };
    scene.server.reset();
    await fillAndCommit(writer, files);
    expect(requests()).toEqual([
      ...Array.from({ length: 5 }, () => "POST /git/blobs"),
      "POST /git/trees",
      ...graft,
      "POST /git/refs",
    ]);
    expect(await filesOf(open(), writer.ref)).toEqual(files);
  });

  it("never changes what it finds in the branch", async () => {
    await repository.commit("backups", { "notes.txt": "mine", [`backups/${OTHER}/x.txt`]: "x" });
    const before = await repository.files("backups");
    await saveSnapshot(open(), USER, NAME, { "likes.json": "likes" });
    const after = await repository.files("backups");
    expect(after.size).toBe(before.size + 2);
    for (const [path, content] of before) expect(after.get(path)).toEqual(content);
  });

  it("refuses what GitHub stored otherwise", async () => {
    const writer = await open().create(USER, NAME);
    await writer.write("likes.json", pieces("likes"));
    const sha = repository.git.writeBlob(Buffer.from("other"));
    // Stands for a server that confuses two texts.
    Object.assign(repository.git, { writeBlob: () => sha });
    const error = await appErrorOf(() => writer.commit(bytesOf("{}")));
    expect(error).toMatchObject({ name: "StoreError", code: "store/io" });
    expect(repository.git.ref("refs/heads/backups")).toBeNull();
  });

  describe("beside others", () => {
    beforeEach(async () => {
      await saveSnapshot(open(), USER, NAME, { "likes.json": "old" });
      scene.server.reset();
    });

    /** Lets `act` happen once, right before the first request that moves the branch. */
    const beforeUpdate = (act: () => Promise<unknown>): void => {
      const remove = scene.server.onRequest(async ({ method, path }) => {
        const isUpdate = method === "PATCH" || (method === "POST" && path.endsWith("/git/refs"));
        if (!isUpdate) return;
        remove();
        await act();
      });
    };

    it("goes on top of what came meanwhile", async () => {
      const writer = await open().create(USER, LATER);
      scene.server.reset();
      beforeUpdate(() => repository.commit("backups", { "notes.txt": "mine" }));
      await fillAndCommit(writer, { "likes.json": "new" });
      expect(requests()).toEqual([
        "POST /git/trees",
        ...graft,
        update,
        branch,
        "GET /git/trees/…",
        ...graft,
        update,
      ]);
      expect(await repository.log("backups")).toEqual([
        `Backup ${LATER}`,
        "A change",
        `Backup ${NAME}`,
      ]);
      expect([...(await repository.files("backups")).keys()]).toEqual([
        `backups/${USER}/${NAME}/likes.json`,
        `backups/${USER}/${NAME}/metadata.json`,
        `backups/${USER}/${LATER}/likes.json`,
        `backups/${USER}/${LATER}/metadata.json`,
        "notes.txt",
      ]);
    });

    it("gives way to a snapshot that took its name meanwhile", async () => {
      const writer = await open().create(USER, LATER);
      expect(writer.ref.name).toBe(LATER);
      beforeUpdate(() => saveSnapshot(open(), USER, LATER, { "likes.json": "first" }));
      await fillAndCommit(writer, { "likes.json": "second" });
      expect(writer.ref.name).toBe(`${LATER}-2`);
      expect(writer.location).toBe(`somebody/backups/backups/${USER}/${LATER}-2`);
      expect(await storeContent(open())).toEqual({
        [`${USER}/${NAME}`]: { "likes.json": "old" },
        [`${USER}/${LATER}`]: { "likes.json": "first" },
        [`${USER}/${LATER}-2`]: { "likes.json": "second" },
      });
      expect(await repository.log("backups")).toEqual([
        `Backup ${LATER}-2`,
        `Backup ${LATER}`,
        `Backup ${NAME}`,
      ]);
    });

    it("goes into a branch that somebody else made meanwhile", async () => {
      await repository.git.run(["update-ref", "-d", "refs/heads/backups"]);
      const writer = await open().create(USER, LATER);
      beforeUpdate(() => repository.commit("backups", { "notes.txt": "mine" }));
      await fillAndCommit(writer, { "likes.json": "new" });
      expect(await repository.log("backups")).toEqual([`Backup ${LATER}`, "A change"]);
      expect((await repository.files("backups")).size).toBe(3);
    });

    it("gives up when others do not leave off", async () => {
      const writer = await open().create(USER, LATER);
      let changes = 0;
      scene.server.onRequest(async ({ method }) => {
        if (method !== "PATCH") return;
        changes += 1;
        await repository.commit("backups", { "notes.txt": String(changes) });
      });
      const error = await appErrorOf(() => fillAndCommit(writer, {}));
      expect(error).toMatchObject({ name: "ConflictError", code: "store/conflict" });
      expect(changes).toBe(20);
      expect((await repository.log("backups")).length).toBe(21);
    });

    it("keeps the snapshots of four that write four each, in one line", async () => {
      const users = [USER, OTHER, "00000000aaaaaaaa", "11111111bbbbbbbb"];
      await Promise.all(
        users.map(async (user) => {
          for (let day = 10; day < 14; day += 1) {
            await saveSnapshot(open(), user, `2026-12-${day}T03-17-00`, { "likes.json": user });
          }
        }),
      );
      const content = await storeContent(open());
      expect(Object.keys(content).length).toBe(17);
      const log = await repository.git.run(["log", "--format=%H:%P", "backups"]);
      const parents = log.split("\n");
      expect(parents.length).toBe(17);
      expect(parents.every((line) => !line.includes(" "))).toBe(true);
      await repository.git.run(["fsck", "--strict"]);
    });
  });

  describe("whose answer got lost", () => {
    beforeEach(async () => {
      await saveSnapshot(open(), USER, NAME, { "likes.json": "old" });
    });

    const log = () => repository.log("backups");
    const once = [`Backup ${LATER}`, `Backup ${NAME}`];

    it.each([
      ["after it was carried out", { kind: "appliedThenLost" } as const, 0],
      [
        "to an error, after it was carried out",
        { kind: "appliedThenStatus", status: 502 } as const,
        0,
      ],
      ["before it was carried out", { kind: "reset" } as const, 1],
      ["to an error, before it was carried out", { kind: "status", status: 500 } as const, 1],
    ])("is looked for: %s", async (_, fault, again) => {
      const writer = await open().create(USER, LATER);
      scene.server.reset();
      scene.server.failAt(3, fault);
      await fillAndCommit(writer, { "likes.json": "new" });
      expect(requests().slice(3)).toEqual([update, branch, ...(again ? [update] : [])]);
      expect(await log()).toEqual(once);
      expect(writer.commitId).toBe(repository.git.ref("refs/heads/backups"));
    });

    it("is found below what others put on top of it", async () => {
      const writer = await open().create(USER, LATER);
      scene.server.reset();
      scene.server.failAt(3, { kind: "appliedThenLost" });
      scene.server.onRequest(async ({ index }) => {
        if (index !== 4) return;
        for (let change = 0; change < 3; change += 1) {
          await repository.commit("backups", { "notes.txt": String(change) });
        }
      });
      await fillAndCommit(writer, { "likes.json": "new" });
      expect(await log()).toEqual(["A change", "A change", "A change", ...once]);
      expect(writer.ref.name).toBe(LATER);
    });

    /** Lets the commit's answer get lost, and then all requests fail, but for so many of them. */
    const loseAnswer = (fault: Fault, times: number): void => {
      scene.server.reset();
      scene.server.failAt(3, { kind: "appliedThenLost" });
      for (let index = 4; index < 4 + times; index += 1) scene.server.failAt(index, fault);
    };
    const FOREVER = 200;
    const FAILURES: readonly [string, Fault][] = [
      ["does not come through", { kind: "reset" }],
      ["is refused", { kind: "status", status: 403, message: "Resource not accessible" }],
      ["is penalized for long", secondaryLimit(3600)],
      ["finds nothing", { kind: "status", status: 404, message: "Not Found" }],
    ];

    it.each(FAILURES.slice(0, 2))("is looked for again where looking %s", async (_, fault) => {
      const writer = await open().create(USER, LATER);
      loseAnswer(fault, 4);
      await fillAndCommit(writer, { "likes.json": "new" });
      expect(await log()).toEqual(once);
      expect(writer.commitId).toBe(repository.git.ref("refs/heads/backups"));
    });

    it.each(FAILURES)("is unknown where all looking %s, until a second try", async (_, fault) => {
      const { github, clock } = scene.connect(token);
      const writer = await open({ github }).create(USER, LATER);
      await writer.write("likes.json", pieces("new"));
      loseAnswer(fault, FOREVER);
      const error = await appErrorOf(() => writer.commit(bytesOf("{}")));
      expect(error).toMatchObject({ name: "StoreError", code: "store/unknown" });
      const made = repository.git.ref("refs/heads/backups");
      expect(error.hint).toContain(made?.slice(0, 12));
      scene.server.reset();
      await clock.advance(3_600_000);
      await writer.commit(bytesOf("{}"));
      expect(await log()).toEqual(once);
      expect(writer.ref.name).toBe(LATER);
    });

    it("is looked for also when it was to make the branch", async () => {
      await repository.git.run(["update-ref", "-d", "refs/heads/backups"]);
      const writer = await open().create(USER, LATER);
      scene.server.reset();
      scene.server.failAt(3, { kind: "appliedThenLost" });
      await fillAndCommit(writer, { "likes.json": "new" });
      expect(requests().slice(3)).toEqual(["POST /git/refs", branch]);
      expect(await log()).toEqual([`Backup ${LATER}`]);
    });
  });

  it("waits until GitHub sees what it has just stored", async () => {
    await saveSnapshot(open(), USER, NAME, { "likes.json": "old" });
    repository.lag.objects = 1;
    repository.lag.refs = 2;
    const store = open();
    const writer = await store.create(USER, LATER);
    await repository.commit("backups", { "notes.txt": "mine" });
    await fillAndCommit(writer, { "likes.json": "new" });
    await saveSnapshot(store, USER, LATER, { "likes.json": "newer" });
    expect(await repository.log("backups")).toEqual([
      `Backup ${LATER}-2`,
      `Backup ${LATER}`,
      "A change",
      `Backup ${NAME}`,
    ]);
  });

  it("waits out a penalty on its way", async () => {
    const { github, clock } = scene.connect(token);
    const writer = await open({ github }).create(USER, NAME);
    scene.server.reset();
    scene.server.failAt(1, secondaryLimit(100));
    scene.server.failAt(4, secondaryLimit(20, 429));
    const before = clock.now().getTime();
    await fillAndCommit(writer, { "likes.json": "new" });
    expect(clock.now().getTime() - before).toBe(1000 + 100_000 + 1000 + 1000 + 20_000);
    expect(await repository.log("backups")).toEqual([`Backup ${NAME}`]);
  });

  it("is refused by a branch that nobody may move", async () => {
    await saveSnapshot(open(), USER, NAME, { "likes.json": "old" });
    repository.protectedBranches.add("backups");
    const writer = await open().create(USER, LATER);
    scene.server.reset();
    const error = await appErrorOf(() => fillAndCommit(writer, { "likes.json": "new" }));
    expect(error).toMatchObject({ name: "StoreError", code: "store/refused" });
    expect(requests()).toEqual(["POST /git/trees", ...graft, update, branch]);
    expect(await repository.log("backups")).toEqual([`Backup ${NAME}`]);
  });
});

describe("chunks", () => {
  const change = fc.oneof(
    fc.record({ path: fc.string(), content: fc.nat(4).map((size) => "é\n".repeat(size * 90_000)) }),
    fc.record({ path: fc.string(), sha: fc.constant("0"), mode: fc.constant("100644" as const) }),
  );
  const fits = (chunk: readonly TreeChange[], weights: ReadonlyMap<TreeChange, number>) =>
    chunk.length <= 5000 &&
    chunk.filter((one) => "content" in one).length <= 100 &&
    chunk.reduce((sum, one) => sum + (weights.get(one) ?? 0), 0) <= 1_500_000;

  it("keep the order, fit, and are no smaller than they have to be", () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 12 }), (changes) => {
        const chunks = splitChanges(changes);
        const weights = new Map(
          changes.map((one): [TreeChange, number] => [one, requestSizeOf(one)]),
        );
        expect(chunks.flat()).toEqual(changes);
        for (const [index, chunk] of chunks.entries()) {
          expect(chunk.length).toBeGreaterThan(0);
          expect(fits(chunk, weights)).toBe(true);
          const [next] = chunks[index + 1] ?? [];
          if (next !== undefined) expect(fits([...chunk, next], weights)).toBe(false);
        }
      }),
      { numRuns: seeds(25, 2_000) },
    );
  });

  it("hold a hundred texts, and many more files that are there already", () => {
    const text = (path: string) => ({ path, content: "x" });
    const file = (path: string) => ({ path, sha: "0".repeat(40), mode: "100644" as const });
    const names = Array.from({ length: 250 }, (_, index) => String(index));
    expect(splitChanges(names.map(text)).map((chunk) => chunk.length)).toEqual([100, 100, 50]);
    expect(splitChanges(names.map(file)).length).toBe(1);
  });
});
