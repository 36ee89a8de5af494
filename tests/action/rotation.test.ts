import { describe, expect, it } from "vitest";
import { decodeMetadata } from "../../src/snapshot/metadata.ts";
import {
  createRenewalScene,
  LOGIN,
  type RenewalScene,
  type RenewalSceneOptions,
  shown,
} from "../support/action/renewal-scene.ts";
import type { ActionRun } from "../support/action/scene.ts";
import { openSecret, setSecret } from "../support/github/secrets.ts";

const rotating = (options: RenewalSceneOptions = {}) =>
  createRenewalScene({ ...options, spotify: { rotateRefreshTokens: true } });
const titles = ({ action }: RenewalScene) => action.running.issues.map(({ title }) => title);
const warnings = ({ log }: ActionRun) => log.match(/^::warning::.*/gm) ?? [];

async function expectNothingSecret(scene: RenewalScene, runs: readonly ActionRun[]): Promise<void> {
  const all = [...runs.map(shown), JSON.stringify(scene.action.running.issues)].join("\n");
  for (const secret of await scene.secrets()) expect(all).not.toContain(secret);
}

/** When each snapshot says that its login was first seen. */
async function firstSights({ action }: RenewalScene): Promise<readonly (string | undefined)[]> {
  const files = await action.target.files("backups");
  const metadata = [...files].filter(([path]) => path.endsWith("/metadata.json"));
  const decoded = await Promise.all(metadata.map(([, content]) => decodeMetadata(content)));
  return decoded.map(({ login }) => login?.firstSeenAt);
}

describe.concurrent("a login that Spotify replaces", () => {
  it("is in its secret before it is used, works from there, and stays as old as it is", async () => {
    await using scene = await rotating({ secretsTokenEnds: new Date("2026-12-23T00:00:00Z") });
    const { emulator, github, refreshToken } = scene.action;
    const order: string[] = [];
    emulator.onRequest(({ kind }) => void order.push(kind));
    github.onRequest(({ method, path }) => {
      if (path.includes("/actions/secrets/")) order.push(`${method} ${path.split("/").pop()}`);
    });
    const first = await scene.backup({ include: "albums" });
    expect(first).toMatchObject({ exit: 0, outputs: { status: "complete" } });
    expect(order.slice(0, 4)).toEqual(["token", "GET public-key", `PUT ${LOGIN}`, "api"]);
    expect(warnings(first)).toEqual([]);
    const [old, kept] = [refreshToken, await scene.login()];
    expect(kept).not.toBe(old);

    scene.goTo(1);
    const second = await scene.backup({ include: "albums" });
    expect(second).toMatchObject({ exit: 0, outputs: { status: "complete" } });
    expect(await scene.login()).not.toBe(kept);
    const [sight, ...others] = await firstSights(scene);
    expect(others).toEqual([sight]);
    expect(sight).toMatch(/^2026-11-22/);
    // The only news is that the token that stores the login ends in 30 days.
    expect(titles(scene)).toEqual(["tracksafe: the token in `secrets-token` expires soon"]);
    expect(scene.action.running.issues[0]?.body).toContain("2026-12-23");
    await expectNothingSecret(scene, [first, second]);
  });

  it("is told of loudly where there is no token to store it, and the run goes on", async () => {
    await using scene = await rotating({ secretsRights: null });
    const run = await scene.backup({ include: "albums" });
    expect(run).toMatchObject({ exit: 0, outputs: { status: "complete" } });
    expect(warnings(run).join()).toContain(
      "could not be stored in the secret SPOTIFY_REFRESH_TOKEN",
    );
    expect(run.summary).toContain("The provider replaced the login");
    expect(titles(scene)).toEqual(["tracksafe: Spotify replaced the login"]);
    expect(await scene.login()).toBe(scene.action.refreshToken);
    await expectNothingSecret(scene, [run]);
  });

  it("is told of loudly when the token has ended, which is told, too", async () => {
    await using scene = await rotating();
    if (scene.secretsToken !== null) scene.secretsToken.revoked = true;
    const run = await scene.backup({ include: "albums" });
    expect(run).toMatchObject({ exit: 0, outputs: { status: "complete" } });
    expect(warnings(run).join()).toContain("auth/github-token");
    expect(titles(scene)).toEqual(["tracksafe: Spotify replaced the login (and 1 more)"]);
    expect(scene.action.running.issues[0]?.body).toContain(
      "## the token in `secrets-token` cannot be used",
    );
    await expectNothingSecret(scene, [run]);
  });

  it("is written back by a restore, to the secret of the target", async () => {
    await using scene = await rotating();
    const { action } = scene;
    await action.seed({ include: ["albums"], at: "2026-11-22T12:00:00Z" });
    const name = "TARGET_SPOTIFY_REFRESH_TOKEN";
    const login = action.loginOf(action.account.accountId);
    await setSecret(action.running, name, login);
    const run = await action.run({
      command: "restore",
      target: "same",
      "age-identity": action.identity,
      "age-recipients": "",
      "spotify-refresh-token": login,
      "refresh-token-secret": name,
      "secrets-token": scene.secretsToken?.value ?? "",
    });
    expect(run.exit).toBe(0);
    expect(warnings(run)).toEqual([]);
    const kept = await openSecret(action.running, name);
    expect([null, login]).not.toContain(kept);
    expect(await scene.login()).toBe(action.refreshToken);
    await expectNothingSecret(scene, [run]);
  });
});
