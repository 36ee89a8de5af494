import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  type AccountState,
  ALL_SCOPES,
  createAccount,
  generateLibrary,
  startEmulator,
  uriOf,
} from "../../emulator/index.ts";
import { openStates } from "../../src/app/state.ts";
import { createWorld } from "../../src/app/world.ts";
import { RESTORED } from "../../src/model/state.ts";
import { Secret } from "../../src/secret.ts";
import { userName } from "../../src/snapshot/names.ts";
import { startCacheService } from "../support/action/cache-service.ts";
import {
  type ActionRun,
  type ActionScene,
  type ActionSceneOptions,
  createActionScene,
} from "../support/action/scene.ts";

/** More than a day, because time passes faster in a run, so that the quota ends later for it. */
const DAY_AND_HOUR_MS = 25 * 3600 * 1000;

const likesOf = ({ likes }: AccountState) => likes.map(({ track }) => uriOf(track)).sort();
const playlistsOf = ({ playlists }: AccountState) =>
  playlists.map(({ name, items }) => [
    name,
    items.map(({ content }) => (content === null ? null : uriOf(content))),
  ]);

/** The likes and playlists of an account, to compare two accounts. */
const contentOf = (account: AccountState) => [likesOf(account), playlistsOf(account)];

/** The directories with something of restores in them on the branch of the snapshots. */
const keptIn = async ({ running }: ActionScene): Promise<readonly string[]> => {
  const paths = [...(await running.files("backups")).keys()];
  const kept = paths.filter((path) => path.startsWith(".tracksafe/"));
  return [...new Set(kept.map((path) => path.split("/")[1]?.replace(/-.*/, "") ?? ""))].sort();
};

/** Replaces every file of restores by other content, or removes it. */
async function spoil({ running }: ActionScene, content: string | null): Promise<void> {
  const paths = [...(await running.files("backups")).keys()];
  const kept = paths.filter((path) => path.startsWith(".tracksafe/"));
  await running.commit("backups", Object.fromEntries(kept.map((path) => [path, content])));
}

/** Everything in the history of the branch of the snapshots. */
const historyOf = ({ running }: ActionScene): Promise<string> =>
  running.git.run(["log", "-p", "--text", "backups", "--", ".tracksafe"]);

interface Options extends Pick<ActionSceneOptions, "rights" | "cache"> {
  readonly dailyQuota?: number;
  readonly visibility?: "private" | "public";
}

/** A library of which a part can be restored each day, and an account without one. */
async function createQuotaScene({ dailyQuota, visibility = "private", ...options }: Options = {}) {
  const source = generateLibrary({ seed: 8, likes: 350, playlists: 5, itemsPerPlaylist: 15 });
  const target = createAccount("target");
  let days = 0;
  const ahead = () => days * DAY_AND_HOUR_MS;
  const scene = await createActionScene({
    ...{ accounts: [source, target], ahead, ...options },
    running: { visibility },
    spotify: {
      ...(dailyQuota === undefined ? {} : { dailyQuota }),
      now: () => Date.now() + ahead(),
    },
  });
  const restore = () => ({
    command: "restore",
    "dry-run": "false",
    "spotify-refresh-token": scene.emulator.issueRefreshToken("target", ALL_SCOPES),
    "age-identity": scene.identity,
  });
  return {
    scene,
    source,
    target,
    /** A snapshot of what is there, made with another app. */
    async backUp(at: string) {
      const from = await startEmulator({ accounts: [source] });
      await scene.seed({ at, from });
      await from.close();
    },
    start: () => scene.start(restore()),
    run: (inputs: Readonly<Record<string, string>> = {}) => scene.run({ ...restore(), ...inputs }),
    nextDay: () => {
      days += 1;
    },
  };
}

describe.concurrent("a restore in Actions that takes long", () => {
  it("is done after some days, with the snapshot that it began with", async () => {
    await using cache = await startCacheService();
    const { scene, source, target, ...days } = await createQuotaScene({ cache, dailyQuota: 10 });
    await using _ = scene;
    await days.backUp("2026-11-20T03:17:00Z");
    const wanted = contentOf(source);
    const commits = await scene.running.log("backups");
    const first = await days.run();
    expect(first.exit).toBe(6);
    // One before it writes into the account, and one at its end.
    expect((await scene.running.log("backups")).slice(0, -commits.length)).toEqual([
      "Keep the state of a restore",
      "Keep the state of a restore",
    ]);
    expect(first.log).toMatch(/Try again after 20\d\d-.*(?:\n|%0A).*Run it again/);
    expect(first.log).not.toContain("goes on");
    expect(first.outputs["status"]).toBe("partial");
    expect(JSON.parse(first.report)).toMatchObject({ error: { code: "provider/quota" } });
    expect(await keptIn(scene)).toEqual(["restore", "state"]);
    days.nextDay();
    source.likes = source.likes.slice(1);
    await days.backUp("2026-11-21T03:17:00Z");

    // Looking at it keeps nothing.
    const before = scene.running.git.ref("refs/heads/backups");
    const dry = await days.run({ "dry-run": "true" });
    expect(dry.exit).toBe(0);
    expect(dry.log).toContain("continues a restore that was not finished");
    expect(dry.log).toContain("2026-11-20T03-17-00");
    expect(scene.running.git.ref("refs/heads/backups")).toBe(before);
    days.nextDay();

    const exits: unknown[] = [];
    for (let day = 2; day <= 4; day += 1) {
      const run = await days.run();
      exits.push(run.exit);
      expect(run.log).toContain("continues a restore that was not finished");
      expect(run.summary).toContain("2026-11-20T03-17-00");
      days.nextDay();
    }
    expect(exits).toEqual([6, 6, 0]);
    expect(contentOf(target)).toEqual(wanted);
    expect(scene.emulator.requests.filter(({ duringPenalty }) => duringPenalty)).toEqual([]);

    // Only the mark for backups is left, and no run used the cache.
    expect(await keptIn(scene)).toEqual(["state"]);
    expect(cache.requests).toEqual([]);
    const history = await historyOf(scene);
    expect(history).toContain("000001.jsonl");
    for (const text of ["spotify:", "likes", "seen", source.playlists[0]?.name ?? ""]) {
      expect(history).not.toContain(text);
    }
    const ours = (await scene.running.log("backups")).filter((line) => line.includes("a restore"));
    expect(ours.length).toBeLessThanOrEqual(4 * 4);
    expect(await scene.running.git.run(["fsck", "--strict"])).not.toContain("error");
    expect((await scene.run({ command: "verify" })).exit).toBe(0);
  });

  it.each([
    ["lost", null],
    ["damaged", "{}"],
  ])("is right, and makes nothing twice, when its journal is %s each day", async (_, content) => {
    const { scene, source, target, ...days } = await createQuotaScene({ dailyQuota: 22 });
    await using _scene = scene;
    await days.backUp("2026-11-20T03:17:00Z");
    const exits: unknown[] = [];
    for (let day = 1; day <= 2; day += 1) {
      exits.push((await days.run()).exit);
      if (day === 1) expect(await keptIn(scene)).toEqual(["restore", "state"]);
      await spoil(scene, content);
      days.nextDay();
    }
    expect(exits).toEqual([6, 0]);
    expect(contentOf(target)).toEqual(contentOf(source));
  });

  it.each(["SIGINT", "SIGKILL"] as const)("goes on after a %s", async (signal) => {
    const { scene, source, target, ...days } = await createQuotaScene();
    await using _ = scene;
    await days.backUp("2026-11-20T03:17:00Z");
    const started = await days.start();
    let writes = 0;
    const stop = scene.emulator.onRequest(({ kind, method }) => {
      if (kind === "api" && method !== "GET") writes += 1;
      if (writes === 12) started.kill(signal);
    });
    const ended = await started.finished;
    stop();
    const isKilled = signal === "SIGKILL";
    expect(ended.exit).toBe(isKilled ? signal : 130);
    expect(await keptIn(scene)).toEqual(isKilled ? ["state"] : ["restore", "state"]);
    expect(await restoredAt(scene, ended)).toMatch(/^20\d\d-/);
    const before = scene.emulator.requests.length;
    const again = await days.run();
    expect(again.exit).toBe(0);
    expect(contentOf(target)).toEqual(contentOf(source));
    // The journal knows the likes of the target, so they are not read again.
    const sent = scene.emulator.requests.slice(before).map(({ path }) => path);
    const looks = sent.filter((path) => /tracks|library/.test(path)).length;
    if (isKilled) expect(looks).toBeGreaterThan(0);
    else expect(looks).toBe(0);
    expect(again.log.includes("continues a restore")).toBe(!isKilled);
  });

  it("says that it costs requests where it may not write to the repository, and goes on", async () => {
    const { scene, source, target, ...days } = await createQuotaScene({
      rights: { contents: "read" },
    });
    await using _ = scene;
    await days.backUp("2026-11-20T03:17:00Z");
    const run = await days.run();
    expect(run.exit).toBe(0);
    expect(contentOf(target)).toEqual(contentOf(source));
    const warnings = run.log.match(/^::warning::.*/gm) ?? [];
    expect(warnings.filter((line) => line.includes("costs requests"))).toHaveLength(1);
    expect(warnings.join()).toContain("store/permission");
    expect(await keptIn(scene)).toEqual([]);
  });

  it("keeps and says nothing of the library where everybody can read", async () => {
    const { scene, source, target, ...days } = await createQuotaScene({ visibility: "public" });
    await using _ = scene;
    await days.backUp("2026-11-20T03:17:00Z");
    const run = await days.run();
    expect(run.exit).toBe(0);
    expect(contentOf(target)).toEqual(contentOf(source));
    expect(run.log).toContain("Restoring the snapshot 2026-11-20T03-17-00");
    expect(JSON.parse(run.report)).toMatchObject({ status: "complete", added: 425 });
    for (const text of ["spotify:", "github:", ...source.playlists.map(({ name }) => name)]) {
      expect(`${run.report}${run.summary}${run.log}`).not.toContain(text);
    }
    expect(await keptIn(scene)).toEqual([]);
  });
});

/** The time of the last restore, from the state of the target on the run's machine. */
async function restoredAt({ emulator }: ActionScene, { temp }: ActionRun): Promise<string | null> {
  const { clientId, clientSecret } = emulator.app;
  const owner = { clientId, keySource: new Secret(clientSecret) };
  const states = openStates(owner, { root: join(temp, "tracksafe-restore") }, createWorld());
  const bytes = await (await states.ofUser(userName("spotify", "target"))).read(RESTORED);
  return bytes && Buffer.from(bytes).toString();
}
