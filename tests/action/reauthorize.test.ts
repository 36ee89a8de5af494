import { describe, expect, it } from "vitest";
import { createAccount } from "../../emulator/index.ts";
import {
  createRenewalScene,
  LOGIN,
  LOGIN_DATE,
  linkOf,
  type RenewalScene,
  type RenewalSceneOptions,
  shown,
} from "../support/action/renewal-scene.ts";
import { type ActionRun, smallLibrary } from "../support/action/scene.ts";
import { approve } from "../support/cli/login-scene.ts";
import { openSecret } from "../support/github/secrets.ts";

const errors = ({ log }: ActionRun) => log.match(/^::error::.*/gm) ?? [];
const HOUR_IN_DAYS = 1 / 24;
const TARGET = {
  id: "TARGET_SPOTIFY_CLIENT_ID",
  secret: "TARGET_SPOTIFY_CLIENT_SECRET",
  login: "TARGET_SPOTIFY_REFRESH_TOKEN",
};

/** A login whose account has a snapshot, and another account beside it. */
async function createScene(options: RenewalSceneOptions = {}): Promise<RenewalScene> {
  const accounts = [smallLibrary(), createAccount("other")];
  const scene = await createRenewalScene({ accounts, ...options });
  await scene.action.seed({ at: "2026-11-22T12:00:00Z", include: ["albums"] });
  return scene;
}

async function expectUntouched(scene: RenewalScene, runs: readonly ActionRun[]): Promise<void> {
  const { running, refreshToken } = scene.action;
  expect(await openSecret(running, LOGIN)).toBe(refreshToken);
  expect([...running.secrets.keys()]).toEqual([LOGIN]);
  expect(running.variables.get(LOGIN_DATE)).toBe("2026-11-22");
  await expectNothingSecret(scene, runs);
}

async function expectNothingSecret(scene: RenewalScene, runs: readonly ActionRun[]): Promise<void> {
  const all = runs.map(shown).join("\n");
  for (const secret of await scene.secrets()) expect(all).not.toContain(secret);
}

describe.concurrent("the renewal of a login from a browser", () => {
  it("is refused for another account, a second use, an old link, and a declined one", async () => {
    await using scene = await createScene();
    const invited = await scene.reauthorize();
    const link = linkOf(invited);
    const other = await approve(link, 1);
    const wrong = await scene.reauthorize({ "redirected-url": other });
    expect(wrong.exit).toBe(11);
    expect(errors(wrong)).toEqual([expect.stringContaining("[auth/other-account]")]);
    expect(wrong.summary).toContain("auth/other-account");

    const again = await scene.reauthorize({ "redirected-url": other });
    expect(again.exit).toBe(4);
    expect(errors(again)).toEqual([expect.stringContaining("[auth/code]")]);

    const declined = await approve(link, "decline");
    const denied = await scene.reauthorize({ "redirected-url": declined });
    expect(denied.exit).toBe(4);
    expect(errors(denied)).toEqual([expect.stringContaining("[auth/denied]")]);

    const good = await approve(link);
    scene.goTo(1.02 * HOUR_IN_DAYS);
    const late = await scene.reauthorize({ "redirected-url": good });
    expect(late.exit).toBe(4);
    expect(errors(late)).toEqual([expect.stringContaining("[auth/link]")]);
    expect(scene.action.running.issues).toEqual([]);
    await expectUntouched(scene, [invited, wrong, again, denied, late]);
  });

  it("says what it expected when it gets something else, and does not repeat it", async () => {
    await using scene = await createScene();
    const before = scene.action.emulator.requests.length;
    const pasted = [
      "canary-of-somebody",
      `http://127.0.0.1:8888/callback?code=canary-of-somebody&state=1-${"0".repeat(64)}`,
    ];
    const runs = await Promise.all(
      pasted.map((text) => scene.reauthorize({ "redirected-url": text })),
    );
    for (const [index, run] of runs.entries()) {
      expect(run.exit).toBe(2);
      expect(errors(run)).toEqual([expect.stringContaining("[usage/pasted]")]);
      expect(shown(run)).not.toContain("canary-of");
      expect(run.firstMasks).toContain(pasted[index]);
    }
    expect(scene.action.emulator.requests).toHaveLength(before);
    await expectUntouched(scene, runs);
  });

  it("works in a public repository, where nothing but the link is shown, and only a right to secrets", async () => {
    await using scene = await createScene({
      running: { visibility: "public" },
      target: {},
      secretsRights: { secrets: "write" },
    });
    const { running } = scene.action;
    const invited = await scene.reauthorize();
    const link = linkOf(invited);
    // The runner makes *** of what is in a secret, which the client ID may be.
    expect(invited.summary).not.toContain(scene.action.emulator.app.clientId);
    expect(new URL(link).searchParams.get("client_id")).toBe(scene.action.emulator.app.clientId);
    const renewed = await scene.reauthorize({ "redirected-url": await approve(link) });
    expect(renewed.exit).toBe(0);
    expect(await openSecret(running, LOGIN_DATE)).toBe("2026-11-22");
    expect(await openSecret(running, LOGIN)).not.toBe(scene.action.refreshToken);
    await expectNothingSecret(scene, [invited, renewed]);
  });

  it("says how to finish by hand without a token that could store it", async () => {
    await using scene = await createRenewalScene({ secretsRights: null });
    const invited = await scene.reauthorize();
    expect(invited.exit).toBe(2);
    expect(errors(invited)).toEqual([
      expect.stringContaining("secrets-token (secret SECRETS_TOKEN)"),
    ]);
    expect(invited.summary).toContain("node bin/tracksafe.js auth --print");
    expect(invited.summary).toContain("**Secrets: Read and write**");
    const [, page = ""] = /\[a token on GitHub's page\]\(([^)]+)\)/.exec(invited.summary) ?? [];
    expect(page).toMatch(/^https:\/\/github\.com\/settings\/personal-access-tokens\/new\?/);
    expect(Object.fromEntries(new URL(page).searchParams)).toEqual({
      name: "tracksafe-secrets",
      target_name: "somebody",
      expires_in: "365",
      secrets: "write",
      actions_variables: "write",
    });
    expect(invited.summary).toContain("(https://github.com/somebody/tracksafe/settings/secrets");
    expect(invited.summary).toContain("- [x] `SPOTIFY_CLIENT_SECRET` is there.");
    await expectUntouched(scene, [invited]);
  });

  it("names what is missing of the app to restore with, by its own name", async () => {
    await using scene = await createRenewalScene();
    const run = await scene.reauthorize({ account: "restore", "spotify-client-secret": "" });
    expect(run.exit).toBe(2);
    expect(errors(run).join()).toContain("(secret TARGET_SPOTIFY_CLIENT_SECRET) is empty.");
    expect(run.summary).toContain("- [x] `TARGET_SPOTIFY_CLIENT_ID` is there.");
    expect(run.summary).toContain("`same-app`");
    await expectUntouched(scene, [run]);
  });

  it.each([
    ["spotify-client-secret", "SPOTIFY_CLIENT_SECRET=pasted", "SPOTIFY_CLIENT_SECRET) is a whole"],
    ["secrets-token", "SECRETS_TOKEN=github_pat_pasted", "(secret SECRETS_TOKEN) is a whole line"],
    ["secrets-token", '"github_pat_pasted"', "(secret SECRETS_TOKEN) has characters"],
  ])("names the setting that was pasted badly: %s: %s", async (name, value, said) => {
    await using scene = await createRenewalScene();
    const run = await scene.reauthorize({ [name]: value });
    expect(run.exit).toBe(2);
    expect(errors(run).join()).toContain(said);
    expect(shown(run)).not.toContain("pasted");
    await expectUntouched(scene, [run]);
  });

  it("says it at once when the token does not do", async () => {
    await using scene = await createScene({ secretsRights: { actions: "write" } });
    const invited = await scene.reauthorize();
    expect(invited.exit).toBe(9);
    expect(errors(invited)).toEqual([expect.stringContaining("[store/permission]")]);
    expect(errors(invited).join()).toContain("the input secrets-token");
  });

  it("does not take what is in a secret for its name, nor repeat it", async () => {
    await using scene = await createRenewalScene();
    const run = await scene.reauthorize({ "refresh-token-secret": "AQ-canary-value" });
    expect(run.exit).toBe(2);
    expect(errors(run)).toEqual([expect.stringContaining("[config/invalid]")]);
    expect(shown(run)).not.toContain("canary-value");
  });
});

describe.concurrent("a login from a browser", () => {
  /** Nothing was ever backed up or logged in. */
  async function createFreshScene(options: RenewalSceneOptions = {}): Promise<RenewalScene> {
    const accounts = [smallLibrary(), createAccount("other")];
    const scene = await createRenewalScene({ accounts, ...options });
    const { running } = scene.action;
    running.secrets.clear();
    running.variables.clear();
    return scene;
  }

  it("is of any account at first, is named to its owner, and is one to back up with", async () => {
    await using scene = await createFreshScene();
    const { running } = scene.action;
    const invited = await scene.reauthorize();
    expect(invited.summary).toContain("logged in to **the account to back up**");
    const redirected = await approve(linkOf(invited), 1);
    const first = await scene.reauthorize({ "redirected-url": redirected });
    expect(first).toMatchObject({ exit: 0, outputs: { status: "complete" } });
    expect(first.summary).toContain("It is for the account `Listener other`.");
    expect(running.variables.get(LOGIN_DATE)).toBe("2026-11-22");

    // There is a login now, but no backup that shows for which account a new login must be.
    const again = await scene.reauthorize();
    expect(again.exit).toBe(10);
    expect(errors(again).join()).toContain("delete the secret SPOTIFY_REFRESH_TOKEN");
    expect(await scene.backup({ include: "albums" })).toMatchObject({ exit: 0 });
    expect(await scene.reauthorize()).toMatchObject({ exit: 0 });
    await expectNothingSecret(scene, [invited, first, again]);
  });

  it("names nobody in a public repository", async () => {
    await using scene = await createFreshScene({ running: { visibility: "public" }, target: {} });
    const redirected = await approve(linkOf(await scene.reauthorize()), 1);
    const first = await scene.reauthorize({ "redirected-url": redirected });
    expect(first.exit).toBe(0);
    expect(shown(first)).not.toContain("Listener other");
    expect([...scene.action.running.secrets.keys()]).toEqual([LOGIN]);
  });

  it("may be for a restore into any account, with the app of the backups", async () => {
    await using scene = await createScene();
    const { running, emulator } = scene.action;
    const restore = { account: "restore", "same-app": "true" };
    const invited = await scene.reauthorize(restore);
    expect(invited.summary).toContain("(account `restore`, `same-app` ticked)");
    const link = linkOf(invited);
    expect(new URL(link).searchParams.get("scope")).toContain("playlist-modify-private");
    const redirected = await approve(link, 1);
    const wrong = await scene.reauthorize({ "redirected-url": redirected });
    expect(errors(wrong)).toEqual([expect.stringContaining("[usage/pasted]")]);
    const stored = await scene.reauthorize({ ...restore, "redirected-url": redirected });
    expect(stored).toMatchObject({ exit: 0, outputs: { status: "complete" } });
    expect(await openSecret(running, TARGET.id)).toBe(emulator.app.clientId);
    expect(await openSecret(running, TARGET.secret)).toBe(emulator.app.clientSecret);
    expect(await openSecret(running, TARGET.login)).not.toBeNull();
    expect(await openSecret(running, LOGIN)).toBe(scene.action.refreshToken);
    expect([...running.secrets.keys()].sort()).toEqual([LOGIN, ...Object.values(TARGET)]);
    await expectNothingSecret(scene, [invited, wrong, stored]);
  });

  it("may be for a restore with an app of its own, and warns of the account of the backups", async () => {
    await using scene = await createScene();
    const { running } = scene.action;
    const restore = { account: "restore" };
    const redirected = await approve(linkOf(await scene.reauthorize(restore)));
    const stored = await scene.reauthorize({ ...restore, "redirected-url": redirected });
    expect(stored).toMatchObject({ exit: 0 });
    expect(stored.summary).toContain("> [!WARNING]\n> There are backups of this account.");
    expect([...running.secrets.keys()].sort()).toEqual([LOGIN, TARGET.login]);
  });
});
