import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fault } from "../../emulator/index.ts";
import { createOpen } from "../../src/app/keys.ts";
import { openStore } from "../../src/app/store.ts";
import { createWorld } from "../../src/app/world.ts";
import { systemClock } from "../../src/clock.ts";
import { verifyStoredSnapshots } from "../../src/history/verify.ts";
import { loginExpiry } from "../../src/model/login-expiry.ts";
import { Secret } from "../../src/secret.ts";
import { type ActionRun, type ActionScene, createActionScene } from "../support/action/scene.ts";
import { type Fault, secondaryLimit } from "../support/github/faults.ts";
import { ownerKeysAt } from "../support/snapshot/owner-keys.ts";

/** Lets the token lose its rights in the middle of a run. */
function refuseCommits({ github, running }: ActionScene): void {
  github.onRequest(({ method, path, index }) => {
    if (method !== "POST" || !path.endsWith("/git/commits")) return;
    github.failAt(index, { kind: "status", status: 403, message: "Resource not accessible" });
  });
  expect(running.issues).toEqual([]);
}

/** The files that a run leaves for later steps, without the state, which is for later runs. */
const leftIn = async ({ temp }: ActionRun) =>
  (await readdir(temp)).filter((name) => name !== "tracksafe-state").sort();
const warnings = ({ log }: ActionRun) => log.match(/^::warning::.*/gm) ?? [];
const errors = ({ log }: ActionRun) => log.match(/^::error::.*/gm) ?? [];

/**
 * Lets Spotify refuse the very first request, as it does when the day's requests are spent, and say
 * in how many seconds it accepts some again, or not.
 */
function blockAccount(
  { emulator }: ActionScene,
  seconds: number | null = 3600,
): { readonly lift: () => void } {
  const blocked = emulator.faults.add({
    path: "/me",
    times: Number.POSITIVE_INFINITY,
    fault: fault.quota(seconds),
  });
  return { lift: () => blocked.remove() };
}

/** Makes one kind of the library unreadable, for as long as the result is not disposed. */
function breakShows({ emulator }: ActionScene) {
  const broken = emulator.faults.add({
    path: "/me/shows",
    times: Number.POSITIVE_INFINITY,
    fault: fault.status(400),
  });
  return { mend: () => broken.remove() };
}

describe.concurrent("a backup that cannot be committed for good", () => {
  it("is left, sealed, for the artifact, and fails the run", async () => {
    await using scene = await createActionScene();
    refuseCommits(scene);
    const run = await scene.run();
    expect(run.exit).toBe(9);
    expect(errors(run).join()).toContain("store/permission");
    expect(run.outputs["status"]).toBe("failed");
    expect(run.outputs["unsaved"]).toBe(join(run.temp, "tracksafe-snapshot"));
    expect(await leftIn(run)).toEqual(["tracksafe-report.json", "tracksafe-snapshot"]);
    expect(scene.running.git.ref("refs/heads/backups")).toBeNull();
    expect(scene.running.issues).toMatchObject([{ state: "open" }]);

    const store = openStore(join(run.temp, "tracksafe-snapshot"), createWorld());
    const open = await createOpen(new Secret(scene.identity));
    const [left, ...others] = await verifyStoredSnapshots(
      store,
      {},
      ownerKeysAt(systemClock, { open }),
    );
    expect(others).toEqual([]);
    expect(left?.verification).toMatchObject({ files: 12, opened: true, problems: [] });
    expect(left?.verification.metadata?.status).toBe("complete");
  });

  it("is left in a public repository only when that is meant", async () => {
    const options = { running: { visibility: "public" }, target: {} } as const;
    await using scene = await createActionScene(options);
    refuseCommits(scene);
    for (const inputs of [{}, { "run-token": "not-a-token" }]) {
      const run = await scene.run(inputs);
      expect(run.exit).toBe(9);
      expect(Object.keys(run.outputs)).not.toContain("unsaved");
      expect(await leftIn(run)).toEqual(["tracksafe-report.json"]);
    }
    const meant = await scene.run({ "allow-public": "true" });
    expect(meant.exit).toBe(9);
    expect(await leftIn(meant)).toEqual(["tracksafe-report.json", "tracksafe-snapshot"]);
  });

  it("is not left when nobody can see how public the running repository is", async () => {
    await using scene = await createActionScene({ target: {} });
    refuseCommits(scene);
    const run = await scene.run({ "run-token": "not-a-token" });
    expect(run.exit).toBe(9);
    expect(await leftIn(run)).toEqual(["tracksafe-report.json"]);
  });

  it("leaves nothing when it is not sealed", async () => {
    await using scene = await createActionScene();
    refuseCommits(scene);
    const run = await scene.run({ encryption: "none" });
    expect(run.exit).toBe(9);
    expect(Object.keys(run.outputs)).not.toContain("unsaved");
    expect(await leftIn(run)).toEqual(["tracksafe-report.json"]);
  });
});

describe.concurrent("a partial backup", () => {
  const kinds = { include: "albums,shows" };
  const earlier = { include: ["albums", "shows"] } as const;

  it("succeeds with a warning, the second time in a row too", async () => {
    await using scene = await createActionScene();
    breakShows(scene);
    await scene.seed(earlier);
    const run = await scene.run(kinds);
    expect(run.exit).toBe(0);
    expect(run.outputs["status"]).toBe("partial");
    expect(warnings(run)).toEqual([expect.stringContaining("The backup is partial.")]);
    expect(scene.running.issues).toEqual([]);
  });

  it("opens the issue the third time in a row, which a complete one closes", async () => {
    await using scene = await createActionScene();
    const { issues } = scene.running;
    const { mend } = breakShows(scene);
    await scene.seed(earlier);
    await scene.seed(earlier);
    expect((await scene.run(kinds)).exit).toBe(0);
    expect(issues).toMatchObject([{ state: "open" }]);
    expect(issues[0]?.title).toContain("last three backups");
    expect(issues[0]?.body).toContain("<!-- tracksafe backup SPOTIFY_REFRESH_TOKEN -->");
    expect(issues[0]?.body).toContain("https://github.com/somebody/tracksafe/actions/runs/4711");
    mend();
    const well = await scene.run(kinds);
    expect(well.outputs["status"]).toBe("complete");
    expect(issues).toMatchObject([{ state: "closed", comments: [expect.any(String)] }]);
  });

  it("fails when that is asked for", async () => {
    await using scene = await createActionScene();
    breakShows(scene);
    const run = await scene.run({ include: "albums,shows", "fail-on": "partial" });
    expect(run.exit).toBe(3);
    expect(errors(run).length).toBe(1);
    expect(await scene.running.log("backups")).toHaveLength(1);
  });

  it("says when to come back after a penalty", async () => {
    await using scene = await createActionScene();
    scene.emulator.faults.add({ path: "/me/shows", fault: fault.quota(80_000) });
    const run = await scene.run({ include: "albums,shows" });
    expect(run.exit).toBe(0);
    expect(warnings(run).join()).toMatch(/Try again after \d{4}-/);
    expect(JSON.parse(run.report)).toMatchObject({
      status: "partial",
      error: { code: "provider/quota" },
    });
  });
});

describe.concurrent("a backup that is blocked from its first request on", () => {
  it("warns, makes no snapshot, and leaves an open issue to a complete one", async () => {
    let ahead = 0;
    const now = () => Date.now() + ahead;
    await using scene = await createActionScene({ spotify: { now } });
    const { issues } = scene.running;
    await scene.seed();
    scene.emulator.revoke(scene.refreshToken);
    const failed = await scene.run();
    expect(failed.exit).toBe(4);
    expect(failed.summary).not.toContain("The login ends");
    expect(issues).toMatchObject([{ state: "open" }]);
    const { title } = issues[0] ?? {};

    const login = { "spotify-refresh-token": scene.loginOf(scene.account.accountId) };
    const { lift } = blockAccount(scene);
    const run = await scene.run({ ...login, include: "albums" });
    expect(run.exit).toBe(0);
    expect(run.outputs).toMatchObject({ status: "partial", snapshot: "" });
    expect(warnings(run)).toEqual([expect.stringContaining("There is no new snapshot.")]);
    expect(warnings(run).join()).toContain("provider/quota");
    expect(run.summary).not.toContain("The login ends");
    expect(await scene.running.log("backups")).toHaveLength(1);
    expect(issues).toMatchObject([{ state: "open", title, comments: [] }]);

    lift();
    ahead = 2 * 3600 * 1000;
    expect((await scene.run({ ...login, include: "albums" })).outputs["status"]).toBe("complete");
    expect(issues).toMatchObject([{ state: "closed" }]);
  });

  it("opens the issue once the newest snapshot is old, and fails when that is asked for", async () => {
    const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
    await using scene = await createActionScene();
    await scene.seed({ include: ["albums"], at: daysAgo(30) });
    await scene.seed({ include: ["albums"], at: daysAgo(3) });
    blockAccount(scene);
    expect((await scene.run({ "fail-on": "partial" })).exit).toBe(6);
    expect(scene.running.issues).toEqual([]);

    await using other = await createActionScene();
    await other.seed({ include: ["albums"], at: daysAgo(20) });
    blockAccount(other);
    const loggedIn = daysAgo(170).slice(0, 10);
    const run = await other.run({ "spotify-authorized-at": loggedIn });
    expect(run.exit).toBe(6);
    const { at } = loginExpiry(new Date(loggedIn), new Date());
    expect(run.summary).toContain(at.toISOString().slice(0, 10));
    expect(other.running.issues).toMatchObject([{ state: "open" }]);
    expect(other.running.issues[0]?.body).toContain("the newest snapshot is old");
    expect(other.running.issues[0]?.body).toContain("provider/quota");
  });

  it.each<[string, number | null, number]>([
    ["nobody said when to come back", null, 1],
    ["the newest snapshot is older than two days", 3600, 3],
  ])("fails, and says so in the issue, where %s", async (_, seconds, days) => {
    await using scene = await createActionScene();
    const at = new Date(Date.now() - days * 86_400_000).toISOString();
    await scene.seed({ include: ["albums"], at });
    blockAccount(scene, seconds);
    const run = await scene.run();
    expect(run.exit).toBe(6);
    expect(errors(run).join()).toContain("provider/quota");
    expect(scene.running.issues).toMatchObject([{ state: "open" }]);
    expect(scene.running.issues[0]?.title).toContain("Spotify's quota is used up");
  });
});

describe.concurrent("a backup that GitHub gets in the way of", () => {
  /** Lets GitHub refuse all requests from here on whose path has this in it. */
  const refuse = ({ github }: ActionScene, path: string, answer: Fault): void => {
    github.onRequest((request) => {
      if (request.path.includes(path)) github.failAt(request.index, answer);
    });
  };

  it("fails where a limit keeps it from reading what there is", async () => {
    await using scene = await createActionScene();
    await scene.seed();
    refuse(scene, "/git/trees/", secondaryLimit(3600));
    const run = await scene.run();
    expect(run.exit).toBe(6);
    // An output that was not set is empty to the workflow.
    expect(run.outputs).toEqual({ status: "failed" });
    expect(errors(run).join()).toContain("store/rate-limited");
    expect(await scene.running.log("backups")).toHaveLength(1);
  });

  it("fails where a limit keeps it from storing anything", async () => {
    await using scene = await createActionScene();
    await scene.seed();
    refuse(scene, "/git/commits", secondaryLimit(3600));
    const run = await scene.run();
    expect(run.exit).toBe(6);
    expect(run.outputs).toMatchObject({ status: "failed", snapshot: "" });
    expect(errors(run).join()).toContain("store/rate-limited");
    expect(run.outputs["unsaved"]).toBe(join(run.temp, "tracksafe-snapshot"));
  });

  it("waits a short penalty out, in whatever words it comes", async () => {
    await using scene = await createActionScene();
    let index = 0;
    scene.github.onRequest((request) => {
      if (!request.path.includes("/git/commits") || index > 0) return;
      index = request.index;
      const headers = { "retry-after": "1" };
      scene.github.failAt(index, { kind: "status", status: 403, message: "Forbidden", headers });
    });
    const run = await scene.run({ include: "albums" });
    expect(run).toMatchObject({ exit: 0, outputs: { status: "complete" } });
    expect(await scene.running.log("backups")).toHaveLength(1);
  });

  it("says that nobody knows, and how to find out, where it may have been stored", async () => {
    await using scene = await createActionScene();
    await scene.seed();
    const refusal: Fault = { kind: "status", status: 403, message: "Resource not accessible" };
    let isLost = false;
    scene.github.onRequest(({ method, path, index }) => {
      if (isLost && /\/branches\/|\/git\/refs/.test(path)) scene.github.failAt(index, refusal);
      if (isLost || method !== "PATCH") return;
      isLost = true;
      scene.github.failAt(index, { kind: "appliedThenLost" });
    });
    const run = await scene.run({ include: "albums" });
    expect(run.exit).toBe(9);
    expect(run.outputs).toMatchObject({ status: "failed", snapshot: "" });
    const made = scene.running.git.ref("refs/heads/backups");
    expect(errors(run).join()).toContain("store/unknown");
    expect(errors(run).join()).toContain(made?.slice(0, 12));
    expect(warnings(run).join()).toContain("It is not known whether the snapshot was committed");
    expect(scene.running.issues[0]?.title).toContain("did not say whether");
    expect(await scene.running.log("backups")).toHaveLength(2);
  });
});

describe.concurrent("a failure", () => {
  it("opens one issue, brings it up to date, and leaves those of other accounts alone", async () => {
    await using scene = await createActionScene();
    const { issues } = scene.running;
    scene.emulator.revoke(scene.refreshToken);
    for (let day = 1; day <= 2; day += 1) {
      const run = await scene.run();
      expect(run.exit).toBe(4);
      expect(errors(run).join()).toContain("auth/expired");
      expect(issues).toMatchObject([{ state: "open" }]);
    }
    const login = scene.loginOf(scene.account.accountId);
    const other = { "spotify-refresh-token": login, "refresh-token-secret": "LOGIN_OF_ANNA" };
    expect((await scene.run({ ...other, include: "albums" })).exit).toBe(0);
    expect(issues).toMatchObject([{ state: "open" }]);
  });

  it("is told where the snapshots are, when the running repository has no issues", async () => {
    await using scene = await createActionScene({ running: { hasIssues: false }, target: {} });
    scene.emulator.revoke(scene.refreshToken);
    expect((await scene.run()).exit).toBe(4);
    expect(scene.running.issues).toEqual([]);
    expect(scene.target.issues).toMatchObject([{ state: "open" }]);
  });

  it("is not told when nobody wants to be, and does not hang on it", async () => {
    await using scene = await createActionScene();
    scene.emulator.revoke(scene.refreshToken);
    await scene.run({ notify: "none" });
    expect(scene.github.requests.filter(({ path }) => path.endsWith("/issues"))).toEqual([]);

    await using mute = await createActionScene({ rights: { contents: "write" } });
    mute.emulator.revoke(mute.refreshToken);
    const run = await mute.run();
    expect(run.exit).toBe(4);
    expect(warnings(run).length).toBe(1);
    expect(mute.running.issues).toEqual([]);
  });
});

it("a report holds what a script needs", async () => {
  await using scene = await createActionScene();
  const run = await scene.run({ include: "albums" });
  const report = JSON.parse(await readFile(run.outputs["report"] ?? "", "utf8"));
  expect(report).toMatchObject({
    status: "complete",
    error: null,
    requests: Number(run.outputs["requests"]),
    kinds: [{ kind: "albums", entries: 2 }],
  });
});
