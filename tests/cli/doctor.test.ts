import { generateX25519Identity, identityToRecipient } from "age-encryption";
import { describe, expect, it } from "vitest";
import { fault } from "../../emulator/index.ts";
import { encodedForms } from "../../src/secret.ts";
import { runCommand } from "../support/cli/command.ts";
import {
  createDoctorScene,
  type DoctorRun,
  type DoctorScene,
  statesOf,
} from "../support/cli/doctor-scene.ts";
import { createFakeClock } from "../support/fake-clock.ts";
import { createIntruder, keyIdsOf, placedAt, readCommitted } from "../support/snapshot/intruder.ts";
import { READ_SCOPES } from "../support/spotify/scene.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const REPOSITORY = "somebody/tracksafe";

const daysAgo = (count: number) => new Date(Date.now() - count * DAY_MS);

const ALL_FINE = {
  settings: "ok",
  login: "ok",
  scopes: "ok",
  expiry: "ok",
  account: "ok",
  quota: "ok",
  repository: "ok",
  secrets: "ok",
  workflow: "ok",
  run: "ok",
  token: "ok",
  recipients: "ok",
  identity: "ok",
  place: "ok",
  age: "ok",
  health: "ok",
  proof: "ok",
  gaps: "ok",
  requests: "ok",
  verified: "ok",
  growth: "ok",
};

describe("tracksafe doctor, of a repository", () => {
  it("finds nothing where all is well, with two requests to Spotify and without a change", async () => {
    await using installation = await createDoctorScene();
    const { emulator, github, account } = installation.scene;
    const spotify = emulator.requests.length;
    const before = github.requests.length;
    const visit = await installation.visit();
    expect(statesOf(visit)).toEqual(ALL_FINE);
    expect(visit.exit).toBe(0);
    expect(emulator.requests.slice(spotify).map(({ path }) => path)).toEqual(["/api/token", "/me"]);
    expect(visit.checks["login"]?.message).toBe("Spotify accepts the login. 2 requests were sent.");
    const methods = github.requests.slice(before).map(({ method }) => method);
    expect(new Set(methods)).toEqual(new Set(["GET"]));

    const args = ["doctor", `github:${REPOSITORY}`];
    const process = await runCommand(args, { ...installation.env, DISPLAY: undefined });
    expect(process).toMatchObject({ exit: 0, stderr: "" });
    const lines = process.stdout.trimEnd().split("\n");
    expect(lines[0]).toBe("ok       settings    The login is from the environment.");
    expect(lines.at(-1)).toBe("0 problems, 0 warnings, 21 checks made.");
    expect(lines.length).toBe(23);
    expect(process.stdout).not.toContain(account.displayName);
  });

  it.each<[string, Fault, Expected]>([
    [
      "a missing secret",
      ({ scene }) => {
        scene.running.secrets.delete("SPOTIFY_CLIENT_SECRET");
      },
      {
        check: "secrets",
        code: "config/missing",
        exit: 2,
        message: "The secret SPOTIFY_CLIENT_SECRET is missing.",
        next: `gh secret set SPOTIFY_CLIENT_SECRET --repo ${REPOSITORY}`,
      },
    ],
    [
      "several missing secrets",
      ({ scene }) => {
        scene.running.secrets.clear();
        scene.running.variables.delete("AGE_RECIPIENTS");
      },
      {
        check: "secrets",
        code: "config/missing",
        exit: 2,
        message:
          "Secrets are missing: SPOTIFY_CLIENT_SECRET, SPOTIFY_REFRESH_TOKEN, AGE_RECIPIENTS.",
        next: `gh secret set SPOTIFY_CLIENT_SECRET --repo ${REPOSITORY}`,
        also: { recipients: "unknown" },
      },
    ],
    [
      "a secret kept as a variable, where the workflow does not look",
      ({ scene }) => {
        scene.running.secrets.delete("SPOTIFY_REFRESH_TOKEN");
        scene.running.variables.set("SPOTIFY_REFRESH_TOKEN", "AQ1");
      },
      {
        check: "secrets",
        code: "config/missing",
        exit: 2,
        message: "The secret SPOTIFY_REFRESH_TOKEN is missing.",
        next: `gh secret set SPOTIFY_REFRESH_TOKEN --repo ${REPOSITORY}`,
      },
    ],
    [
      "a day of the login that the workflow does not understand",
      ({ scene }) => {
        scene.running.variables.set("SPOTIFY_AUTHORIZED_AT", "11/12/2026");
      },
      {
        check: "secrets",
        code: "config/invalid",
        exit: 2,
        message: "SPOTIFY_AUTHORIZED_AT is not a date, so every backup fails.",
        next: `gh variable set SPOTIFY_AUTHORIZED_AT --repo ${REPOSITORY}`,
      },
    ],
    [
      "a wrong client secret",
      () => ({ SPOTIFY_CLIENT_SECRET: "wrong-secret" }),
      {
        check: "login",
        code: "auth/client",
        exit: 4,
        message: "Spotify does not accept the app's credentials.",
        next: "https://developer.spotify.com/dashboard",
        also: { scopes: "unknown", account: "unknown" },
      },
    ],
    [
      "an expired login",
      ({ scene }) => {
        scene.emulator.revoke(scene.refreshToken);
      },
      {
        check: "login",
        code: "auth/expired",
        exit: 4,
        message: "Spotify no longer accepts this login.",
        next: "tracksafe auth",
        also: { scopes: "unknown", account: "unknown" },
      },
    ],
    [
      "a missing scope",
      ({ scene }) => {
        const scopes = READ_SCOPES.filter((scope) => scope !== "user-follow-read");
        const { accountId } = scene.account;
        return { SPOTIFY_REFRESH_TOKEN: scene.emulator.issueRefreshToken(accountId, scopes) };
      },
      {
        check: "scopes",
        code: "auth/scope",
        exit: 4,
        message: "The login lacks the permissions user-follow-read.",
        next: "tracksafe auth",
      },
    ],
    [
      "an owner without Premium",
      ({ scene }) => {
        scene.emulator.ownerPremiumLapsed = true;
      },
      {
        check: "login",
        code: "provider/app-blocked",
        exit: 5,
        message: "Spotify blocks the app for this account.",
        next: "https://developer.spotify.com/dashboard",
        also: { scopes: "unknown", account: "unknown" },
      },
    ],
    [
      "a public repository",
      ({ scene }) => {
        scene.running.visibility = "public";
      },
      {
        check: "repository",
        code: "config/public-repository",
        exit: 2,
        message: `Everybody can read ${REPOSITORY}.`,
        next: expect.stringMatching(/\/somebody\/tracksafe\/settings$/),
      },
    ],
    [
      "an archived repository",
      ({ scene }) => {
        scene.running.archived = true;
      },
      {
        check: "repository",
        code: "store/permission",
        exit: 9,
        message: `${REPOSITORY} is archived, so nobody can change it.`,
        next: expect.stringMatching(/\/somebody\/tracksafe\/settings$/),
      },
    ],
    ...(
      [
        ["disabled_manually", "Somebody switched it off."],
        [
          "disabled_inactivity",
          "GitHub switched it off because the repository had no activity for 60 days.",
        ],
        [
          "disabled_fork",
          "GitHub switches off the workflows of a fork until somebody switches them on.",
        ],
      ] as const
    ).map(([state, why]): [string, Fault, Expected] => [
      `a workflow that is ${state}`,
      ({ scene }) => {
        for (const workflow of scene.running.workflows) workflow.state = state;
      },
      {
        check: "workflow",
        code: "config/workflow-disabled",
        exit: 2,
        message: `The workflow does not run. ${why}`,
        next: `gh workflow enable backup.yml --repo ${REPOSITORY}`,
      },
    ]),
    [
      "a last run that failed",
      ({ scene }) => {
        for (const run of scene.running.runs) {
          if (run.file === "backup.yml") run.conclusion = "failure";
        }
      },
      {
        check: "run",
        code: "provider/run-failed",
        exit: 5,
        message: expect.stringMatching(/^The last run, of [\d-]+, failed\.$/),
        next: `gh run view 1 --log-failed --repo ${REPOSITORY}`,
      },
    ],
    [
      "an identity that does not open what is sealed",
      async () => ({ AGE_IDENTITY: await generateX25519Identity() }),
      {
        check: "identity",
        code: "key/no-match",
        exit: 12,
        message:
          "The key in AGE_IDENTITY does not open files that are sealed for the variable AGE_RECIPIENTS.",
        next: `AGE_IDENTITY=FILE tracksafe doctor github:${REPOSITORY}`,
      },
    ],
    [
      "a recipient that is not the one before",
      async ({ scene }) => {
        const other = await identityToRecipient(await generateX25519Identity());
        scene.running.variables.set("AGE_RECIPIENTS", other);
      },
      {
        check: "identity",
        code: "key/no-match",
        exit: 12,
        message:
          "The key in AGE_IDENTITY does not open files that are sealed for the variable AGE_RECIPIENTS.",
        next: `AGE_IDENTITY=FILE tracksafe doctor github:${REPOSITORY}`,
        also: { recipients: "warning" },
      },
    ],
    [
      "a recipient that is mistyped",
      ({ scene }) => {
        const { recipient } = scene;
        const other = recipient.endsWith("0") ? "2" : "0";
        scene.running.variables.set("AGE_RECIPIENTS", `${recipient.slice(0, -1)}${other}`);
      },
      {
        check: "recipients",
        code: "config/bad-recipient",
        exit: 2,
        message: expect.stringMatching(/^the variable AGE_RECIPIENTS: recipient 1 is mistyped/),
        next: "tracksafe keygen --out FILE",
      },
    ],
    [
      "a token that GitHub does not accept",
      () => ({ GITHUB_TOKEN: "github_pat_unknown" }),
      {
        check: "repository",
        code: "auth/github-token",
        exit: 4,
        message: "GitHub does not accept the token in GITHUB_TOKEN.",
        next: `tracksafe doctor github:${REPOSITORY}`,
        also: {
          secrets: "unknown",
          workflow: "unknown",
          run: "unknown",
          token: "unknown",
          recipients: "unknown",
          place: "unknown",
          age: "unknown",
          health: "unknown",
          proof: "unknown",
          gaps: "unknown",
          requests: "unknown",
          verified: "unknown",
          growth: "unknown",
          expiry: "unknown",
          account: "unknown",
          identity: "unknown",
        },
      },
    ],
  ])("finds %s", async (_, breakIt, { check, also = {}, exit, ...wanted }) => {
    await using installation = await createDoctorScene();
    const visit = await installation.visit((await breakIt(installation)) ?? {});
    expect(visit.checks[check]).toMatchObject({ state: "problem", ...wanted });
    expect(visit.checks[check]?.hint).toMatch(/[a-z]/);
    // Nothing else is wrong, and the doctor reports nothing else.
    expect(statesOf(visit)).toEqual({ ...ALL_FINE, ...also, [check]: "problem" });
    expect(visit.exit).toBe(exit);
    expectNoSecret(installation, visit);
  });

  it("finds snapshots of another key, by the variable of the workflow", async () => {
    await using installation = await createDoctorScene(daysAgo(1));
    const { running, account, recipient, target } = installation.scene;
    const [keyId] = await keyIdsOf(await readCommitted(target));
    await using intruder = await createIntruder(account, recipient);
    await target.commit(
      "backups",
      placedAt("backups", await intruder.sealed(new Date().toISOString())),
    );
    // Without the app's secret and the identity, only a record can show whose snapshots they are.
    const less = { SPOTIFY_CLIENT_SECRET: undefined, AGE_IDENTITY: undefined };
    const lost = await installation.visit(less);
    expect(lost.checks["age"]).toMatchObject({ state: "problem", code: "snapshot/none-good" });
    running.variables.set("TRACKSAFE_KEY_ID", `00112233445566aa ${keyId}`);
    for (const env of [less, {}]) {
      const visit = await installation.visit(env);
      expect(visit.checks["age"]).toMatchObject({ state: "ok" });
      expect(visit.checks["proof"]).toMatchObject({ state: "problem", code: "snapshot/foreign" });
      expect(visit.exit).toBe(7);
    }
  });

  it("finds a newest snapshot that is too old, and says the rule", async () => {
    await using installation = await createDoctorScene(daysAgo(3.01));
    const visit = await installation.visit();
    expect(statesOf(visit)).toEqual({ ...ALL_FINE, age: "problem" });
    expect(visit.checks["age"]).toMatchObject({
      code: "snapshot/stale",
      message: expect.stringMatching(
        /^The newest snapshot of [0-9a-f]{16} is 3 days old, which is more than 3 days\.$/,
      ),
      hint: expect.stringMatching(/^If backups should run every day/),
      next: `gh workflow run backup.yml --repo ${REPOSITORY}`,
    });
    expect(visit.exit).toBe(10);
  });

  it("tells an outage from a lost login", async () => {
    await using installation = await createDoctorScene();
    const clock = createFakeClock(new Date().toISOString(), { autoAdvance: true });
    const { faults } = installation.scene.emulator;
    faults.add({ path: "/api/token", times: Number.POSITIVE_INFINITY, fault: fault.status(503) });
    const visit = await installation.visit({}, undefined, { clock });
    expect(visit.checks["login"]).toMatchObject({
      state: "problem",
      code: "provider/unavailable",
      next: `tracksafe doctor github:${REPOSITORY}`,
    });
    expect(visit.printed).not.toContain("auth/");
    expect(visit.exit).toBe(5);
  });

  it("counts the days of the workflow's login, and warns for a month", async () => {
    await using installation = await createDoctorScene();
    const { variables } = installation.scene.running;
    const expiryFor = async (days: number) => {
      variables.set("SPOTIFY_AUTHORIZED_AT", daysAgo(days).toISOString().slice(0, 10));
      const { exit, checks } = await installation.visit();
      return [exit, checks["expiry"]?.state, checks["expiry"]?.code];
    };
    expect(await expiryFor(100)).toEqual([0, "ok", undefined]);
    expect(await expiryFor(170)).toEqual([0, "warning", undefined]);
    expect(await expiryFor(190)).toEqual([4, "problem", "auth/expired"]);
    // The workflow uses a secret of that name, which nobody can read.
    installation.scene.running.secrets.set("SPOTIFY_AUTHORIZED_AT", "c2VhbGVk");
    const { checks: renewed } = await installation.visit();
    expect(renewed["expiry"]?.state).toBe("ok");
    expect(renewed["secrets"]?.state).toBe("ok");
    installation.scene.running.secrets.delete("SPOTIFY_AUTHORIZED_AT");
    variables.delete("SPOTIFY_AUTHORIZED_AT");
    const { exit, checks } = await installation.visit();
    expect(exit).toBe(0);
    // The snapshot records the login, but the doctor still misses the day.
    expect(checks["expiry"]?.message).toContain("according to the newest snapshot");
    expect(checks["secrets"]).toMatchObject({
      state: "warning",
      next: `gh variable set SPOTIFY_AUTHORIZED_AT --repo ${REPOSITORY}`,
    });
  });

  it("does without a login on this machine, and without the key", async () => {
    await using installation = await createDoctorScene();
    const visit = await installation.visit({
      SPOTIFY_REFRESH_TOKEN: undefined,
      AGE_IDENTITY: undefined,
    });
    expect(visit.exit).toBe(0);
    expect(statesOf(visit)).toEqual({
      ...ALL_FINE,
      settings: "unknown",
      login: "unknown",
      scopes: "unknown",
      account: "unknown",
      identity: "unknown",
    });
    const other = await installation.visit({
      SPOTIFY_REFRESH_TOKEN: installation.scene.loginOf("other"),
    });
    expect(statesOf(other)).toEqual({ ...ALL_FINE, account: "warning" });
    expect(other.exit).toBe(0);
  });

  it("looks where the workflow stores its snapshots", async () => {
    await using installation = await createDoctorScene();
    const { github, running } = installation.scene;
    const vault = await github.addRepository({
      owner: "somebody",
      name: "vault",
      files: Object.fromEntries(await running.files("backups")),
    });
    running.variables.set("BACKUP_REPOSITORY", vault.fullName);
    const unseen = await installation.visit();
    expect(unseen.checks["repository"]).toMatchObject({
      state: "problem",
      code: "store/not-found",
      message: expect.stringContaining(
        "BACKUP_REPOSITORY names somebody/vault, but that repository does not exist",
      ),
    });

    const rights = {
      contents: "read",
      actions: "read",
      secrets: "read",
      variables: "read",
    } as const;
    const { value } = github.addToken({
      label: "both",
      rights: { [running.fullName]: rights, [vault.fullName]: rights },
      expiresAt: new Date(Date.now() + 20 * DAY_MS),
    });
    const tokenless = await installation.visit({ GITHUB_TOKEN: value });
    expect(tokenless.checks["secrets"]?.message).toBe("The secret BACKUP_TOKEN is missing.");
    running.secrets.set("BACKUP_TOKEN", "c2VhbGVk");
    running.visibility = "public";
    const visit = await installation.visit({ GITHUB_TOKEN: value });
    expect(statesOf(visit)).toEqual({ ...ALL_FINE, token: "warning" });
    expect(visit.checks["repository"]?.message).toContain(
      "The workflow runs in a public repository",
    );
    expect(visit.checks["place"]?.message).toContain("github:somebody/vault holds");
    vault.visibility = "public";
    const open = await installation.visit({ GITHUB_TOKEN: value });
    expect(open.checks["repository"]).toMatchObject({
      code: "config/public-repository",
      message: "Everybody can read somebody/vault.",
    });
    vault.visibility = "private";

    // When it is named itself, it has no workflow, so the login of this machine counts.
    const itself = await installation.visit({ GITHUB_TOKEN: value }, "github:somebody/vault");
    expect(statesOf(itself)).toEqual({
      ...ALL_FINE,
      token: "warning",
      secrets: "unknown",
      workflow: "unknown",
      run: "unknown",
      recipients: "unknown",
      verified: "unknown",
    });
  });

  it("says when all was last verified, and how large the repository is", async () => {
    await using installation = await createDoctorScene();
    const { running } = installation.scene;
    const { checks } = await installation.visit();
    expect(checks["verified"]?.message).toMatch(/ It last passed on \S+, within a day\.$/);
    expect(checks["growth"]?.message).toMatch(/^The repository takes 0\.0 MB\. The newest /);
    expect(checks["requests"]?.message).toMatch(
      /^The last 24 hours have 1 backup with about \d+ requests, .* about 1100 a day/,
    );
    const verify = running.runs.findIndex(({ file }) => file === "verify.yml");
    const run = running.runs[verify] ?? expect.fail("a run");
    running.runs[verify] = { ...run, startedAt: daysAgo(20) };
    running.kilobytes = 2_000_000;
    const late = await installation.visit();
    expect(late.checks["verified"]).toMatchObject({
      state: "warning",
      message: expect.stringContaining("20 days ago"),
      next: `gh workflow run verify.yml --repo ${REPOSITORY}`,
    });
    expect(late.checks["growth"]).toMatchObject({
      state: "warning",
      message: expect.stringContaining("GitHub recommends less than 1 GB."),
      next: expect.stringMatching(/^tracksafe prune github:.* --rewrite --dry-run$/),
    });
    running.runs.push({ ...run, id: 9, startedAt: daysAgo(1), conclusion: "failure" });
    const failed = await installation.visit();
    expect(failed.checks["verified"]).toMatchObject({
      state: "problem",
      code: "provider/run-failed",
      message: expect.stringContaining("failed. It last passed on "),
    });
    running.runs.splice(verify, 1);
    const never = await installation.visit();
    expect(never.checks["verified"]?.message).toContain("It has never passed.");
  });
});

/** Makes something wrong; may give changes of the environment. */
type Fault = (
  installation: DoctorScene,
) =>
  | Readonly<Record<string, string>>
  | undefined
  | Promise<Readonly<Record<string, string>> | undefined>
  | void
  | Promise<void>;

interface Expected {
  readonly check: string;
  readonly code: string;
  readonly exit: number;
  readonly message: string;
  readonly next: string;
  /** The states of other checks that follow from it. */
  readonly also?: Readonly<Record<string, string>>;
}

function expectNoSecret({ scene, env }: DoctorScene, { printed }: DoctorRun): void {
  const secrets = [
    scene.refreshToken,
    scene.identity,
    env["GITHUB_TOKEN"] ?? "",
    scene.emulator.app.clientSecret,
  ];
  const forms = secrets.flatMap(encodedForms);
  expect(forms.filter((form) => printed.includes(form))).toEqual([]);
  expect(printed).not.toContain(scene.account.displayName);
}
