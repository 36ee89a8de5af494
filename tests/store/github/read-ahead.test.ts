import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createGitHubStore } from "../../../src/store/github/store.ts";
import type { FakeRepository } from "../../support/github/repository.ts";
import { createGitHubScene, type GitHubScene } from "../../support/github/scene.ts";

const USER = "0123456789abcdef";
const at = { owner: "somebody", repo: "backups" };
const DAYS = Array.from({ length: 30 }, (_, day) => `2026-11-${String(day + 1).padStart(2, "0")}`);
const nameOf = (day: string) => `${day}T03-17-00`;

describe("snapshots that are read ahead", () => {
  let scene: GitHubScene;
  let repository: FakeRepository;
  beforeEach(async () => {
    scene = await createGitHubScene();
    const files = DAYS.map((day) => [`backups/${USER}/${nameOf(day)}/metadata.json`, day]);
    repository = await scene.repository({ files: Object.fromEntries(files) });
  });
  afterEach(() => scene.close());

  const open = () => {
    const { github } = scene.connect(scene.token(repository));
    return createGitHubStore({ github, ...at, ownRepository: false });
  };
  /** Reads the metadata of these days; the paths that were asked for meanwhile. */
  async function readAll(days: readonly string[], fail: readonly number[] = []) {
    const store = open();
    const refs = days.map((day) => ({ user: USER, name: nameOf(day) }));
    await store.list(USER);
    scene.server.reset();
    for (const index of fail) scene.server.failAt(index, { kind: "status", status: 502 });
    await store.prefetch(refs, "metadata.json");
    for (const [number, ref] of refs.entries()) {
      expect(Buffer.from(await store.read(ref, "metadata.json")).toString()).toBe(days[number]);
    }
    return scene.server.requests.map(({ path }) => path);
  }

  it("take few requests, and none the second time", async () => {
    expect(await readAll(DAYS)).toEqual(["/graphql", "/graphql"]);
  });

  it("are read one by one where there are few", async () => {
    const paths = await readAll(DAYS.slice(0, 2));
    expect(paths.filter((path) => path === "/graphql")).toEqual([]);
  });

  it("come in smaller batches if GitHub does not manage so many", async () => {
    const paths = await readAll(DAYS, [0, 1, 2, 3]);
    expect(paths.every((path) => path === "/graphql")).toBe(true);
    expect(paths.length).toBeLessThan(10);
  });

  // Batches of 25, 7, 2 and 1, each sent four times.
  it("are read one by one if GitHub never manages it", async () => {
    const paths = await readAll(
      DAYS,
      Array.from({ length: 16 }, (_, index) => index),
    );
    expect(paths.filter((path) => path.includes("/git/blobs/"))).toHaveLength(DAYS.length);
  });
});
