import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { generateX25519Identity, identityToRecipient } from "age-encryption";
import { describe, expect, it } from "vitest";
import {
  createAccount,
  type EmulatorOptions,
  fault,
  generateLibrary,
  unlike,
} from "../../emulator/index.ts";
import { runInProcess, startCommand } from "../support/cli/command.ts";
import { createHistoryScene, libraryVersion } from "../support/cli/history-scene.ts";
import { approve, createLoginScene } from "../support/cli/login-scene.ts";
import { createFakeClock } from "../support/fake-clock.ts";
import { createScene, READ_SCOPES, type Scene } from "../support/spotify/scene.ts";

const START = "2026-11-22T03:17:00.000Z";

const ALL_FINE = {
  settings: "ok",
  login: "ok",
  scopes: "ok",
  expiry: "ok",
  account: "ok",
  quota: "ok",
  recipients: "unknown",
  identity: "unknown",
  place: "ok",
  age: "ok",
  health: "ok",
  proof: "ok",
  gaps: "ok",
  requests: "ok",
  verified: "unknown",
  growth: "ok",
};

interface Found {
  readonly name: string;
  readonly state: string;
  readonly code?: string;
  readonly message: string;
  readonly next?: string;
}

function createPatient(options: EmulatorOptions = {}): Promise<Scene> {
  const library = generateLibrary({ seed: 5, likes: 120, playlists: 2, itemsPerPlaylist: 4 });
  const clock = createFakeClock(START);
  return createScene({ accounts: [library, createAccount("other")], ...options }, { clock });
}

/** Has the doctor look at the scene's directory, or at `location`, an hour after the scene. */
async function visit(
  { env, directory }: Pick<Scene, "env" | "directory">,
  changes: Readonly<Record<string, string | undefined>> = {},
  location: readonly string[] = [directory],
  time = "2026-11-22T04:17:00.000Z",
) {
  const settings = { XDG_CONFIG_HOME: `${directory}-none`, XDG_CACHE_HOME: `${directory}/.cache` };
  const clock = createFakeClock(time, { autoAdvance: true });
  const run = await runInProcess(
    ["doctor", ...location, "--json"],
    { ...settings, ...env, SPOTIFY_AUTHORIZED_AT: "2026-11-01", ...changes },
    { clock },
  );
  const { ok, checks }: { ok: boolean; checks: readonly Found[] } = JSON.parse(run.stdout);
  const states = Object.fromEntries(checks.map(({ name, state }) => [name, state]));
  const of = (wanted: string) => checks.find(({ name }) => name === wanted);
  expect(ok).toBe(run.exit === 0);
  return { exit: run.exit, states, of };
}

async function newestOf({ store }: Scene) {
  const [user = ""] = await store.users();
  const [ref] = (await store.list(user)).slice(-1);
  if (ref === undefined) throw new Error("there is no snapshot");
  return ref;
}

describe("tracksafe doctor, of a directory", () => {
  it("finds nothing where all is well", async () => {
    await using scene = await createPatient();
    await scene.backup();
    const found = await visit(scene);
    expect(found.states).toEqual(ALL_FINE);
    expect(found.exit).toBe(0);
    expect(found.of("expiry")?.message).toContain("according to SPOTIFY_AUTHORIZED_AT");
  });

  it("looks at the login alone when no place is named", async () => {
    await using scene = await createPatient();
    const { account, place, age, health, proof, gaps, requests, verified, growth, ...alone } =
      ALL_FINE;
    expect((await visit(scene, {}, [])).states).toEqual(alone);
  });

  it("says what makes a snapshot where there is none, and where there is no directory", async () => {
    await using scene = await createPatient();
    const empty = await visit(scene);
    expect(empty.states).toEqual({
      ...ALL_FINE,
      age: "problem",
      health: "unknown",
      proof: "unknown",
      gaps: "unknown",
      growth: "unknown",
    });
    expect(empty.of("age")).toMatchObject({
      code: "snapshot/not-found",
      next: `tracksafe backup --out ${scene.directory}`,
    });
    expect(empty.exit).toBe(10);
    const nowhere = join(scene.directory, "no where");
    const missing = await visit(scene, {}, [nowhere]);
    expect(missing.states).toEqual({
      ...ALL_FINE,
      account: "unknown",
      place: "problem",
      age: "unknown",
      health: "unknown",
      proof: "unknown",
      gaps: "unknown",
      requests: "unknown",
      growth: "unknown",
    });
    expect(missing.of("place")?.next).toBe(`tracksafe backup --out '${nowhere}'`);
    expect(missing.exit).toBe(10);
  });

  it("calls a snapshot stale after three days, to the second", async () => {
    await using scene = await createPatient();
    await scene.backup();
    const at = (time: string) => visit(scene, {}, undefined, time);
    expect((await at("2026-11-25T03:17:00.000Z")).states).toEqual(ALL_FINE);
    const { user } = await newestOf(scene);
    const own = await visit(scene, {}, [join(scene.directory, user)], "2026-12-01T03:17:00.000Z");
    expect(own.of("age")?.next).toBe(`tracksafe backup --out ${scene.directory}`);
    const stale = await at("2026-11-25T03:17:01.000Z");
    expect(stale.states).toEqual({ ...ALL_FINE, age: "problem" });
    expect(stale.of("age")?.code).toBe("snapshot/stale");
    expect(stale.exit).toBe(10);
  });

  it("finds a login of another account", async () => {
    await using scene = await createPatient();
    await scene.backup();
    const token = scene.emulator.issueRefreshToken("other", READ_SCOPES);
    const found = await visit(scene, { SPOTIFY_REFRESH_TOKEN: token });
    expect(found.states).toEqual({ ...ALL_FINE, account: "problem" });
    expect(found.of("account")?.code).toBe("store/new-user");
    expect(found.exit).toBe(11);
  });

  it("finds damage: a changed byte of the metadata, and a file that is gone", async () => {
    await using scene = await createPatient();
    await scene.backup();
    const { user, name } = await newestOf(scene);
    const likes = join(scene.directory, user, name, "likes.json");
    const content = await readFile(likes);
    await rm(likes);
    const gone = await visit(scene);
    expect(gone.states).toEqual({ ...ALL_FINE, health: "problem" });
    expect(gone.of("health")).toMatchObject({
      code: "snapshot/missing",
      message: `${name}: 1 file is missing.`,
      next: `tracksafe verify ${scene.directory}`,
    });
    expect(gone.exit).toBe(7);
    await writeFile(likes, content);
    const path = join(scene.directory, user, name, "metadata.json");
    const text = await readFile(path, "utf8");
    await writeFile(path, text.replace('"entries": 120', '"entries": 121'));
    expect(await readFile(path, "utf8")).not.toBe(text);
    const changed = await visit(scene);
    expect(changed.states).toEqual({
      ...ALL_FINE,
      age: "problem",
      health: "problem",
      proof: "problem",
      gaps: "unknown",
      requests: "unknown",
      growth: "unknown",
    });
    expect(changed.of("health")?.code).toBe("snapshot/corrupt");
    expect(changed.exit).toBe(7);
  });

  it("tells of a gap between snapshots", async () => {
    const days = Array.from({ length: 12 }, () => libraryVersion([]));
    await using scene = await createHistoryScene(days);
    for (const name of scene.names.slice(4, 8)) {
      await rm(join(scene.directory, scene.user, name), { recursive: true });
    }
    const { stdout } = await scene.run("doctor", scene.directory, "--json");
    const { checks }: { checks: readonly Found[] } = JSON.parse(stdout);
    expect(checks.find(({ name }) => name === "gaps")).toMatchObject({
      state: "warning",
      message:
        "The last 90 days have 1 gap between snapshots. The last one took 5 days and ended on 2026-01-09.",
      next: `tracksafe list ${scene.directory}`,
    });
  });

  it("warns of a run that failed, of one that was cut short, and of a loss", async () => {
    let now = Date.parse(START);
    await using scene = await createPatient({ now: () => now });
    await scene.backup();
    const { faults } = scene.emulator;
    const forbidden = fault.status(401);
    const planned = faults.add({ path: "/me/tracks", times: 9, fault: forbidden });
    expect((await scene.backup()).status).toBe("failed");
    planned.remove();
    const failed = await visit(scene);
    expect(failed.states).toEqual({ ...ALL_FINE, health: "warning" });
    expect(failed.of("health")).toMatchObject({
      message: "The last run failed (auth/expired).",
      next: `tracksafe backup --out ${scene.directory}`,
    });
    expect(failed.exit).toBe(0);

    unlike(
      scene.account,
      scene.account.likes.slice(0, 60).map(({ track }) => `spotify:track:${track.id}`),
    );
    expect((await scene.backup()).warnings).toMatchObject([{ code: "shrunk" }]);
    const shrunk = await visit(scene);
    expect(shrunk.states).toEqual({ ...ALL_FINE, health: "warning" });
    expect(shrunk.of("health")?.message).toMatch(/^A list of the library had lost many entries/);

    faults.add({ path: "/me/albums", fault: fault.quota(83_316) });
    expect((await scene.backup({ full: true })).status).toBe("partial");
    now = Date.parse("2026-11-24T03:17:00.000Z");
    const cut = await visit(scene, {}, undefined, new Date(now).toISOString());
    expect(cut.states).toEqual({ ...ALL_FINE, quota: "warning", health: "warning" });
    expect(cut.of("quota")?.next).toBe(`tracksafe backup --out ${scene.directory}`);
    expect(cut.exit).toBe(0);
  });

  it("sends nothing while Spotify wants a pause, and tells later runs of one", async () => {
    await using scene = await createPatient();
    await scene.backup();
    scene.emulator.faults.add({ path: "/me", fault: fault.quota(83_316) });
    const first = await visit(scene);
    expect(first.of("login")).toMatchObject({ state: "problem", code: "provider/quota" });
    expect(first.exit).toBe(6);
    const requests = scene.emulator.requests.length;
    const second = await visit(scene);
    expect(second.states).toEqual({
      ...ALL_FINE,
      login: "unknown",
      scopes: "unknown",
      account: "unknown",
      quota: "warning",
    });
    expect(second.of("quota")?.message).toContain("2026-11-23T03:25:36");
    expect(second.exit).toBe(0);
    expect(scene.emulator.requests.length).toBe(requests);
  });

  it("checks the keys: theirs, and those of the newest snapshot", async () => {
    await using scene = await createPatient();
    const [mine, other] = [await generateX25519Identity(), await generateX25519Identity()];
    const [myRecipient, otherRecipient] = await Promise.all([mine, other].map(identityToRecipient));
    await scene.backup();
    const bare = await visit(scene, { AGE_IDENTITY: mine });
    expect(bare.of("identity")?.message).toContain(
      "no snapshot is sealed, so the key cannot be tried",
    );
    const ahead = await visit(scene, { AGE_IDENTITY: mine, AGE_RECIPIENTS: myRecipient });
    expect(ahead.of("identity")?.message).toBe(
      "The key opens files that are sealed for AGE_RECIPIENTS.",
    );
    await scene.backup({ recipients: [myRecipient ?? ""] });
    const keys = async (recipient: string | undefined, identity: string) => {
      const env = { AGE_RECIPIENTS: recipient, AGE_IDENTITY: identity };
      const { exit, states, of } = await visit(scene, env);
      return [exit, states["recipients"], states["identity"], of("identity")?.code];
    };
    expect(await keys(myRecipient, mine)).toEqual([0, "ok", "ok", undefined]);
    expect(await keys(undefined, mine)).toEqual([0, "unknown", "ok", undefined]);
    expect(await keys(undefined, other)).toEqual([12, "unknown", "problem", "key/no-match"]);
    expect(await keys(otherRecipient, mine)).toEqual([12, "warning", "problem", "key/no-match"]);
    // The key opens the next snapshot, but not the newest one.
    expect(await keys(otherRecipient, other)).toEqual([12, "warning", "problem", "key/no-match"]);
    const both = `${myRecipient} ${otherRecipient}`;
    expect(await keys(both, mine)).toEqual([0, "warning", "ok", undefined]);
    expect(await keys(mine, mine)).toEqual([2, "problem", "ok", undefined]);
    expect(await keys(myRecipient, "AGE-SECRET-KEY-1JUNK")).toEqual([
      12,
      "ok",
      "problem",
      "key/bad-identity",
    ]);
  });

  it("says loudly when the visit itself used a login up", async () => {
    await using scene = await createPatient({ rotateRefreshTokens: true });
    const found = await visit(scene, {}, []);
    expect(found.of("login")).toMatchObject({ code: "auth/replaced", next: "tracksafe auth" });
    expect(found.exit).toBe(4);
  });

  it("keeps what replaces a stored login, and knows when it was made", async () => {
    await using scene = await createLoginScene({ rotateRefreshTokens: true });
    using login = startCommand(["auth", "--no-browser", "--port", String(scene.port)], scene.env);
    const [, url = ""] = await login.said(/^(http:\S+\/authorize\?\S+)$/m);
    await fetch(await approve(url));
    expect(await login.finished).toMatchObject({ exit: 0 });
    const now = new Date().toISOString();
    for (let times = 0; times < 2; times += 1) {
      const found = await visit(scene, { XDG_CONFIG_HOME: scene.env["XDG_CONFIG_HOME"] }, [], now);
      expect(found.exit).toBe(0);
      expect(found.of("settings")?.message).toContain("`tracksafe auth` stored it");
      expect(found.of("expiry")?.message).toContain("according to the stored login");
    }
  });

  it("says what is missing or malformed", async () => {
    await using scene = await createPatient();
    const settingsOf = async (changes: Readonly<Record<string, string | undefined>>) => {
      const { exit, of } = await visit(scene, changes, []);
      return [exit, of("settings")?.code, of("login")?.state, of("settings")?.next];
    };
    const none = { SPOTIFY_REFRESH_TOKEN: undefined };
    expect(await settingsOf(none)).toEqual([2, "config/missing", "unknown", "tracksafe auth"]);
    for (const change of [
      { SPOTIFY_REFRESH_TOKEN: "two words" },
      { SPOTIFY_CLIENT_SECRET: '"quoted"' },
      { SPOTIFY_AUTHORIZED_AT: "yesterday" },
    ]) {
      expect(await settingsOf(change)).toEqual([2, "config/invalid", "unknown", "tracksafe auth"]);
    }
  });

  it("ends when it is cancelled", async () => {
    await using scene = await createPatient();
    const run = await runInProcess(["doctor", scene.directory], scene.env, {
      signal: AbortSignal.abort(),
    });
    expect(run).toMatchObject({ exit: 130, stdout: "" });
  });
});
