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
    await expectUntouched(scene, [invited]);
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
