import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ALL_SCOPES, createAccount, fault, uriOf } from "../../emulator/index.ts";
import { generateKey } from "../../src/crypto/keygen.ts";
import {
  type ActionRun,
  type ActionScene,
  createActionScene,
  smallLibrary,
} from "../support/action/scene.ts";
import { isLong } from "../support/seeds.ts";
import {
  createIntruder,
  failedRuns,
  type Intruder,
  keyIdsOf,
  newestOf,
  type PlacedFiles,
  placedAt,
  readCommitted,
  replayed,
} from "../support/snapshot/intruder.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const ago = (ms: number) => new Date(Date.now() - ms).toISOString();
const BRANCH = "refs/heads/backups";
const errors = ({ log }: ActionRun) => log.match(/^::error::.*/gm) ?? [];

/** More than the summary of a verification names. */
const FAILED = 21;

/** A repository with two sealed snapshots, the newer one so many days old, and an intruder. */
interface ForeignScene extends AsyncDisposable {
  readonly scene: ActionScene;
  readonly intruder: Intruder;
  readonly first: PlacedFiles;
  readonly second: PlacedFiles;
  readonly keyId: string;
  put(files: PlacedFiles): Promise<void>;
  /** Makes the branch and the repository what they were at first, without an issue. */
  reset(): void;
  /** The text of the one issue; "" if there is none, or it is closed. */
  told(): string;
}

async function createForeignScene(days: number): Promise<ForeignScene> {
  const accounts = [smallLibrary(), createAccount("target")];
  const scene = await createActionScene({ accounts });
  const { target, account, recipient, running, emulator } = scene;
  const { clientSecret } = emulator.app;
  await scene.seed({ at: ago((days + 1) * DAY_MS) });
  const first = newestOf(await readCommitted(target));
  await scene.seed({ at: ago(days * DAY_MS) });
  const placed = await readCommitted(target);
  const { git } = target;
  const head = git.ref(BRANCH);
  const intruder = await createIntruder(account, recipient);
  return {
    ...{ scene, intruder, first, second: newestOf(placed) },
    keyId: (await keyIdsOf(placed)).join(),
    put: async (files) => void (await target.commit("backups", placedAt("backups", files))),
    reset() {
      if (head === null || !git.moveRef(BRANCH, head, git.ref(BRANCH)))
        throw new Error("no branch");
      running.issues.length = 0;
      running.visibility = "private";
      emulator.app.clientSecret = clientSecret;
      emulator.faults.clear();
    },
    told: () => {
      const open = running.issues.filter(({ state }) => state === "open");
      return open.map(({ title, body }) => `${title}\n${body}`).join("\n");
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([scene[Symbol.asyncDispose](), intruder[Symbol.asyncDispose]()]);
    },
  };
}

const nameOf = (files: PlacedFiles) => [...files.keys()][0]?.split("/")[1] ?? "";

const FORGERIES: readonly (readonly [string, (foreign: ForeignScene) => Promise<PlacedFiles>])[] = [
  ["one in the clear", ({ intruder }) => intruder.plain(ago(60_000))],
  ["one under another key", ({ intruder }) => intruder.sealed(ago(50_000))],
  // `tests/cli/foreign.test.ts` has more than a run proves, and so has the test of recipients here.
  ["failed ones", async ({ second }) => failedRuns(second, ago(300_000), FAILED)],
  ["one in the clear, of 2099", ({ intruder }) => intruder.plain("2099-01-01T00:00:00Z")],
  ["one under another key, of 2099", ({ intruder }) => intruder.sealed("2099-01-02T00:00:00Z")],
  ["an old one as new", async ({ first }) => replayed(first, ago(40_000))],
];

const metadataIn = (files: PlacedFiles) =>
  [...files.keys()].filter((path) => path.endsWith("metadata.json"));

const writes = ({ emulator }: ActionScene) =>
  emulator.requests.filter(({ kind, method }) => kind === "api" && method !== "GET");

/** A restore into an empty account, by the app of the backups. */
const restoreOf = ({ scene, keyId }: ForeignScene): Record<string, string> => ({
  command: "restore",
  "spotify-refresh-token": scene.emulator.issueRefreshToken("target", ALL_SCOPES),
  "age-identity": scene.identity,
  "key-id": keyId,
});

const VERIFY = {
  command: "verify",
  "spotify-client-secret": "",
  "spotify-refresh-token": "",
  "age-recipients": "",
};

/** A scene for all tests of a group. Each finds it as it was at first. */
function shareScene(days: number): () => ForeignScene {
  let foreign: ForeignScene;
  beforeAll(async () => {
    foreign = await createForeignScene(days);
  });
  afterAll(() => foreign[Symbol.asyncDispose]());
  beforeEach(() => foreign.reset());
  return () => foreign;
}

describe("a foreign snapshot on the branch, where the newest own one is old", () => {
  const old = shareScene(20);

  // The next test has those of 2099 as well, and `tests/cli/foreign.test.ts` each on its own.
  it.each(FORGERIES.filter(([what]) => isLong() || !what.endsWith("of 2099")))(
    "%s: no command takes anything from it, and all tell",
    async (_what, forge) => {
      const foreign = old();
      const { scene } = foreign;
      const forged = await forge(foreign);
      await foreign.put(forged);
      const secret = { "spotify-client-secret": scene.emulator.app.clientSecret };
      const verified = await scene.run({ ...VERIFY, ...secret });
      expect(verified.exit).toBe(7);
      expect(errors(verified).join()).toContain("[snapshot/foreign]");
      expect(verified.summary).toContain(`### \`${nameOf(forged)}\``);
      expect(foreign.told()).toMatch(/^tracksafe: some snapshots are not proved to be yours/);
      // The new snapshots are not the owner's, so the alarm counts from the owner's newest one.
      expect(foreign.told()).toContain("the newest snapshot is old");

      const named = { ...restoreOf(foreign), snapshot: nameOf(forged), "dry-run": "false" };
      const refused = await scene.run(named);
      expect(refused.exit).toBe(7);
      expect(errors(refused).join()).toMatch(/\[snapshot\/(not-proved|forged)\]/);
      expect(writes(scene)).toEqual([]);

      scene.running.issues.length = 0;
      const run = await scene.run();
      expect(run.exit).toBe(0);
      const count = metadataIn(forged).length;
      expect(JSON.parse(run.report)).toMatchObject({
        status: "complete",
        warnings: [{ code: "foreign", now: count }],
        kinds: expect.arrayContaining([expect.objectContaining({ kind: "likes", entries: 20 })]),
      });
      expect(run.summary).toContain("Nothing changed since");
      expect(foreign.told()).toMatch(/^(1 snapshot is|21 snapshots are) not proved to be from/m);
    },
  );

  it("a backup that is blocked tells of an old newest snapshot, though forged ones are new", async () => {
    const foreign = old();
    const { scene, intruder, second } = foreign;
    await foreign.put(await intruder.plain(ago(60_000)));
    await foreign.put(await intruder.sealed(ago(50_000)));
    await foreign.put(await failedRuns(second, ago(40_000), 3));
    const times = Number.POSITIVE_INFINITY;
    scene.emulator.faults.add({ path: "/me", times, fault: fault.quota(null) });
    // The run is not green: that needs an own snapshot of the last days.
    expect((await scene.run()).exit).toBe(6);
    expect(foreign.told()).toContain("the newest snapshot is old");
  });
});

describe("a foreign snapshot on the branch, where the newest own one is of yesterday", () => {
  const recent = shareScene(1);

  it("verify tells one of each apart by the key id, and believes none without it", async () => {
    const foreign = recent();
    const { scene, keyId } = foreign;
    const forged = await Promise.all(FORGERIES.map(([, forge]) => forge(foreign)));
    for (const files of forged) await foreign.put(files);
    const directories = forged
      .flatMap((files) => metadataIn(files))
      .map((path) => path.split("/")[1]);
    for (const [inputs, count] of [
      [{ "age-identity": scene.identity, "key-id": keyId }, directories.length],
      // Failed runs that name the right key. Only the key itself can check their MAC.
      [{ "key-id": keyId }, directories.length - FAILED],
    ] as const) {
      const run = await scene.run({ ...VERIFY, ...inputs });
      expect(run.exit).toBe(7);
      expect(errors(run).join()).toContain("[snapshot/foreign]");
      const found = [...run.summary.matchAll(/^### `(.+)`$/gm)].map(([, name]) => name);
      // The summary is short enough for a phone; the log names all.
      expect(found).toHaveLength(Math.min(count, 20));
      if (count > 20) expect(run.summary).toContain(`and ${count - 20} more snapshots`);
      expect(directories).toEqual(expect.arrayContaining(found));
    }
    const blind = await scene.run({ ...VERIFY, "age-identity": scene.identity });
    expect(blind.exit).toBe(7);
    expect(errors(blind).join()).toContain("[snapshot/foreign]");
    // None of the two in the clear, but the two genuine ones as well.
    const named = blind.summary.match(/`snapshot\/several-keys`/g);
    expect(named).toHaveLength(Math.min(directories.length, 20));
  });

  it("restore takes the genuine one, and of the others what is named and unproved", async () => {
    const foreign = recent();
    const { scene, second, intruder } = foreign;
    const plain = await intruder.plain(ago(60_000));
    await foreign.put(plain);
    await foreign.put(await intruder.sealed("2099-01-01T00:00:00Z"));
    const restore = restoreOf(foreign);
    const dry = await scene.run(restore);
    expect(dry.exit).toBe(0);
    expect(dry.log).toContain(`/${nameOf(second)}`);
    expect(dry.log).toContain("2 newer snapshots are not proved to be yours, and not used");
    const named = { ...restore, snapshot: nameOf(plain), unproved: "true" };
    const unproved = await scene.run(named);
    expect(unproved.exit).toBe(0);
    expect(unproved.log).toContain("NOT PROVED to be yours: likes of");
    expect(unproved.summary).toContain("**7 files are NOT PROVED to be yours**");
    expect(writes(scene)).toEqual([]);
  });

  // `tests/backup/alarms.property.test.ts` has every other kind of snapshot.
  it("changed recipients are told of, though failed runs of somebody else came between", async () => {
    const foreign = recent();
    const { recipient } = await generateKey("x25519", new Date());
    await foreign.put(await failedRuns(foreign.second, ago(300_000), 101));
    const run = await foreign.scene.run({ "age-recipients": recipient });
    expect(run.exit).toBe(0);
    expect(foreign.told()).toContain("recipients of the snapshots have changed");
  });

  /** A person with the identity and with another app than that of the backups. */
  function strangerTo({ scene }: ForeignScene): Record<string, string> {
    const { emulator, identity } = scene;
    emulator.app.clientSecret = "the-secret-of-another-app";
    return {
      command: "restore",
      "spotify-client-secret": emulator.app.clientSecret,
      "spotify-refresh-token": emulator.issueRefreshToken("target", ALL_SCOPES),
      "age-identity": identity,
    };
  }

  it("a restore without a record of the key guesses between no two keys, and is told the right one in three ways", async () => {
    const foreign = recent();
    const { scene, keyId, intruder, first, second } = foreign;
    const forged = await intruder.sealed(ago(60_000));
    await foreign.put(forged);
    const inputs = strangerTo(foreign);
    const refused = await scene.run(inputs);
    expect(refused.exit).toBe(7);
    const [other] = await keyIdsOf(forged);
    for (const text of [refused.log, refused.summary]) {
      expect(text).toContain("snapshot/several-keys");
      expect(text).toContain(`${keyId} (2, from ${nameOf(first)} to ${nameOf(second)})`);
      expect(text).toContain(`${other} (1, from ${nameOf(forged)} to ${nameOf(forged)})`);
    }
    const noted = `# tracksafe key id: ${keyId}\n${scene.identity}\n`;
    for (const pin of [{ "key-id": keyId }, { "age-identity": noted }]) {
      const run = await scene.run({ ...inputs, ...pin });
      expect(run.exit).toBe(0);
      expect(run.log).toContain(`/${nameOf(second)}`);
    }
    const junk = await scene.run({ ...inputs, "key-id": "AGE-SECRET-KEY-1JUNK" });
    expect(junk.exit).toBe(2);
    expect(errors(junk).join()).toContain("The input key-id (variable TRACKSAFE_KEY_ID)");
    expect(junk.log + junk.summary).not.toContain("JUNK");
  });

  it("a restore without a record of the key says which key it took where there is but one, in public too", async () => {
    // One of its own, since it writes into the account.
    await using foreign = await createForeignScene(1);
    foreign.scene.running.visibility = "public";
    const { scene, keyId } = foreign;
    const run = await scene.run({ ...strangerTo(foreign), "dry-run": "false" });
    expect(run.exit).toBe(0);
    expect(run.log).toContain(`The key id of the snapshots is ${keyId}. It is not recorded`);
    const [, target] = scene.emulator.accounts;
    expect(target?.likes.map(({ track }) => uriOf(track)).sort()).toEqual(
      scene.account.likes.map(({ track }) => uriOf(track)).sort(),
    );
  });

  it("a restore without a record of the key marks in public how many files nothing proves, and shows no name", async () => {
    const foreign = recent();
    foreign.scene.running.visibility = "public";
    const { scene, keyId, intruder } = foreign;
    const forged = await intruder.plain(ago(60_000));
    await foreign.put(forged);
    const named = { snapshot: nameOf(forged), unproved: "true", "key-id": keyId };
    const run = await scene.run({ ...strangerTo(foreign), ...named });
    expect(run.exit).toBe(0);
    expect(run.log).toContain("NOT PROVED to be yours: 7 files");
    expect(run.summary).toContain("**7 files are NOT PROVED to be yours**");
    expect(run.log + run.summary).not.toContain("playlist_");
  });
});
