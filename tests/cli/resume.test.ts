import { cp, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  type AccountState,
  ALL_SCOPES,
  createAccount,
  type Emulator,
  generateLibrary,
  startEmulator,
} from "../../emulator/index.ts";
import { openStates, statesDirectory } from "../../src/app/state.ts";
import { createWorld } from "../../src/app/world.ts";
import { RESTORED } from "../../src/model/state.ts";
import { Secret } from "../../src/secret.ts";
import { userName } from "../../src/snapshot/names.ts";
import { runInProcess, startCommand } from "../support/cli/command.ts";
import { createFakeClock, type FakeClock } from "../support/fake-clock.ts";
import { digestFiles } from "../support/files.ts";
import { accountContent } from "../support/restore/scene.ts";
import { createScene, READ_SCOPES, type Scene } from "../support/spotify/scene.ts";

const HOUR_MS = 3600 * 1000;
/** A third of the requests that a restore takes in one go. */
const QUOTA = 10;

let directory = "";
let clock: FakeClock;
let scene: Scene;
let source: AccountState;
let target: AccountState;

const snapshots = () => join(directory, "snapshots");

/** Creates the scene for an app with a daily quota, and backs up with another app. */
async function createQuotaScene(dailyQuota?: number): Promise<void> {
  source = generateLibrary({ seed: 8, likes: 350, playlists: 5, itemsPerPlaylist: 15 });
  target = createAccount("target");
  const now = () => clock.now().getTime();
  scene = await createScene(
    { accounts: [source, target], now, ...(dailyQuota === undefined ? {} : { dailyQuota }) },
    { clock },
  );
  await backUp();
}

const environmentOf = ({ apiUrl, accountsUrl, app }: Emulator, refreshToken: string) => ({
  SPOTIFY_API_URL: apiUrl,
  SPOTIFY_ACCOUNTS_URL: accountsUrl,
  SPOTIFY_CLIENT_ID: app.clientId,
  SPOTIFY_CLIENT_SECRET: app.clientSecret,
  SPOTIFY_REFRESH_TOKEN: refreshToken,
});

async function backUp(): Promise<void> {
  const emulator = await startEmulator({ accounts: [source], now: () => clock.now().getTime() });
  const env = environmentOf(emulator, emulator.issueRefreshToken(source.accountId, READ_SCOPES));
  const made = await runInProcess(["backup", "--out", snapshots()], env, { clock });
  expect(made.exit).toBe(0);
  await emulator.close();
}

/** The login is another one each time, as after a renewal. */
const environment = () => ({
  ...environmentOf(scene.emulator, scene.emulator.issueRefreshToken("target", ALL_SCOPES)),
  HOME: directory,
});

const restore = (...args: readonly string[]) =>
  runInProcess(["restore", snapshots(), "--yes", ...args], environment(), { clock });

const journals = async () =>
  (await readdir(join(directory, ".local/state/tracksafe")).catch(() => [])).sort();

/** The time of the last restore, from the state of the target, which backups read. */
async function restoredAt(): Promise<string | null> {
  const { clientId, clientSecret } = scene.emulator.app;
  const owner = { clientId, keySource: new Secret(clientSecret) };
  const place = statesDirectory({ HOME: directory }, "linux");
  const states = openStates(owner, place, createWorld());
  const bytes = await (await states.ofUser(userName("spotify", target.accountId))).read(RESTORED);
  return bytes && Buffer.from(bytes).toString();
}

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "tracksafe-resume-"));
  clock = createFakeClock("2026-11-20T03:17:00Z", { autoAdvance: true });
});

afterEach(async () => {
  await scene[Symbol.asyncDispose]();
  await rm(directory, { recursive: true });
});

describe("a restore on the command line", () => {
  it("goes on day after day with the snapshot that it began with, until it is done", async () => {
    await createQuotaScene(QUOTA);
    const wanted = accountContent(source);
    const exits: unknown[] = [];
    for (let day = 1; day <= 4; day += 1) {
      const { exit, stderr } = await restore();
      exits.push(exit);
      expect(stderr).toContain("2026-11-20T03-17-00");
      expect(stderr.includes("continues a restore that was not finished")).toBe(day > 1);
      if (exit === 6) {
        expect(stderr).toMatch(/Try again after 2026-11-2\d.*\n.*Run it again/);
        const sent = scene.emulator.requests.length;
        expect(await restore()).toMatchObject({ exit: 6 });
        expect(scene.emulator.requests.length).toBe(sent);
      }
      await clock.advance(24 * HOUR_MS);
      if (day === 1) {
        source.likes = source.likes.slice(1);
        await backUp();
      }
    }
    expect(exits).toEqual([6, 6, 6, 0]);
    expect(accountContent(target)).toEqual(wanted);
    expect(scene.emulator.requests.filter(({ duringPenalty }) => duringPenalty)).toEqual([]);
    expect((await journals()).length).toBe(1);
    const next = await restore("--dry-run", "--verbose");
    expect(next.stderr).toContain("restore.chosen snapshot=2026-11-21T03-17-");
  });

  it("is right, and makes nothing twice, when its journal is lost each day", async () => {
    await createQuotaScene(QUOTA + 8);
    const exits: unknown[] = [];
    for (let day = 1; day <= 3; day += 1) {
      exits.push((await restore()).exit);
      await rm(join(directory, ".local"), { recursive: true });
      await clock.advance(24 * HOUR_MS);
    }
    expect(exits).toEqual([6, 6, 0]);
    expect(accountContent(target)).toEqual(accountContent(source));
  });

  it("is right with a journal that a later run could not keep up", async () => {
    await createQuotaScene(QUOTA);
    const [journal, copy] = [join(directory, ".local"), join(directory, "copy")];
    const exits: unknown[] = [];
    for (let day = 1; day <= 5; day += 1) {
      if (day === 3) await cp(copy, journal, { recursive: true });
      exits.push((await restore()).exit);
      if (day === 1) await cp(journal, copy, { recursive: true });
      if (day === 2) await rm(journal, { recursive: true });
      await clock.advance(24 * HOUR_MS);
    }
    expect(exits).toEqual([6, 6, 6, 6, 0]);
    expect(accountContent(target)).toEqual(accountContent(source));
  });

  it("leaves nothing behind when it is only looked at", async () => {
    await createQuotaScene();
    await restore("--dry-run");
    expect(await readdir(directory)).toEqual(["snapshots"]);
    expect(await restoredAt()).toBeNull();
    expect((await restore("--only", "albums")).exit).toBe(0);
    const before = await digestFiles(join(directory, ".local"));
    await restore("--dry-run", "--only", "albums");
    expect(await digestFiles(join(directory, ".local"))).toEqual(before);
  });

  it("tells backups of the account that it wrote into it, and when", async () => {
    await createQuotaScene();
    const begun = clock.now().toISOString();
    expect((await restore()).exit).toBe(0);
    const at = await restoredAt();
    expect(at).toBe(clock.now().toISOString());
    expect(at && at > begun).toBe(true);
  });

  it("begins with the newest snapshot when nobody agreed to the one before", async () => {
    await createQuotaScene();
    const refused = await runInProcess(["restore", snapshots()], environment(), { clock });
    expect(refused).toMatchObject({ exit: 2 });
    await clock.advance(24 * HOUR_MS);
    await backUp();
    const next = await restore("--verbose");
    expect(next.exit).toBe(0);
    expect(next.stderr).toContain("restore.chosen snapshot=2026-11-21T03-17-00 continues=false");
  });

  it("shows what it would do with a snapshot newer than that of its journal", async () => {
    await createQuotaScene();
    expect((await restore("--only", "artists")).exit).toBe(0);
    const before = await digestFiles(join(directory, ".local"));
    await clock.advance(24 * HOUR_MS);
    await backUp();
    const dry = await restore("--only", "artists", "--dry-run");
    expect(dry).toMatchObject({ exit: 0, stderr: "" });
    expect(dry.stdout).toContain("2026-11-21T03-17-00");
    expect(await digestFiles(join(directory, ".local"))).toEqual(before);
  });

  it("is refused while another one into the same account is under way", async () => {
    clock = createFakeClock(new Date().toISOString(), { autoAdvance: true });
    await createQuotaScene();
    using first = startCommand(["restore", snapshots(), "--yes"], environment());
    await new Promise<void>((stopped) => {
      const stop = scene.emulator.onRequest(({ method, kind }) => {
        if (kind !== "api" || method === "GET") return;
        stop();
        first.kill("SIGSTOP");
        stopped();
      });
    });
    const second = await restore();
    expect(second.exit).toBe(11);
    expect(second.stderr).toContain(
      `A restore into this account is already running (process ${first.pid}).`,
    );
    expect(second.stderr).toContain("store/locked");
    first.kill("SIGKILL");
    await first.finished;
    expect((await restore()).exit).toBe(0);
    expect(accountContent(target)).toEqual(accountContent(source));
    expect((await journals()).filter((name) => name.startsWith("lock-"))).toEqual([]);
  });
});
