import { describe, expect, it } from "vitest";
import { fault, generateLibrary } from "../../emulator/index.ts";
import { verifyStoredSnapshots } from "../../src/history/verify.ts";
import { type Finished, runCommand, runInProcess } from "../support/cli/command.ts";
import { createFakeClock } from "../support/fake-clock.ts";
import { ownerKeysAt } from "../support/snapshot/owner-keys.ts";
import { createScene, type Scene } from "../support/spotify/scene.ts";

const library = () => generateLibrary({ seed: 22, likes: 20, playlists: 5, itemsPerPlaylist: 60 });
const backupTo = (directory: string) => ["backup", "--out", directory];

/** The error that a run tells scripts of on stdout and people on stderr. */
function errorOf({ stdout, stderr }: Finished) {
  const { error } = JSON.parse(stdout);
  expect(stderr).toContain(`tracksafe: ${error.message} [${error.code}]`);
  expect(stderr).toContain(error.hint);
  return error;
}

/** The id of an own playlist, whose items are refused from now on. */
function refuseOnePlaylist({ account, emulator }: Scene, status: number): string {
  const { id = "" } = account.playlists[2] ?? {};
  const times = Number.POSITIVE_INFINITY;
  emulator.faults.add({ path: `/playlists/${id}/items`, times, fault: fault.status(status) });
  return id;
}

async function expectSound({ store, clock }: Scene, snapshots: number): Promise<void> {
  const verified = await verifyStoredSnapshots(store, {}, ownerKeysAt(clock));
  expect(verified.length).toBe(snapshots);
  expect(verified.flatMap(({ verification }) => verification.problems)).toEqual([]);
}

describe("a run that does not end well", () => {
  it("exits with 3 when a playlist is refused, and names its file only", async () => {
    await using scene = await createScene({ accounts: [library()] });
    const id = refuseOnePlaylist(scene, 403);
    const { exit, stdout, stderr } = await runCommand(backupTo(scene.directory), scene.env);
    expect(exit).toBe(3);
    expect(stdout).toMatch(/^Snapshot \S+ is partial\.$/m);
    expect(stdout).toContain(`\n  playlist_${id}: could not be read [provider/forbidden]\n`);
    expect(stderr).toBe("");
    await expectSound(scene, 1);
  });

  it("exits with 3 when a playlist answers 500 for ever, after it was tried four times", async () => {
    const clock = createFakeClock("2026-11-22T03:17:00Z", { autoAdvance: true });
    await using scene = await createScene({ accounts: [library()] }, { clock });
    const id = refuseOnePlaylist(scene, 500);
    const args = [...backupTo(scene.directory), "--json"];
    const { exit, stdout } = await runInProcess(args, scene.env, { clock });
    expect(exit).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({
      status: "partial",
      error: null,
      problems: [{ file: `playlist_${id}`, state: "failed", error: "provider/unavailable" }],
    });
    const tries = scene.emulator.requests.filter(({ path }) => path.includes(id));
    expect(tries.map(({ status }) => status)).toEqual([500, 500, 500, 500]);
    await expectSound(scene, 1);
  });

  it("exits with 4 when the login is dead, and says in one sentence what to do", async () => {
    await using scene = await createScene({ accounts: [library()] });
    scene.emulator.revoke(scene.env["SPOTIFY_REFRESH_TOKEN"] ?? "");
    const run = await runInProcess([...backupTo(scene.directory), "--json"], scene.env);
    expect(run.exit).toBe(4);
    expect(JSON.parse(run.stdout)).toMatchObject({ status: "failed", snapshot: null });
    const { code, hint } = errorOf(run);
    expect(code).toBe("auth/expired");
    expect(hint).toMatch(/^Log in again with `tracksafe auth`, and replace SPOTIFY_REFRESH_TOKEN/);
  });

  it("exits with 4 when the client secret is another app's", async () => {
    await using scene = await createScene({ accounts: [library()] });
    const env = { ...scene.env, SPOTIFY_CLIENT_SECRET: "another-secret" };
    const run = await runInProcess([...backupTo(scene.directory), "--json"], env);
    expect(run.exit).toBe(4);
    expect(errorOf(run)).toMatchObject({
      code: "auth/client",
      hint: expect.stringContaining("SPOTIFY_CLIENT_SECRET"),
    });
  });

  it("exits with 5 when the app's owner has no Premium any more", async () => {
    await using scene = await createScene({ accounts: [library()] });
    scene.emulator.ownerPremiumLapsed = true;
    const run = await runInProcess([...backupTo(scene.directory), "--json"], scene.env);
    expect(run.exit).toBe(5);
    expect(errorOf(run)).toMatchObject({
      code: "provider/app-blocked",
      hint: expect.stringContaining("Premium"),
    });
  });

  it.each([
    ["a long Retry-After", fault.rateLimit(83_316), "provider/rate-limited"],
    ["a used-up quota", fault.quota(83_316), "provider/quota"],
  ])("exits with 6 at %s, at once, and says when to come back", async (_name, refusal, code) => {
    await using scene = await createScene({ accounts: [library()] });
    scene.emulator.faults.add({ path: /items/, after: 6, fault: refusal });
    const run = await runInProcess([...backupTo(scene.directory), "--json"], scene.env);
    const ended = Date.now();
    expect(run.exit).toBe(6);
    const { requests } = scene.emulator;
    const refused = requests.find(({ status }) => status === 429)?.at ?? 0;
    expect(requests.filter(({ duringPenalty }) => duringPenalty)).toEqual([]);

    const error = errorOf(run);
    expect(error.code).toBe(code);
    // Counted from when the refusal came in, to the second.
    const counted = Date.parse(error.retryAt) - 83_316_000;
    expect(counted).toBeGreaterThanOrEqual(refused - 1_000);
    expect(counted).toBeLessThanOrEqual(ended + 1_000);
    expect(run.stderr).toContain(`Try again after ${error.retryAt}.`);
    expect(JSON.parse(run.stdout)).toMatchObject({ status: "partial", requests: requests.length });
    await expectSound(scene, 1);
  });

  it.each(["list", "verify"])("exits with 10 where %s finds nothing of that name", async (name) => {
    await using scene = await createScene({});
    const run = name === "list" ? runCommand : runInProcess;
    const missing = await run([name, `${scene.directory}/missing`, "--json"]);
    expect(missing.exit).toBe(10);
    expect(errorOf(missing)).toMatchObject({
      code: "store/not-found",
      message: `The directory ${scene.directory}/missing does not exist.`,
    });
  });

  it("exits with 11 at another account, after one request, and with 0 once it is meant", async () => {
    await using mine = await createScene({ accounts: [library()] });
    await mine.backup();
    const other = generateLibrary({ seed: 23, likes: 3 });
    await using theirs = await createScene({ accounts: [other] });
    const args = [...backupTo(mine.directory), "--json"];
    const refused = await runInProcess(args, theirs.env);
    expect(refused.exit).toBe(11);
    expect(errorOf(refused)).toMatchObject({
      code: "store/new-user",
      hint: expect.stringContaining("--new-user"),
    });
    expect(theirs.apiRequests()).toBe(1);
    await expectSound(mine, 1);

    const meant = await runInProcess([...args, "--new-user"], theirs.env);
    expect(meant.exit).toBe(0);
    await expectSound(mine, 2);
  });

  it("speaks up in spite of --quiet", async () => {
    await using scene = await createScene({ accounts: [library()] });
    const id = refuseOnePlaylist(scene, 403);
    const args = [...backupTo(scene.directory), "--quiet"];
    const partial = await runInProcess(args, scene.env);
    expect(partial).toMatchObject({ exit: 3, stderr: "" });
    expect(partial.stdout).toContain(`playlist_${id}: could not be read`);
    scene.emulator.revoke(scene.env["SPOTIFY_REFRESH_TOKEN"] ?? "");
    const failed = await runInProcess(args, scene.env);
    expect(failed.exit).toBe(4);
    expect(failed.stderr).toMatch(/^tracksafe: Spotify no longer accepts .*\[auth\/expired\]$/m);
  });
});
