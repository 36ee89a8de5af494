import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createGitHubStore, type GitHubStoreOptions } from "../../../src/store/github/store.ts";
import type { FakeRepository } from "../../support/github/repository.ts";
import { createGitHubScene, type GitHubScene } from "../../support/github/scene.ts";
import { saveSnapshot } from "../../support/snapshot/stored-snapshots.ts";

const USER = "0123456789abcdef";
const SNAPSHOT = { [`backups/${USER}/2026-11-20T03-17-00/metadata.json`]: "{}" };
const CODE = { "README.md": "The code" };
const WORKFLOW = { ".github/workflows/backup.yml": "on: {}" };

type Files = Readonly<Record<string, string>>;

describe("the branch of a store for which nobody named one", () => {
  let scene: GitHubScene;
  let made = 0;
  beforeAll(async () => {
    scene = await createGitHubScene();
  });
  afterAll(() => scene.close());

  async function repositoryWith(files: Files, backups: Files = {}): Promise<FakeRepository> {
    made += 1;
    const options = { name: `vault-${made}`, defaultBranch: "trunk" };
    const isEmpty = Object.keys(files).length === 0;
    const repository = await scene.repository(isEmpty ? options : { ...options, files });
    if (Object.keys(backups).length > 0) await repository.commit("backups", backups);
    return repository;
  }

  function open(repository: FakeRepository, options: Partial<GitHubStoreOptions> = {}) {
    const { github } = scene.connect(scene.token(repository));
    const { owner, name: repo } = repository;
    return createGitHubStore({ github, owner, repo, ownRepository: false, ...options });
  }

  const found: readonly [string, Files, Files, string][] = [
    ["backups, which holds some", CODE, SNAPSHOT, "backups"],
    ["backups, where the default branch holds some, too", SNAPSHOT, SNAPSHOT, "backups"],
    ["the default branch, where there is no other", { ...CODE, ...SNAPSHOT }, {}, "trunk"],
    ["the default branch, where backups holds other things", SNAPSHOT, CODE, "trunk"],
    ["the default branch, also beside the workflow", { ...WORKFLOW, ...SNAPSHOT }, {}, "trunk"],
    [
      "backups, although a file is called like the directory",
      { backups: "x" },
      SNAPSHOT,
      "backups",
    ],
  ];
  it.each(found)(
    "of existing snapshots is, for everybody, %s",
    async (_, files, backups, branch) => {
      const repository = await repositoryWith(files, backups);
      for (const ownRepository of [true, false]) {
        const store = open(repository, { ownRepository });
        expect(await store.branch()).toBe(branch);
        expect(await store.users()).toEqual([USER]);
        await saveSnapshot(store, USER, "2026-11-22T03-17-00", {});
      }
      expect(await repository.log(branch)).toHaveLength(3);
    },
  );

  const first: readonly [string, Files, boolean, string][] = [
    ["backups in the repository that runs the workflow", CODE, true, "backups"],
    ["backups where a file has the name of the directory", { backups: "x" }, true, "backups"],
    ["backups beside the workflow Backup", WORKFLOW, false, "backups"],
    ["the default branch in any other repository", CODE, false, "trunk"],
    [
      "the default branch beside other workflows",
      { ".github/workflows/ci.yml": "" },
      false,
      "trunk",
    ],
    ["the default branch of an empty repository", {}, false, "trunk"],
    ["backups of an empty repository that runs the workflow", {}, true, "backups"],
  ];
  it.each(first)("is at first %s", async (_, files, ownRepository, branch) => {
    const repository = await repositoryWith(files);
    const store = open(repository, { ownRepository });
    expect(await store.users()).toEqual([]);
    expect(await store.branch()).toBe(branch);
    await saveSnapshot(store, USER, "2026-11-22T03-17-00", {});
    // Everybody finds it there from then on.
    for (const own of [true, false]) {
      expect(await open(repository, { ownRepository: own }).users()).toEqual([USER]);
    }
    expect([...(await repository.files(branch)).keys()].join()).toContain(USER);
  });

  it("is looked for below the path that is asked for", async () => {
    const elsewhere = { [`music/${USER}/2026-11-20T03-17-00/metadata.json`]: "{}" };
    const repository = await repositoryWith(elsewhere, SNAPSHOT);
    expect(await open(repository, { path: "music" }).branch()).toBe("trunk");
    expect(await open(repository).branch()).toBe("backups");
  });

  it("costs no request where backups holds snapshots", async () => {
    const repository = await repositoryWith(CODE, SNAPSHOT);
    const requestsOf = async (options: Partial<GitHubStoreOptions>) => {
      const store = open(repository, options);
      scene.server.reset();
      await store.users();
      return scene.server.requests.map(({ path }) => path);
    };
    expect(await requestsOf({})).toEqual(await requestsOf({ branch: "backups" }));
  });
});
