import { rm } from "node:fs/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  AFTER,
  AHEAD,
  createForeignScene,
  type ForeignScene,
  LIKES,
  SECOND,
} from "../support/cli/foreign-scene.ts";
import { failedRuns, type PlacedFiles, remade, replayed } from "../support/snapshot/intruder.ts";

/** A snapshot with other metadata. */
async function withMetadata(
  snapshot: PlacedFiles,
  change: (bytes: Uint8Array) => Promise<Uint8Array>,
): Promise<PlacedFiles> {
  const files = [...snapshot].map(
    async ([path, bytes]) =>
      [path, path.endsWith("metadata.json") ? await change(bytes) : bytes] as const,
  );
  return new Map(await Promise.all(files));
}

/** Metadata without its sealed index, whole in itself. */
async function withoutIndex(bytes: Uint8Array): Promise<Uint8Array> {
  const { files } = JSON.parse(Buffer.from(bytes).toString());
  const kept = files.filter(({ kind }: { kind: string }) => kind !== "index");
  return remade(bytes, { files: kept });
}

/** Snapshots that an intruder can put there, with the doubt and the code that `verify` reports. */
const FORGERIES: readonly (readonly [
  what: string,
  forge: (scene: ForeignScene) => Promise<PlacedFiles>,
  doubt: string,
  code: string,
])[] = [
  ["one in the clear", ({ intruder }) => intruder.plain(AFTER), "plain", "snapshot/foreign"],
  [
    "one under another key",
    ({ intruder }) => intruder.sealed(AFTER),
    "other-key",
    "snapshot/foreign",
  ],
  [
    "101 failed ones",
    async ({ second }) => failedRuns(second, AFTER, 101),
    "forged",
    "snapshot/forged",
  ],
  [
    "one in the clear, of 2099",
    ({ intruder }) => intruder.plain(AHEAD),
    "plain",
    "snapshot/foreign",
  ],
  [
    "one under another key, of 2099",
    ({ intruder }) => intruder.sealed(AHEAD),
    "other-key",
    "snapshot/foreign",
  ],
  [
    "an old one as new",
    async ({ first }) => replayed(first, AFTER),
    "misplaced",
    "snapshot/misplaced",
  ],
];

let foreign: ForeignScene;

beforeAll(async () => {
  foreign = await createForeignScene();
});

beforeEach(() => foreign.reset());

afterAll(() => foreign[Symbol.asyncDispose]());

describe.each(FORGERIES)("with %s", (_what, forge, doubt, code) => {
  it("every command says so, and takes the genuine one", async () => {
    const { scene, run, own, bare, keyId, pathOf, writes } = foreign;
    const { directory } = scene;
    const forged = await forge(foreign);
    const count = [...forged.keys()].filter((path) => path.endsWith("metadata.json")).length;
    await foreign.put(forged);

    const listed = JSON.parse((await run(["list", directory, "--json"])).stdout).snapshots;
    const doubts = listed.map((one: { doubt: string | null }) => one.doubt);
    expect(doubts).toEqual([...Array(count).fill(doubt), null, null]);
    const latest = listed.filter((one: { latest: boolean }) => one.latest);
    expect(latest).toMatchObject([{ name: SECOND }]);
    expect((await run(["list", directory])).stdout).toMatch(/not proved to be yours/);

    const pinned = { ...bare, TRACKSAFE_KEY_ID: keyId };
    for (const env of [own, { ...own, AGE_IDENTITY: undefined }, pinned]) {
      const verified = await run(["verify", directory, "--json"], env);
      expect(verified.exit).toBe(7);
      const { snapshots } = JSON.parse(verified.stdout);
      const problems = snapshots.flatMap((one: { problems: object[] }) => one.problems);
      expect(problems).toMatchObject(Array(count).fill({ code }));
    }

    const visited = await run(["doctor", directory, "--json"]);
    expect(visited.exit).toBe(7);
    const { checks } = JSON.parse(visited.stdout);
    const states = checks.map((one: { name: string; state: string }) => [one.name, one.state]);
    expect(Object.fromEntries(states)).toMatchObject({ age: "ok", health: "ok", proof: "problem" });

    const dry = await run(["restore", directory, "--dry-run", "--json"], pinned);
    expect(dry.exit).toBe(0);
    expect(JSON.parse(dry.stdout)).toMatchObject({
      sources: [expect.stringContaining(SECOND)],
      passedOver: count,
      unproved: [],
      unrecordedKeyIds: [],
    });
    const text = await run(["restore", directory, "--dry-run"], pinned);
    expect(text.stdout).toMatch(/newer snapshots? (is|are) not proved to be yours, and not used/);

    const named = await run(["restore", pathOf(forged), "--yes"], pinned);
    expect(named.exit).toBe(7);
    expect(named.stderr).toMatch(/\[snapshot\/(not-proved|forged)\]/);
    expect(writes()).toBe(0);

    const backedUp = await run(["backup", "--out", directory, "--json"]);
    expect(backedUp.exit).toBe(0);
    expect(JSON.parse(backedUp.stdout)).toMatchObject({
      status: "complete",
      warnings: [{ code: "foreign", now: count }],
      kinds: expect.arrayContaining([expect.objectContaining({ kind: "likes", entries: LIKES })]),
    });
  });
});

describe("a forged snapshot that is named", () => {
  it("is restored with --unproved alone, and each of its files is marked", async () => {
    const { run, bare, keyId, pathOf, intruder } = foreign;
    const env = { ...bare, TRACKSAFE_KEY_ID: keyId };
    for (const forged of [await intruder.plain(AFTER), await intruder.sealed(AFTER)]) {
      await foreign.put(forged);
      const path = pathOf(forged);
      const dry = await run(["restore", path, "--dry-run", "--unproved"], env);
      expect(dry.exit).toBe(0);
      expect(dry.stdout).toContain(`NOT PROVED to be yours: likes of ${path}`);
      // Each of the kinds but playlists, and one playlist.
      expect(dry.stdout.match(/NOT PROVED/g)).toHaveLength(7);
      expect(dry.stdout).toMatch(new RegExp(`likes +${intruder.likes} to add`));
      await rm(path, { recursive: true });
    }
    expect(foreign.writes()).toBe(0);
  });

  it.each([
    ["its index dropped", withoutIndex],
    ["its recipients changed", (bytes: Uint8Array) => remade(bytes, { covers: true })],
  ])("is refused with %s, though nothing else is there", async (_what, change) => {
    const { scene, run, bare, keyId, second, pathOf } = foreign;
    await foreign.clear();
    await foreign.put(await withMetadata(second, change));
    for (const env of [bare, { ...bare, TRACKSAFE_KEY_ID: keyId }]) {
      for (const place of [scene.directory, pathOf(second)]) {
        const { exit, stderr } = await run(["restore", place, "--yes"], env);
        expect(exit).toBe(7);
        expect(stderr).toMatch(/\[snapshot\/(not-proved|forged)\]/);
      }
    }
    expect(foreign.writes()).toBe(0);
  });
});
