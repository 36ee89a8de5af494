import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type {
  SnapshotStore,
  SnapshotWriter,
  StoredFile,
} from "../../../src/model/snapshot-store.ts";
import { createGitHubStore, type GitHubStoreOptions } from "../../../src/store/github/store.ts";
import { appErrorOf } from "../../support/app-error.ts";
import type { FakeRepository } from "../../support/github/repository.ts";
import { createGitHubScene, type GitHubScene } from "../../support/github/scene.ts";
import type { Rights, Token } from "../../support/github/tokens.ts";
import {
  fillAndCommit,
  saveSnapshot,
  storeContent,
  storedFile,
  textOf,
} from "../../support/snapshot/stored-snapshots.ts";
import { describeStore } from "../conformance.ts";

const USER = "0123456789abcdef";
const NAME = "2026-11-22T03-17-00";
const at = { owner: "somebody", repo: "backups" };

/** A store whose metadata does not keep what git calls a file, so that carrying means reading. */
function forgetBlobs(store: SnapshotStore): SnapshotStore {
  const forget = ({ blob: _, ...file }: StoredFile): StoredFile => file;
  return {
    ...store,
    async create(user, name) {
      const writer = await store.create(user, name);
      return Object.create(writer, {
        write: {
          value: async (...a: Parameters<SnapshotWriter["write"]>) =>
            forget(await writer.write(...a)),
        },
        carry: {
          value: async (...a: Parameters<SnapshotWriter["carry"]>) =>
            forget(await writer.carry(...a)),
        },
      });
    },
  };
}

describe("conformance", () => {
  let scene: GitHubScene;
  let repository: FakeRepository;
  let token: Token;
  let places = 0;
  beforeAll(async () => {
    scene = await createGitHubScene();
    repository = await scene.repository({ files: { "README.md": "The code" } });
    token = scene.token(repository);
  });
  afterAll(async () => {
    await repository.git.run(["fsck", "--strict"]);
    await scene.close();
  });

  describeStore("GitHub", async () => {
    places += 1;
    const path = `backups/${places}`;
    const reopen = (): SnapshotStore => {
      const { github } = scene.connect(token);
      return forgetBlobs(createGitHubStore({ github, ...at, path, ownRepository: true }));
    };
    return { store: reopen(), reopen, close: async () => {} };
  });
});

describe("a GitHub store", () => {
  let scene: GitHubScene;
  let repository: FakeRepository;
  beforeEach(async () => {
    scene = await createGitHubScene();
    repository = await scene.repository({ files: { "README.md": "The code" } });
  });
  afterEach(() => scene.close());

  const open = (options: Partial<GitHubStoreOptions> = {}, rights?: Rights): SnapshotStore => {
    const { github } = scene.connect(scene.token(repository, rights));
    return createGitHubStore({ github, ...at, ownRepository: true, ...options });
  };
  const paths = async (branch: string) => [...(await repository.files(branch)).keys()];

  it("removes many snapshots by one commit that reads and sends no file of the others", async () => {
    const store = open();
    const days = ["2026-11-21", "2026-11-22", "2026-11-23", "2026-11-24"];
    for (const day of days) {
      await saveSnapshot(store, USER, `${day}T03-17-00`, { "likes.json": day });
    }
    const before = await repository.files("backups");
    const commits = (await repository.log("backups")).length;
    scene.server.reset();
    await open().remove(
      USER,
      days.slice(0, 3).map((day) => `${day}T03-17-00`),
    );
    const touched = scene.server.requests.map(({ path }) => path);
    expect(touched.filter((path) => path.includes("/git/blobs"))).toEqual([]);
    const log = await repository.log("backups");
    expect(log).toHaveLength(commits + 1);
    expect(log[0]).toBe("Remove snapshots (3)");
    const kept = [...before].filter(([path]) => path.includes("2026-11-24"));
    expect([...(await repository.files("backups"))].filter(([path]) => path.includes("2026"))) //
      .toEqual(kept);
  });

  it("removes nothing while the journal of a restore is on the branch", async () => {
    await saveSnapshot(open(), USER, NAME, { "likes.json": "likes" });
    const late = open();
    await late.checkRemovable();
    const journal = ".tracksafe/restore-0123456789abcdef/1.jsonl";
    await repository.commit("backups", { [journal]: "sealed" });
    expect(await appErrorOf(() => open().checkRemovable())).toMatchObject({
      code: "prune/restore",
      hint: expect.stringContaining(".tracksafe/restore-0123456789abcdef on the branch backups"),
    });
    expect(await appErrorOf(() => late.remove(USER, [NAME]))).toMatchObject({
      code: "prune/restore",
    });
    expect(await paths("backups")).toContain(`backups/${USER}/${NAME}/likes.json`);
    await repository.commit("backups", { ".tracksafe/state-0123456789abcdef/marks": "sealed" });
    await repository.commit("backups", { [journal]: null });
    await open().remove(USER, [NAME]);
    expect(await paths("backups")).not.toContain(`backups/${USER}/${NAME}/likes.json`);
  });

  it("says where it is, and keeps nothing of failed runs", () => {
    expect(open().location).toBe("github:somebody/backups");
    expect(open().keepsFailedRuns).toBe(false);
  });

  describe("keeps snapshots", () => {
    it("in the running repository apart from the code", async () => {
      await saveSnapshot(open(), USER, NAME, {});
      expect(await paths("backups")).toEqual([`backups/${USER}/${NAME}/metadata.json`]);
      expect(await paths("main")).toEqual(["README.md"]);
    });

    it("elsewhere in the default branch", async () => {
      await saveSnapshot(open({ ownRepository: false }), USER, NAME, {});
      expect(await paths("main")).toEqual(["README.md", `backups/${USER}/${NAME}/metadata.json`]);
      expect(await paths("backups")).toEqual([]);
    });

    it("in the branch and below the path that are asked for", async () => {
      await repository.commit("other/branch", { "notes.txt": "mine" });
      const options = { branch: "other/branch", path: "a/b" };
      await saveSnapshot(open(options), USER, NAME, { "likes.json": "likes" });
      expect(await paths("other/branch")).toEqual([
        `a/b/${USER}/${NAME}/likes.json`,
        `a/b/${USER}/${NAME}/metadata.json`,
        "notes.txt",
      ]);
      expect(await storeContent(open(options))).toEqual({
        [`${USER}/${NAME}`]: { "likes.json": "likes" },
      });
    });

    it("in no path that leads out of a repository", async () => {
      for (const path of ["", "/", "/a", "a/", "a//b", "../a", "a/..", ".git", "a b", "a\\b"]) {
        expect(await appErrorOf(() => open({ path }))).toMatchObject({
          name: "UsageError",
          code: "config/path",
        });
      }
    });
  });

  describe("in an empty repository", () => {
    beforeEach(async () => {
      repository = await scene.repository({ name: "backups", defaultBranch: "trunk" });
    });

    it("shows nothing, and starts with a file of its own", async () => {
      const store = open({ ownRepository: false });
      await store.checkWritable();
      expect(await store.users()).toEqual([]);
      await saveSnapshot(store, USER, NAME, { "cover.jpg": "\xff" });
      expect(await paths("trunk")).toEqual([
        "README.md",
        `backups/${USER}/${NAME}/cover.jpg`,
        `backups/${USER}/${NAME}/metadata.json`,
      ]);
      expect(await repository.log("trunk")).toEqual([`Backup ${NAME}`, "Start"]);
      expect(scene.server.requests.map(({ method }) => method)).toEqual([
        ...["POST", "GET", "GET", "GET", "PUT", "GET"],
        ...["POST", "POST", "GET", "POST", "POST", "PATCH"],
      ]);
    });

    it("makes its own branch beside the first", async () => {
      await saveSnapshot(open(), USER, NAME, {});
      expect(await paths("backups")).toEqual([`backups/${USER}/${NAME}/metadata.json`]);
      expect(await paths("trunk")).toEqual(["README.md"]);
    });

    it.each([
      { kind: "appliedThenLost" } as const,
      { kind: "appliedThenStatus", status: 500 } as const,
      { kind: "reset" } as const,
      { kind: "status", status: 503 } as const,
    ])("starts once although the answer to that was $kind", async (fault) => {
      const writer = await open({ ownRepository: false }).create(USER, NAME);
      scene.server.reset();
      scene.server.failAt(0, fault);
      await fillAndCommit(writer, {});
      expect(await repository.log("trunk")).toEqual([`Backup ${NAME}`, "Start"]);
    });

    it("goes on where somebody else started it meanwhile", async () => {
      const writer = await open({ ownRepository: false }).create(USER, NAME);
      await repository.commit("trunk", { "README.md": "Mine" });
      await fillAndCommit(writer, {});
      expect(await repository.log("trunk")).toEqual([`Backup ${NAME}`, "A change"]);
      expect((await repository.files("trunk")).get("README.md")?.toString()).toBe("Mine");
    });

    it("waits until GitHub sees the start", async () => {
      repository.lag.refs = 2;
      await saveSnapshot(open({ ownRepository: false }), USER, NAME, {});
      expect(await repository.log("trunk")).toEqual([`Backup ${NAME}`, "Start"]);
    });
  });

  describe("before any write", () => {
    const refusals: readonly [string, string, () => Promise<SnapshotStore>][] = [
      [
        "a token that may not write",
        "store/permission",
        async () => open({}, { contents: "read" }),
      ],
      ["a token without rights", "store/permission", async () => open({}, {})],
      [
        "a token for another repository",
        "store/permission",
        async () => {
          const other = await scene.repository({ name: "other" });
          const { github } = scene.connect(scene.token(other));
          return createGitHubStore({ github, ...at, ownRepository: false });
        },
      ],
      [
        "a wrong token",
        "auth/github-token",
        async () => {
          const { github } = scene.connect("ghp_wrong");
          return createGitHubStore({ github, ...at, ownRepository: false });
        },
      ],
      [
        "an archived repository",
        "store/permission",
        async () => {
          repository.archived = true;
          return open();
        },
      ],
    ];
    it.each(refusals)("refuses %s", async (_, code, make) => {
      const store = await make();
      const error = await appErrorOf(() => store.checkWritable());
      expect(error.code).toBe(code);
      expect(error.hint).toBeTruthy();
      expect(scene.server.requests.length).toBe(1);
    });

    it("refuses a branch that is not there, naming the setting", async () => {
      for (const options of [{ branch: "typo" }, { branch: "typo", ownRepository: false }]) {
        const store = open(options);
        for (const call of [() => store.checkWritable(), () => store.users()]) {
          const error = await appErrorOf(call);
          expect(error).toMatchObject({ name: "NotFoundError", code: "store/not-found" });
          expect(error.hint).toContain("`branch`");
        }
      }
      expect(repository.git.refs("refs/").length).toBe(1);
    });

    it("leaves nothing that anybody would see", async () => {
      const before = repository.git.refs("refs/");
      await open().checkWritable();
      expect(repository.git.refs("refs/")).toEqual(before);
    });
  });

  describe("reading", () => {
    it("takes nothing for a user or a snapshot that is called or looks otherwise", async () => {
      await repository.commit("backups", {
        "backups/README.md": "text",
        "backups/photos/summer/beach.jpg": "x",
        "backups/.hidden/2026-11-22T03-17-00/metadata.json": "{}",
        [`backups/${USER}/${NAME}/metadata.json`]: "{}",
        [`backups/${USER}/latest/metadata.json`]: "{}",
        [`backups/${USER}/2026-11-24T03-17-00`]: "a file",
      });
      const store = open();
      expect(await store.users()).toEqual([USER]);
      expect(await store.list(USER)).toEqual([{ user: USER, name: NAME }]);
    });

    it("says when a file is in the way", async () => {
      await repository.commit("backups", { backups: "a file" });
      const store = open();
      for (const call of [() => store.users(), () => store.create(USER, NAME)]) {
        const error = await appErrorOf(call);
        expect(error).toMatchObject({ name: "StoreError", code: "store/io" });
        expect(error.hint).toContain("`path`");
      }
    });

    it("refuses a listing that is cut off", async () => {
      await saveSnapshot(open(), USER, NAME, {});
      await saveSnapshot(open(), USER, "2026-11-23T03-17-00", {});
      repository.maxTreeEntries = 1;
      for (const call of [
        () => open().list(USER),
        () => open().create(USER, NAME),
        () => open().files({ user: USER, name: "2026-11-24T03-17-00" }),
      ]) {
        expect((await appErrorOf(call)).code).toBe("store/too-large");
      }
    });

    it("neither stores nor reads a file that would take too much memory", async () => {
      const writer = await open().create(USER, NAME);
      async function* large(): AsyncIterable<Uint8Array> {
        for (let mebibytes = 0; mebibytes < 49; mebibytes += 1) yield new Uint8Array(1024 * 1024);
      }
      const error = await appErrorOf(() => writer.write("likes.json", large()));
      expect(error.code).toBe("store/too-large");

      const text = "a".repeat(49 * 1024 * 1024);
      await repository.commit("backups", {
        [`backups/${USER}/${NAME}/likes.json`]: text,
        [`backups/${USER}/${NAME}/metadata.json`]: "{}",
      });
      const store = open();
      const ref = { user: USER, name: NAME };
      for (const read of [
        () => store.open(ref, "likes.json"),
        () => store.read(ref, "likes.json"),
        async () =>
          (await store.create(USER, NAME)).carry(ref, storedFile("likes.json", text), "a"),
      ]) {
        expect((await appErrorOf(read)).code).toBe("snapshot/corrupt");
      }
    });

    it("lists more snapshots than the contents API would", async () => {
      const files = Object.fromEntries(
        Array.from({ length: 1100 }, (_, index) => {
          const name = index === 0 ? NAME : `${NAME}-${index + 1}`;
          return [`backups/${USER}/${name}/metadata.json`, "{}"];
        }),
      );
      await repository.commit("backups", files);
      const store = open();
      expect((await store.list(USER)).length).toBe(1100);
      expect(scene.server.requests.length).toBe(4);
    });

    it("needs no more than the right to read", async () => {
      await saveSnapshot(open(), USER, NAME, { "likes.json": "likes" });
      scene.server.reset();
      const store = open({}, { contents: "read" });
      const [ref = { user: "", name: "" }] = await store.list(USER);
      expect(await textOf(store, ref, "likes.json")).toBe("likes");
      // The branch, four trees, the file.
      expect(scene.server.requests.length).toBe(6);
    });
  });

  it("reads what several snapshots share once", async () => {
    const times = ["2026-11-22T03-17-00", "2026-11-23T03-17-00", "2026-11-24T03-17-00"];
    const parts = Array.from({ length: 39 }, (_, index) => `playlist_${index}.json`);
    let kept: readonly StoredFile[] = [];
    for (const [day, name] of times.entries()) {
      const writer = await open().create(USER, name);
      const from = { user: USER, name: times[day - 1] ?? "" };
      kept = await Promise.all(
        parts.map((part, index) => {
          const file = kept[index];
          return file ? writer.carry(from, file, part) : writer.write(part, one(`of ${part}`));
        }),
      );
      await writer.commit(Buffer.from(`{"day":${day}}`));
    }
    scene.server.reset();

    const store = open();
    // As verifying does: the metadata to list them, then every file of each.
    for (const ref of await store.list(USER)) await store.read(ref, "metadata.json");
    for (const [day, name] of times.entries()) {
      const ref = { user: USER, name };
      expect(await textOf(store, ref, "metadata.json")).toBe(`{"day":${day}}`);
      for (const part of await store.files(ref)) {
        if (part === "metadata.json") continue;
        expect(await textOf(store, ref, part)).toBe(`of ${part}`);
      }
    }
    const count = (kind: string) =>
      scene.server.requests.filter(({ path }) => path.includes(`/${kind}/`)).length;
    // The trees that lead to the snapshots, and that of each; every part, and the metadata of each.
    expect([count("branches"), count("trees"), count("blobs")]).toEqual([1, 3 + 3, 39 + 3]);
    expect(scene.server.requests.length).toBe(1 + 6 + 42);
  });

  describe("carrying over", () => {
    const file = storedFile("likes.json", "likes");

    it("reads nothing when the metadata keeps what git calls the file", async () => {
      const first = await open().create(USER, NAME);
      const stored = await first.write("likes.json", one("likes"));
      await first.commit(Buffer.from("{}"));
      const store = open();
      const writer = await store.create(USER, NAME);
      scene.server.reset();
      expect(await writer.carry(first.ref, stored, "copy.json")).toEqual({
        ...file,
        name: "copy.json",
        blob: stored.blob,
      });
      expect(scene.server.requests.map(({ path }) => path.split("/").at(-2))).toEqual(["trees"]);
    });

    it.each([{}, { blob: "x" }])("notices another file of the same size (%j)", async (known) => {
      const first = await open().create(USER, NAME);
      const stored = await first.write("likes.json", one("likes"));
      await first.commit(Buffer.from("{}"));
      await repository.commit("backups", {
        [`backups/${USER}/${NAME}/likes.json`]: "likes".toUpperCase(),
      });
      const writer = await open().create(USER, NAME);
      const given = known.blob === undefined ? file : stored;
      const error = await appErrorOf(() => writer.carry(first.ref, given, "likes.json"));
      expect(error).toMatchObject({ name: "IntegrityError", code: "snapshot/corrupt" });
    });
  });
});

async function* one(text: string): AsyncIterable<Uint8Array> {
  yield Buffer.from(text);
}
