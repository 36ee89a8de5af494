import { describe, expect, it } from "vitest";
import { AppError } from "../../../src/errors.ts";
import { createGitHubStore } from "../../../src/store/github/store.ts";
import { type Fault, secondaryLimit } from "../../support/github/faults.ts";
import { createGitHubScene } from "../../support/github/scene.ts";
import type { FakeGitHub } from "../../support/github/server.ts";
import { pieces } from "../../support/snapshot/stored-snapshots.ts";

const USER = "0123456789abcdef";
const NAME = "2026-11-22T03-17-00";
const LATER = "2026-11-23T03-17-00";

/** The number of requests that a snapshot takes when nothing fails. */
const REQUESTS = 9;
const FOREVER = 100;

/** A fault, how many requests in a row it hits, and at how many of the requests it fails a commit. */
const faults: readonly [string, Fault, number, number][] = [
  ["is answered by a 403", { kind: "status", status: 403, message: "No" }, 1, REQUESTS],
  // GitHub may not see the objects below a new one yet, so the request is sent again.
  ["is answered by a 422", { kind: "status", status: 422, message: "No" }, 1, REQUESTS - 4],
  ["is penalized for long", secondaryLimit(3600), 1, REQUESTS],
  ["has its answer lost", { kind: "appliedThenLost" }, 1, 0],
  ["is answered by a 502 although it was done", { kind: "appliedThenStatus", status: 502 }, 1, 0],
  ["and all others do not come through", { kind: "reset" }, FOREVER, REQUESTS],
  ["and all others are answered by a 500", { kind: "status", status: 500 }, FOREVER, REQUESTS],
  ["and all others have their answers lost", { kind: "appliedThenLost" }, FOREVER, REQUESTS],
];

/** A repository that holds one snapshot, in each of several places. */
interface Scene extends AsyncDisposable {
  readonly server: FakeGitHub;
  /** Stores a second snapshot in a place. */
  save(place: number): Promise<void>;
  /** The snapshots of a place, each with the names of its files. */
  snapshots(place: number): Promise<Readonly<Record<string, readonly string[]>>>;
  countCommits(): Promise<number>;
  /** Throws unless git finds nothing wrong, and no merges. */
  check(): Promise<void>;
}

async function openScene(): Promise<Scene> {
  const scene = await createGitHubScene();
  const path = (place: number) => `place-${place}`;
  const files = Array.from({ length: REQUESTS }, (_, place) => [
    `${path(place)}/${USER}/${NAME}/metadata.json`,
    "{}",
  ]);
  const { git, ...repository } = await scene.repository({ files: Object.fromEntries(files) });
  const token = scene.token({ git, ...repository });
  return {
    server: scene.server,
    async save(place) {
      const { github } = scene.connect(token);
      const at = { owner: "somebody", repo: "backups", branch: "main", path: path(place) };
      const store = createGitHubStore({ github, ...at, ownRepository: false });
      const writer = await store.create(USER, LATER);
      await writer.write("likes.json", pieces("new"));
      await writer.write("cover.jpg", pieces("\xff"));
      await writer.commit(Buffer.from("{}"));
    },
    async snapshots(place) {
      const root = `${path(place)}/${USER}/`;
      const lines = [...(await repository.files("main")).keys()]
        .filter((file) => file.startsWith(root))
        .map((file) => file.slice(root.length).split("/"));
      const names = new Set(lines.map(([name = ""]) => name));
      return Object.fromEntries(
        [...names].map((own) => [
          own,
          lines.flatMap(([name, file = ""]) => (name === own ? [file] : [])),
        ]),
      );
    },
    countCommits: async () => (await repository.log("main")).length,
    async check() {
      await git.run(["fsck", "--strict"]);
      expect(await git.run(["rev-list", "--merges", "main"])).toBe("");
    },
    [Symbol.asyncDispose]: () => scene.close(),
  };
}

const before = { [NAME]: ["metadata.json"] };
const whole = ["cover.jpg", "likes.json", "metadata.json"];

describe("a commit to GitHub of which a request fails", () => {
  it("takes as many requests as are made to fail below", async () => {
    await using scene = await openScene();
    await scene.save(0);
    expect(scene.server.requests.length).toBe(REQUESTS);
    expect(await scene.snapshots(0)).toEqual({ ...before, [LATER]: whole });
  });

  it.concurrent.each(faults)("is there in full or not at all: it %s", async (...row) => {
    const [, fault, times, failures] = row;
    await using scene = await openScene();
    let failed = 0;
    let commits = await scene.countCommits();
    for (let index = 0; index < REQUESTS; index += 1) {
      for (let time = 0; time < times; time += 1) scene.server.failAt(index + time, fault);
      const error = await scene.save(index).then(
        () => null,
        (reason: unknown) => reason,
      );
      scene.server.reset();
      const added = (await scene.countCommits()) - commits;
      commits += added;
      const after = added === 0 ? before : { ...before, [LATER]: whole };
      expect(await scene.snapshots(index)).toEqual(after);
      if (error === null) {
        expect(added).toBe(1);
        continue;
      }
      failed += 1;
      expect(error).toBeInstanceOf(AppError);
      // With all answers lost, nobody can tell that it worked.
      expect(added).toBe(fault.kind === "appliedThenLost" && index === REQUESTS - 1 ? 1 : 0);
      await scene.save(index);
      commits += 1;
      scene.server.reset();
      const name = added === 0 ? LATER : `${LATER}-2`;
      expect(await scene.snapshots(index)).toEqual({ ...after, [name]: whole });
    }
    expect(failed).toBe(failures);
    await scene.check();
  });
});
