import { describe, expect, it } from "vitest";
import { readInputs } from "../../action/inputs.ts";
import {
  type ActionRun,
  type ActionScene,
  createActionScene,
  smallLibrary,
} from "../support/action/scene.ts";
import { inputEnvironment } from "../support/action/step.ts";
import { appErrorOf } from "../support/app-error.ts";

/** The one error in the log of a run. */
function errorOf({ log }: ActionRun): string {
  const lines = log.split("\n").filter((line) => line.startsWith("::error::"));
  expect(lines.length).toBe(1);
  return lines.join("").slice("::error::".length).replaceAll("%0A", "\n");
}

/** Checks that nothing was written anywhere, and that Spotify got no request. */
async function expectUntouched({ emulator, github, target, running }: ActionScene): Promise<void> {
  expect(emulator.requests).toEqual([]);
  const writes = github.requests.filter(
    ({ method, path }) => method !== "GET" && !/\/git\/blobs$|\/issues/.test(path),
  );
  expect(writes).toEqual([]);
  expect(running.git.ref("refs/heads/backups")).toBeNull();
  expect(await target.log("main")).toEqual(["A change"]);
}

const NOTHING = {
  "spotify-client-id": "",
  "spotify-client-secret": "",
  "spotify-refresh-token": "",
  "age-recipients": "",
};

describe("a value that is not known", () => {
  it.for([
    ["command", "backpu"],
    ["encryption", "gpg"],
    ["notify", "mail"],
    ["fail-on", "never"],
    ["target", "same-account"],
    ["names", "yes"],
    ["include", "likes,podcasts"],
    ["covers", "1"],
    ["max-wait", "soon"],
    ["max-requests", "few"],
    ["full", "always"],
    ["new-user", "sure"],
    ["allow-public", "TRUE!"],
    ["dry-run", "never"],
    ["all", "some"],
  ] as const)("is refused, and not shown: %s: %s", async ([name, value]) => {
    const env = await inputEnvironment({ [name]: value }, {});
    const error = await appErrorOf(() => readInputs(env, () => {}));
    expect(error).toMatchObject({ name: "UsageError", code: "config/invalid" });
    expect(error.message).toMatch(new RegExp(`^The input ${name} has an? (?:unknown )?value\\b`));
    expect(error.message + error.hint).not.toContain(value);
  });
});

describe.concurrent("before anything is done, the action", () => {
  it("refuses a value that is not known", async () => {
    await using scene = await createActionScene();
    const run = await scene.run({ "fail-on": "never" });
    expect(run.exit).toBe(2);
    expect(errorOf(run)).toMatch(/^The input fail-on has an unknown value.*config\/invalid/);
    expect(errorOf(run)).not.toContain("never");
    expect(scene.github.requests).toEqual([]);
    await expectUntouched(scene);
  });

  it.for([
    ["spotify-client-id", "SPOTIFY_CLIENT_ID"],
    ["spotify-client-secret", "SPOTIFY_CLIENT_SECRET"],
    ["spotify-refresh-token", "SPOTIFY_REFRESH_TOKEN"],
    ["age-recipients", "AGE_RECIPIENTS"],
  ] as const)("misses %s, and names the secret %s", async ([name, secret]) => {
    await using scene = await createActionScene();
    const run = await scene.run({ [name]: "" });
    expect(run.exit).toBe(2);
    expect(errorOf(run)).toContain(`The input ${name} (secret ${secret}) is empty.`);
    expect(run.outputs["status"]).toBe("failed");
    expect(run.summary).toContain(`- [ ] \`${secret}\`: `);
    const isOptional = run.summary.includes("- [ ] `SECRETS_TOKEN`: optional");
    expect(isOptional).toBe(name !== "spotify-refresh-token");
    expect(scene.running.issues).toMatchObject([{ state: "open" }]);
    await expectUntouched(scene);
  });

  it("names the secret of this account's login, and all that are missing", async () => {
    await using scene = await createActionScene();
    const run = await scene.run({
      ...NOTHING,
      "spotify-client-id": "an-id",
      "refresh-token-secret": "LOGIN_OF_ANNA",
    });
    expect(run.exit).toBe(2);
    expect(errorOf(run)).toContain("spotify-refresh-token (secret LOGIN_OF_ANNA)");
    expect(errorOf(run)).toContain("age-recipients (secret AGE_RECIPIENTS)");
    await expectUntouched(scene);
  });

  it.for([
    ["age-recipients", "age1notarecipient", "recipient 1"],
    ["age-recipients", "AGE-SECRET-KEY-1QQPQYRXW", "is an identity"],
    ["spotify-refresh-token", '"AQ in quotes"', "SPOTIFY_REFRESH_TOKEN"],
    ["spotify-refresh-token", "SPOTIFY_REFRESH_TOKEN=AQpasted", "is a whole line of the form"],
    ["spotify-client-secret", "emulated-client", "(secret SPOTIFY_CLIENT_SECRET) is the client ID"],
    ["spotify-refresh-token", "emulated-client", "(secret SPOTIFY_REFRESH_TOKEN) is the client ID"],
    ["spotify-authorized-at", "last summer", "is not a date"],
    ["repository", "just-a-name", "owner/name"],
    ["path", "../elsewhere", "path"],
  ] as const)("refuses a malformed %s: %s", async ([name, value, said]) => {
    await using scene = await createActionScene();
    const run = await scene.run({ [name]: value });
    expect(run.exit).toBe(2);
    expect(errorOf(run)).toContain(said);
    expect(run.log + run.summary).not.toContain(value);
    await expectUntouched(scene);
  });

  it("refuses to write to a public repository", async () => {
    for (const inputs of [
      {},
      { encryption: "none" },
      { encryption: "none", "allow-public": "true" },
    ]) {
      await using scene = await createActionScene({ target: { visibility: "public" } });
      const run = await scene.run(inputs);
      expect(run.exit).toBe(2);
      expect(errorOf(run)).toContain("config/public-repository");
      await expectUntouched(scene);
    }
  });

  it("does write there when that is meant, sealed", async () => {
    await using scene = await createActionScene({ target: { visibility: "public" } });
    const run = await scene.run({ "allow-public": "true" });
    expect(run.exit).toBe(0);
    expect(await scene.target.log("main")).toHaveLength(2);
  });

  it("refuses a token that may not write, and a branch that is not there", async () => {
    await using scene = await createActionScene({ target: {}, rights: { contents: "read" } });
    const run = await scene.run();
    expect(run.exit).toBe(9);
    expect(errorOf(run)).toContain(
      `The token in the input token (secret BACKUP_TOKEN) lacks the permission "contents: write"`,
    );
    await expectUntouched(scene);

    await using other = await createActionScene({ target: {} });
    const lost = await other.run({ branch: "bakcups" });
    expect(lost.exit).toBe(10);
    expect(errorOf(lost)).toContain("Check the setting `branch`");
    await expectUntouched(other);
  });

  it("refuses the login of another account, and takes it when that is meant", async () => {
    const accounts = [smallLibrary(1), smallLibrary(2)];
    await using scene = await createActionScene({ accounts });
    await scene.seed();
    const login = scene.loginOf(accounts[1]?.accountId ?? "");
    const run = await scene.run({ "spotify-refresh-token": login });
    expect(run.exit).toBe(11);
    expect(errorOf(run)).toContain("store/new-user");
    expect(await scene.running.log("backups")).toHaveLength(1);
    expect(scene.running.issues).toMatchObject([{ state: "open" }]);
    const meant = { "spotify-refresh-token": login, "new-user": "true", include: "albums" };
    expect((await scene.run(meant)).exit).toBe(0);
    expect(await scene.running.log("backups")).toHaveLength(2);
    expect(scene.running.issues).toMatchObject([{ state: "closed" }]);
  });

  it("says what to add when nothing is set up, and fails once there are snapshots", async () => {
    await using scene = await createActionScene();
    const run = await scene.run(NOTHING);
    expect(run.exit).toBe(0);
    for (const secret of ["CLIENT_ID", "CLIENT_SECRET", "REFRESH_TOKEN"]) {
      expect(run.summary).toContain(`SPOTIFY_${secret}`);
    }
    const page = "https://github.com/somebody/tracksafe";
    const steps = [...run.summary.matchAll(/^- \[ \] `(\w+)`:.*?\]\((\S+?)[)?]/gm)];
    expect(steps.map(([, name, url]) => [name, url])).toEqual([
      ["SPOTIFY_CLIENT_ID", "https://developer.spotify.com/dashboard"],
      ["SPOTIFY_CLIENT_SECRET", `${page}/settings/secrets/actions/new`],
      ["SECRETS_TOKEN", "https://github.com/settings/personal-access-tokens/new"],
      ["SPOTIFY_REFRESH_TOKEN", `${page}/actions/workflows/reauthorize.yml`],
      ["AGE_RECIPIENTS", `${page}/blob/HEAD/docs/tracksafe.html`],
    ]);
    expect(run.summary).toContain(`(${page}/settings/variables/actions/new)`);
    expect(run.summary).not.toContain("a private place");
    expect(run.log).not.toMatch(/^::(error|warning)/m);
    expect(scene.running.issues).toEqual([]);
    await expectUntouched(scene);

    await scene.seed();
    const later = await scene.run(NOTHING);
    expect(later.exit).toBe(2);
    expect(errorOf(later)).toContain("config/missing");
  });

  it.for([
    [true, "[its page](https://github.com/template/tracksafe) choose **Use this template**"],
    [false, "**Make this repository private**"],
  ] as const)(
    "says first where snapshots belong in a public copy (fork: %s)",
    async ([isFork, way]) => {
      await using scene = await createActionScene({ running: { visibility: "public", isFork } });
      const run = await scene.run(NOTHING);
      expect(run.exit).toBe(0);
      const [before = "", after = ""] = run.summary.split("- [ ] `SPOTIFY_CLIENT_ID`");
      expect(before).toContain(way);
      expect(before).toContain("`BACKUP_REPOSITORY`");
      expect(before).toContain("`BACKUP_TOKEN`");
      expect(after).not.toBe("");
      expect(run.summary + run.log).not.toContain("allow-public");
      await expectUntouched(scene);
    },
  );

  it("does not say so where a private repository keeps the snapshots", async () => {
    await using scene = await createActionScene({ running: { visibility: "public" }, target: {} });
    const run = await scene.run(NOTHING);
    expect(run.summary).toContain("- [ ] `SPOTIFY_CLIENT_ID`");
    expect(run.summary).not.toContain("a private place");
  });

  it("names the secret with the token for another repository when there is none", async () => {
    await using scene = await createActionScene({ target: {} });
    const run = await scene.run({ token: scene.tokens.run.value });
    expect(run.exit).toBe(2);
    expect(errorOf(run)).toMatch(/the secret BACKUP_TOKEN .*is empty.*config\/missing/s);
    await expectUntouched(scene);
  });

  it.for([
    ["spotify-client-id", "TARGET_SPOTIFY_CLIENT_ID"],
    ["spotify-client-secret", "TARGET_SPOTIFY_CLIENT_SECRET"],
    ["spotify-refresh-token", "TARGET_SPOTIFY_REFRESH_TOKEN"],
  ] as const)("misses %s of the account to restore into, and names %s", async ([name, secret]) => {
    await using scene = await createActionScene();
    const run = await scene.run({
      command: "restore",
      "refresh-token-secret": "TARGET_SPOTIFY_REFRESH_TOKEN",
      [name]: "",
    });
    expect(run.exit).toBe(2);
    expect(errorOf(run)).toContain(`The input ${name} (secret ${secret}) is empty.`);
    expect(errorOf(run)).toContain("with the account `restore`");
    expect(run.summary).toContain(
      "(https://github.com/somebody/tracksafe/settings/secrets/actions)",
    );
    await expectUntouched(scene);
  });

  it("misses the key for a sealed snapshot, and says when to remove it again", async () => {
    await using scene = await createActionScene();
    await scene.seed({ include: ["albums"] });
    const run = await scene.run({ command: "restore", target: "same" });
    expect(run.exit).toBe(12);
    expect(errorOf(run)).toMatch(/key\/missing.*secret AGE_IDENTITY.*remove the secret/s);
  });
});
