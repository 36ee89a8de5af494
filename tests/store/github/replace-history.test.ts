import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { AppError } from "../../../src/errors.ts";
import { createGitHubStore, type GitHubStore } from "../../../src/store/github/store.ts";
import { appErrorOf } from "../../support/app-error.ts";
import type { Fault } from "../../support/github/faults.ts";
import type { FakeRepository } from "../../support/github/repository.ts";
import { createGitHubScene, type GitHubScene } from "../../support/github/scene.ts";
import type { Rights } from "../../support/github/tokens.ts";

const USER = "0123456789abcdef";
const OTHER = "fedcba9876543210";
const DAYS = ["2026-11-21T03-17-00", "2026-11-22T03-17-00", "2026-11-23T03-17-00"];
const [OLDEST = "", MIDDLE = "", NEWEST = ""] = DAYS;
const at = (name: string, file = "metadata.json") => `backups/${USER}/${name}/${file}`;

/** Everything on the branch besides the snapshots of {@link USER}. */
const OTHERS = {
  "README.md": "My vault",
  ".github/workflows/backup.yml": "on: push",
  ".tracksafe/state-0123456789abcdef/marks": "sealed",
  [`backups/${OTHER}/${OLDEST}/metadata.json`]: "{}",
};

describe("replacing the history of a branch", () => {
  let scene: GitHubScene;
  let repository: FakeRepository;
  let before: ReadonlyMap<string, Buffer>;

  beforeEach(async () => {
    scene = await createGitHubScene();
    repository = await scene.repository({ files: OTHERS });
    for (const name of DAYS) {
      await repository.commit("main", {
        [at(name)]: `{"${name}":1}`,
        [at(name, "likes.age")]: name,
      });
    }
    before = await listing();
    scene.server.reset();
  });
  afterEach(() => scene.close());

  const open = (rights?: Rights): GitHubStore => {
    const { github } = scene.connect(scene.token(repository, rights));
    return createGitHubStore({ github, owner: "somebody", repo: "backups", ownRepository: false });
  };
  const replace = (names: readonly string[], rights?: Rights) =>
    open(rights).history?.replace(USER, names);

  /** The contents of all files of the branch, by their paths. */
  const listing = () => repository.files("main");
  const without = (...names: readonly string[]) =>
    new Map(
      [...before].filter(
        ([path]) => !names.some((name) => path.startsWith(`backups/${USER}/${name}/`)),
      ),
    );
  /** The files of a commit with the names that git gives their bytes. */
  const objects = async (commit: string) =>
    (await repository.git.run(["ls-tree", "-r", commit])).split("\n");
  const commits = async () => Number(await repository.git.run(["rev-list", "--count", "main"]));

  it("leaves one commit with the same files, and nothing of the removed ones", async () => {
    const blobs = await objects("main");
    const store = open();
    expect(await store.history?.branch()).toBe("main");
    expect(await store.history?.others()).toEqual([".github", "README.md"]);
    await store.history?.replace(USER, [OLDEST, MIDDLE]);
    expect(await listing()).toEqual(without(OLDEST, MIDDLE));
    expect(await repository.log("main")).toEqual(["Begin the history anew"]);
    expect(await store.list(USER)).toEqual([{ user: USER, name: NEWEST }]);
    expect(scene.server.requests.filter(({ path }) => path.includes("/git/blobs"))).toEqual([]);
    await repository.git.run(["fsck", "--strict"]);
    await repository.git.run(["gc", "--quiet", "--prune=now"]);
    await repository.git.run(["fsck", "--strict"]);
    const kept = blobs.filter(
      (line) => !line.includes(`${USER}/${OLDEST}`) && !line.includes(`${USER}/${MIDDLE}`),
    );
    expect(await objects("main")).toEqual(kept);
    const left = await repository.git.run(["cat-file", "--batch-all-objects", "--batch-check"]);
    const lost = blobs.filter((line) => line.includes(`${MIDDLE}/likes.age`));
    expect(lost).toHaveLength(1);
    for (const [, , sha = ""] of lost.map((line) => line.split(/[ \t]/))) {
      expect(left).not.toContain(sha);
    }
  });

  it("needs nothing to be removed, and does nothing the second time", async () => {
    await replace([]);
    expect(await listing()).toEqual(before);
    expect(await commits()).toBe(1);
    const head = repository.git.ref("refs/heads/main");
    await replace([]);
    expect(repository.git.ref("refs/heads/main")).toBe(head);
  });

  it("keeps what somebody else put there meanwhile", async () => {
    const late = { [at("2026-11-24T03-17-00")]: "{}", "notes.txt": "mine" };
    let isFirst = true;
    scene.server.onRequest(async ({ path, body }) => {
      if (path !== "/graphql" || !body.includes("updateRefs") || !isFirst) return;
      isFirst = false;
      await repository.commit("main", late);
    });
    await replace([OLDEST]);
    expect([...(await listing()).keys()].sort()).toEqual(
      [...without(OLDEST).keys(), ...Object.keys(late)].sort(),
    );
    expect(await repository.log("main")).toEqual(["Begin the history anew"]);
  });

  it("is refused while a restore is not finished, by a protected branch, and to a reader", async () => {
    const codes: string[] = [];
    const attempt = async (rights?: Rights) => {
      const { code } = await appErrorOf(async () => replace([OLDEST], rights));
      codes.push(code);
    };
    await attempt({ contents: "read" });
    repository.protectedBranches.add("main");
    await attempt();
    repository.protectedBranches.clear();
    await repository.commit("main", { ".tracksafe/restore-0123456789abcdef/1.jsonl": "sealed" });
    await attempt();
    expect(codes).toEqual(["store/permission", "store/refused", "prune/restore"]);
    expect(await commits()).toBe(DAYS.length + 2);
  });

  const FAULTS: readonly [string, Fault, number][] = [
    ["has its answer lost", { kind: "appliedThenLost" }, 1],
    ["and all later ones do not come through", { kind: "reset" }, 100],
  ];
  it.each(FAULTS)(
    "is done or not, and nothing between, if a request %s",
    async (_, fault, times) => {
      const old = repository.git.ref("refs/heads/main") ?? "";
      const outcomes = new Set<string>();
      for (let index = 0; ; index += 1) {
        repository.git.moveRef("refs/heads/main", old, repository.git.ref("refs/heads/main"));
        scene.server.reset();
        for (let time = 0; time < times; time += 1) scene.server.failAt(index + time, fault);
        const error = await Promise.resolve(replace([OLDEST])).then(
          () => null,
          (reason: AppError) => reason,
        );
        const isDone = repository.git.ref("refs/heads/main") !== old;
        expect(await listing()).toEqual(isDone ? without(OLDEST) : before);
        if (error === null) expect(isDone).toBe(true);
        outcomes.add(`${isDone} ${error === null}`);
        if (scene.server.requests.length <= index) break;
      }
      await repository.git.run(["fsck", "--strict"]);
      expect(outcomes).toContain("true true");
    },
  );
});
