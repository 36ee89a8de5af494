import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openIdentityFile } from "../../src/crypto/identities.ts";
import { generateKey } from "../../src/crypto/keygen.ts";
import { AuthError, StoreError } from "../../src/errors.ts";
import { Secret } from "../../src/secret.ts";
import { isComplete, STEPS, type StepName } from "../../src/setup/setup.ts";
import { appErrorOf } from "../support/app-error.ts";
import { APP, createGuideScene, EVERYTHING, type GuideScene } from "../support/cli/guide-scene.ts";
import type { Scripted } from "../support/cli/scripted-asker.ts";

const LOGIN_WRITES = [
  "secret SPOTIFY_CLIENT_SECRET",
  "secret SPOTIFY_REFRESH_TOKEN",
  "variable SPOTIFY_CLIENT_ID",
  "variable TRACKSAFE_KEY_ID",
  "variable SPOTIFY_AUTHORIZED_AT",
];

const ALL_WRITES = [...LOGIN_WRITES, "variable AGE_RECIPIENTS", "start backup.yml"];

const only = (...names: StepName[]) => ({
  skip: new Set(STEPS.filter((name) => !names.includes(name))),
});

const denied = () => new StoreError("store/permission", "The token may not.", { hint: "Let it." });

async function key(scene: GuideScene, name: string) {
  const made = await generateKey("x25519", scene.clock.now());
  const path = join(scene.home, name);
  await writeFile(path, made.fileText.reveal());
  return { ...made, path };
}

describe("the guide", () => {
  it("goes from nothing to a first snapshot, and changes nothing the second time", async () => {
    await using scene = await createGuideScene();
    const first = await scene.lead(EVERYTHING);
    expect(first.writes).toEqual(ALL_WRITES);
    expect(first.steps.map(({ outcome }) => outcome)).toEqual([
      "kept",
      "done",
      "done",
      "skipped",
      "kept",
      "done",
    ]);
    expect(isComplete(first.steps)).toBe(true);
    expect(first.run).toEqual({
      url: "https://host/runs/1",
      conclusion: "success",
      snapshot: "2026-11-22T03-17-00",
    });
    expect(Object.fromEntries(scene.workflows.secrets)).toEqual({
      SPOTIFY_CLIENT_SECRET: "the-secret",
      SPOTIFY_REFRESH_TOKEN: "refresh-1",
    });
    expect(scene.workflows.values.get("SPOTIFY_AUTHORIZED_AT")).toBe("2026-11-22");
    expect(first.screen).not.toMatch(/the-secret|refresh-1|AGE-SECRET-KEY/);

    const second = await scene.lead([], { isInteractive: false });
    expect(second.writes).toEqual([]);
    expect(isComplete(second.steps)).toBe(true);
    const third = await scene.lead([[/Add it now\?/, "n"]]);
    expect(third.writes).toEqual([]);
  });

  it("writes nothing in a dry run, asks nothing, and says what it would write", async () => {
    await using scene = await createGuideScene();
    scene.workflows.states.set("backup.yml", "disabled_fork");
    const { writes, screen, steps } = await scene.lead([], { dryRun: true, isInteractive: false });
    expect(writes).toEqual([]);
    expect(steps.map(({ outcome }) => outcome)).toEqual(["kept", ...Array(5).fill("planned")]);
    for (const name of ["SPOTIFY_CLIENT_SECRET", "SPOTIFY_AUTHORIZED_AT", "AGE_RECIPIENTS"]) {
      expect(screen).toMatch(new RegExp(`^This step would set .*${name}`, "m"));
    }
    expect(screen).toContain("This step would start the workflow backup.yml.");
  });

  it("keeps, from any state, all that is right, and is complete when it has been gone through", async () => {
    const settings = [
      ["secrets", "SPOTIFY_CLIENT_SECRET", "kept"],
      ["secrets", "SPOTIFY_REFRESH_TOKEN", "kept"],
      ["values", "SPOTIFY_CLIENT_ID", "kept"],
      ["values", "SPOTIFY_AUTHORIZED_AT", "2026-11-01"],
      ["secrets", "AGE_RECIPIENTS", "kept"],
    ] as const;
    const numbers = fc.subarray(settings.map((_, index) => index));
    await fc.assert(
      fc.asyncProperty(numbers, fc.boolean(), async (chosen, isOff) => {
        await using scene = await createGuideScene();
        const set = settings.filter((_, index) => chosen.includes(index));
        for (const [where, name, value] of set) scene.workflows[where].set(name, value);
        if (isOff) scene.workflows.states.set("verify.yml", "disabled_manually");
        const hasLogin = settings.slice(0, 4).every((one) => set.includes(one));
        const hasKey = set.some(([, name]) => name === "AGE_RECIPIENTS");
        const script = [
          ...(hasLogin ? [] : EVERYTHING.slice(0, 3)),
          ...(hasKey ? [] : EVERYTHING.slice(3, 7)),
          ...EVERYTHING.slice(7, 8),
          ...(isOff ? [[/Switch it on\?/, ""] as const] : []),
          ...EVERYTHING.slice(8),
        ];
        const { steps, writes } = await scene.lead(script);
        expect(isComplete(steps)).toBe(true);
        expect(writes).toEqual([
          ...(hasLogin ? [] : LOGIN_WRITES),
          ...(hasKey ? [] : ["variable AGE_RECIPIENTS"]),
          ...(isOff ? ["enable verify.yml"] : []),
          "start backup.yml",
        ]);
        expect((await scene.lead([], { isInteractive: false })).writes).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  it("does again what it is told to, and then tries it out", async () => {
    await using scene = await createGuideScene({ users: ["fedcba9876543210"] });
    await scene.lead(EVERYTHING);
    const before = scene.workflows.values.get("AGE_RECIPIENTS");
    const again = await scene.lead(
      [
        [/Client ID \(Enter for the-client\)/, ""],
        [/Client secret/, "another"],
        [/already have an age key/, "n"],
        [/File for the key/, "~/second-key"],
        [/recovery copy/, ""],
        [/Add it now\?/, ""],
        [/Start it now\?/, ""],
      ],
      { again: new Set(["login", "key"]) },
    );
    expect(again.writes).toEqual(ALL_WRITES);
    expect(again.screen).toContain("keep that key, too");
    expect(scene.workflows.values.get("AGE_RECIPIENTS")).not.toBe(before);
    expect(scene.workflows.secrets.get("SPOTIFY_CLIENT_SECRET")).toBe("another");
    // Both were asked to be of the account whose snapshots are there.
    expect(scene.known).toEqual(["fedcba9876543210", "fedcba9876543210"]);
  });

  it("ends at the first question where nobody is there", async () => {
    await using scene = await createGuideScene();
    const error = await appErrorOf(() => scene.lead([], { isInteractive: false }));
    expect(error.code).toBe("usage/terminal");
    expect(scene.workflows.writes).toEqual([]);
  });

  it("leaves out what is declined, and says that something is left to do", async () => {
    await using scene = await createGuideScene();
    const { steps, writes, screen } = await scene.lead([
      [/Log in now\?/, "n"],
      [/Set up the key now\?/, "no"],
      [/Add it now\?/, ""],
      [/Start it now\?/, "y"],
    ]);
    expect(writes).toEqual([]);
    expect(steps.map(({ outcome }) => outcome)).toEqual([
      "kept",
      "skipped",
      "skipped",
      "skipped",
      "kept",
      "failed",
    ]);
    expect(isComplete(steps)).toBe(false);
    expect(screen).toContain("missing: SPOTIFY_CLIENT_ID, SPOTIFY_CLIENT_SECRET");
  });
});

describe("the login", () => {
  const LOGIN = EVERYTHING.slice(0, 3);

  it("is not asked for twice when GitHub refuses to take it", async () => {
    await using scene = await createGuideScene();
    scene.workflows.failures.push(denied(), denied());
    const retry: Scripted = [/Try again\?/, ""];
    const { writes, screen } = await scene.lead([...LOGIN, retry, retry], only("login"));
    expect(writes).toEqual(LOGIN_WRITES);
    expect(scene.known).toHaveLength(1);
    expect(screen).toContain("The token may not.\nLet it.");
  });

  it("ends with the error that is not to be tried again", async () => {
    await using scene = await createGuideScene();
    scene.workflows.failures.push(denied());
    const lead = () => scene.lead([...LOGIN, [/Try again\?/, "n"]], only("login"));
    expect((await appErrorOf(lead)).code).toBe("store/permission");
  });

  it("uses the app that is known on this machine, or asks what is wrong until it is right", async () => {
    await using known = await createGuideScene({ login: { knownApp: APP } });
    const { writes } = await known.lead(
      [
        [/Log in/, ""],
        [/Use the app the-client/, ""],
      ],
      only("login"),
    );
    expect(writes).toEqual(LOGIN_WRITES);

    const checkApp = async ({ clientSecret }: typeof APP) => {
      if (clientSecret.reveal() !== "right") throw new AuthError("auth/client", "Not accepted.");
    };
    await using scene = await createGuideScene({ login: { checkApp } });
    const { screen } = await scene.lead(
      [
        [/Log in/, ""],
        [/Client ID/, "two words"],
        [/Client ID/, ""],
        [/Client ID/, "the-client"],
        [/Client secret/, '"quoted"'],
        [/Client secret/, "the-client"],
        [/Client secret/, "SPOTIFY_CLIENT_SECRET=right"],
        [/Client secret/, "wrong"],
        [/Client secret/, "right"],
      ],
      only("login"),
    );
    expect(screen).toContain("The client ID has characters that are not allowed there.");
    expect(screen).toContain("as one line without quotes or spaces");
    expect(screen).toContain("The client secret is the client ID.");
    expect(screen).toContain("The client secret is a whole line of the form NAME=value.");
    expect(screen).toContain("Not accepted.");
    expect(screen).toContain("exactly this redirect URI: http://127.0.0.1:8888/callback");
    expect(scene.workflows.secrets.get("SPOTIFY_CLIENT_SECRET")).toBe("right");
  });

  it("is made anew when it ends in less than 30 days, has ended, or has no date", async () => {
    for (const [date, isKept, text] of [
      ["2026-06-23", true, "The login was made on 2026-06-23; Spotify ends it on 2026-12-23."],
      ["2026-06-21", false, "Spotify ends it on 2026-12-21."],
      ["2026-05-21", false, "it ended on 2026-11-21."],
      ["someday", false, "SPOTIFY_AUTHORIZED_AT is not a date."],
      // `Date` accepts this as a date, but the workflow does not.
      ["11/12/2026", false, "SPOTIFY_AUTHORIZED_AT is not a date."],
    ] as const) {
      await using scene = await createGuideScene();
      await scene.lead(LOGIN, only("login"));
      scene.workflows.values.set("SPOTIFY_AUTHORIZED_AT", date);
      const { screen, writes } = await scene.lead(isKept ? [] : LOGIN, only("login"));
      expect(screen).toContain(text);
      // The key of the same app is on record already.
      const wanted = LOGIN_WRITES.filter((write) => write !== "variable TRACKSAFE_KEY_ID");
      expect(writes).toEqual(isKept ? [] : wanted);
    }
  });

  it("is missing while it is kept among the variables, where no workflow looks for it", async () => {
    await using scene = await createGuideScene();
    await scene.lead(LOGIN, only("login"));
    for (const name of ["SPOTIFY_REFRESH_TOKEN", "SPOTIFY_CLIENT_SECRET"]) {
      scene.workflows.values.set(name, scene.workflows.secrets.get(name) ?? "");
      scene.workflows.secrets.delete(name);
    }
    const { screen } = await scene.lead(LOGIN, only("login"));
    expect(screen).toContain("Missing: SPOTIFY_CLIENT_SECRET, SPOTIFY_REFRESH_TOKEN.");
  });

  it("counts as right where a renewal may have stored a later day, which nobody can see", async () => {
    await using scene = await createGuideScene();
    await scene.lead(LOGIN, only("login"));
    scene.workflows.secrets.set("SPOTIFY_AUTHORIZED_AT", "2026-11-20");
    for (const date of ["2026-05-21", null]) {
      if (date === null) scene.workflows.values.delete("SPOTIFY_AUTHORIZED_AT");
      else scene.workflows.values.set("SPOTIFY_AUTHORIZED_AT", date);
      const { screen, writes } = await scene.lead([], only("login"));
      expect(screen).toContain("SPOTIFY_AUTHORIZED_AT is a secret");
      expect(writes).toEqual([]);
    }
  });
});

describe("the key", () => {
  const ASK: readonly Scripted[] = [[/Set up the key/, ""]];

  it.each<[string, boolean, (scene: GuideScene) => unknown]>([
    [
      "in a variable",
      true,
      ({ workflows }) => workflows.values.set("AGE_RECIPIENTS", "age1before"),
    ],
    ["in a secret", true, ({ workflows }) => workflows.secrets.set("AGE_RECIPIENTS", "age1before")],
    ["gone, with snapshots there", true, ({ workflows }) => workflows.startWorkflow("backup.yml")],
    ["never there", false, () => {}],
  ])("before, whose recipient was %s, is said to be kept: %s", async (_, isSaid, prepare) => {
    await using scene = await createGuideScene();
    await prepare(scene);
    for (const run of scene.workflows.runs) await scene.workflows.run(run.id);
    const { screen } = await scene.lead(
      [
        [/already have an age key/, ""],
        [/File for the key/, "~/key"],
        [/recovery copy/, ""],
      ],
      { ...only("key"), again: new Set<StepName>(["key"]) },
    );
    expect(screen.includes("keep that key, too")).toBe(isSaid);
  });

  it("is put where it is wanted, never over a file or into a repository, with a copy that opens", async () => {
    await using scene = await createGuideScene();
    const { home } = scene;
    const passphrase = (said: string) => /^[a-z2-9-]{29}$/m.exec(said)?.[0] ?? "";
    const { screen, writes } = await scene.lead(
      [
        ...ASK,
        [/already have an age key/, "n"],
        [/File for the key/, join(home, "clone", "key")],
        [/File for the key/, "~/key"],
        [/recovery copy/, "~/copy.age"],
        [/last 4 characters/, "0000"],
        [/last 4 characters/, (said) => passphrase(said).slice(-4)],
      ],
      only("key"),
    );
    expect(screen).toContain("inside a git repository");
    expect(writes).toEqual(["variable AGE_RECIPIENTS"]);
    const file = await readFile(join(home, "key"), "utf8");
    expect((await stat(join(home, "key"))).mode & 0o777).toBe(0o600);
    const recipient = scene.workflows.values.get("AGE_RECIPIENTS") ?? "";
    expect(file).toContain(`# public key: ${recipient}\n`);
    const copy = await openIdentityFile(
      await readFile(join(home, "copy.age")),
      new Secret(passphrase(screen)),
    );
    expect(copy.map((one) => one.recipient)).toEqual([recipient]);
    expect(screen).not.toContain("AGE-SECRET-KEY");
  });

  it("may be shown instead, and is taken for kept when its end is typed back", async () => {
    await using scene = await createGuideScene();
    const shown = (said: string) => /^AGE-SECRET-KEY-1\w+$/m.exec(said)?.[0] ?? "";
    const { screen } = await scene.lead(
      [
        ...ASK,
        [/already have an age key/, ""],
        [/File for the key/, "-"],
        [/recovery copy/, ""],
        [/last 6 characters/, (said) => shown(said).slice(-6).toLowerCase()],
      ],
      only("key"),
    );
    expect(screen.split(shown(screen))).toHaveLength(2);
    expect(scene.workflows.values.get("AGE_RECIPIENTS")).toMatch(/^age1/);
  });

  it("a key of one's own has to open files that are sealed for the recipients, however it was pasted", async () => {
    await using scene = await createGuideScene();
    const [mine, other] = [await key(scene, "mine"), await key(scene, "other")];
    const text = mine.secret.reveal();
    const { screen } = await scene.lead(
      [
        ...ASK,
        [/already have an age key/, "y"],
        [/Path of the key file/, join(scene.home, "nowhere")],
        [/Path of the key file/, `${text.slice(0, 30)}\n${text.slice(30)}`],
        [/Path of the key file/, `${text.slice(0, 30)} ${text.slice(30)}`],
        [/Path of the key file/, mine.recipient],
        [/Path of the key file/, `# created: today\n${text}`],
        [/Recipients to seal for/, other.recipient],
        [/Recipients to seal for/, `${mine.recipient} ${other.recipient}`],
      ],
      only("key"),
    );
    expect(screen).toContain("without spaces or line breaks in it");
    expect(screen).toContain("None of the given keys opens a sealed file.");
    expect(screen).not.toContain(text.slice(0, 30));
    expect(scene.workflows.values.get("AGE_RECIPIENTS")).toBe(
      [mine.recipient, other.recipient].sort().join(" "),
    );
  });

  it("in a file that is there already can be used, and is never replaced", async () => {
    await using scene = await createGuideScene();
    const mine = await key(scene, "tracksafe.key");
    const { screen } = await scene.lead(
      [
        ...ASK,
        [/already have an age key/, ""],
        [/File for the key/, ""],
        [/tracksafe.key exists already. Use the key in it\?/, "n"],
        [/Try again\?/, ""],
        [/already have an age key/, ""],
        [/File for the key/, "~/key"],
        [/recovery copy/, "~/key"],
        [/recovery copy/, "~/tracksafe.key"],
        [/recovery copy/, ""],
      ],
      only("key"),
    );
    expect(screen).toContain("A file of this name exists already.");
    expect(await readFile(mine.path, "utf8")).toBe(mine.fileText.reveal());
    const again = await scene.lead(
      [
        [/already have an age key/, ""],
        [/File for the key/, ""],
        [/exists already/, "y"],
        [/Recipients to seal for/, ""],
      ],
      { ...only("key"), again: new Set(["key"]) },
    );
    expect(again.screen).toContain("opened it with your key");
    expect(scene.workflows.values.get("AGE_RECIPIENTS")).toBe(mine.recipient);
    expect(await readFile(mine.path, "utf8")).toBe(mine.fileText.reveal());
  });
});
