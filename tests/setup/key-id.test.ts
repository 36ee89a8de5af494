import { lstat, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { deriveContentKey, keyId } from "../../src/crypto/content-key.ts";
import { readKeyIdComments } from "../../src/crypto/key-id-comments.ts";
import { generateKey } from "../../src/crypto/keygen.ts";
import { StoreError } from "../../src/errors.ts";
import { Secret } from "../../src/secret.ts";
import { STEPS, type StepName } from "../../src/setup/setup.ts";
import { APP, createGuideScene, EVERYTHING, type GuideScene } from "../support/cli/guide-scene.ts";
import type { Scripted } from "../support/cli/scripted-asker.ts";
import { output } from "../support/crypto/age-program.ts";

const VARIABLE = "TRACKSAFE_KEY_ID";
const LOGIN = EVERYTHING.slice(0, 3);
const USER = "0123456789abcdef";
const OLDER = "fedcba9876543210";

const only = (...names: StepName[]) => ({
  skip: new Set(STEPS.filter((name) => !names.includes(name))),
});

const idOf = (user: string, { clientSecret } = APP) => keyId(deriveContentKey(clientSecret, user));

/** A login to an account with an older id, as Spotify gave them out before. */
const renamed = {
  logIn: async () => ({
    refreshToken: new Secret("refresh"),
    scopes: null,
    account: USER,
    names: [USER, OLDER],
    authorizedAt: new Date("2026-11-22T03:17:00Z"),
  }),
};

describe("the id of the content key", () => {
  it("is recorded with the login, of the directory that a backup will take", async () => {
    await using fresh = await createGuideScene();
    await fresh.lead(LOGIN, only("login"));
    expect(fresh.workflows.values.get(VARIABLE)).toBe(idOf(USER));

    for (const [users, user] of [
      [[], USER],
      [[USER, OLDER], USER],
      [[OLDER], OLDER],
      [["aaaaaaaaaaaaaaaa", OLDER], OLDER],
      [["aaaaaaaaaaaaaaaa"], USER],
    ] as const) {
      await using scene = await createGuideScene({ users, login: renamed });
      await scene.lead(LOGIN, only("login"));
      expect(scene.workflows.values.get(VARIABLE), users.join()).toBe(idOf(user));
    }
  });

  it("is left to the first backup where the directory cannot be known", async () => {
    const hidden = async () => {
      throw new StoreError("store/permission", "The token may not.");
    };
    const others = { "somebody/vault": { snapshots: hidden } };
    await using scene = await createGuideScene({ others, login: renamed });
    scene.workflows.values.set("BACKUP_REPOSITORY", "somebody/vault");
    await scene.lead(LOGIN, only("login"));
    expect(scene.workflows.values.has(VARIABLE)).toBe(false);
    // An account that has only one name has its directory under that.
    await using plain = await createGuideScene({ others });
    plain.workflows.values.set("BACKUP_REPOSITORY", "somebody/vault");
    await plain.lead(LOGIN, only("login"));
    expect(plain.workflows.values.get(VARIABLE)).toBe(idOf(USER));
  });

  it("joins those of earlier apps, once", async () => {
    await using scene = await createGuideScene();
    scene.workflows.values.set(VARIABLE, " 00112233445566AA,\nnone ");
    const again = { again: new Set<StepName>(["login"]), ...only("login") };
    await scene.lead(LOGIN.slice(1), again);
    expect(scene.workflows.values.get(VARIABLE)).toBe(`00112233445566aa ${idOf(USER)}`);
    const { writes } = await scene.lead(
      [
        [/Client ID/, ""],
        [/Client secret/, APP.clientSecret.reveal()],
      ],
      again,
    );
    expect(writes).not.toContain(`variable ${VARIABLE}`);
  });
});

/** Leads through the key step with the key in `answer`. */
async function useKey(scene: GuideScene, answer: string) {
  const script: readonly Scripted[] = [
    [/already have an age key/, "y"],
    [/Path of the key file/, answer],
    [/Recipients to seal for/, ""],
  ];
  return scene.lead(script, { ...only("key"), again: new Set(["key"]) });
}

const IDS = ["00112233445566aa", "ffeeddccbbaa9988"];
const NOTES = IDS.map((id) => `# tracksafe key id: ${id}\n`).join("");

/** A scene whose variable has two ids, and whatever somebody else wrote there. */
async function createNotedScene(): Promise<GuideScene> {
  const scene = await createGuideScene();
  scene.workflows.values.set(VARIABLE, `${IDS.join(" ")} AGE-SECRET-KEY-1JUNK\n#`);
  return scene;
}

describe("the identity file", () => {
  it("the file of a new key has the ids in comments, and age reads it", async () => {
    await using scene = await createNotedScene();
    await scene.lead(
      [
        [/Set up the key now/, ""],
        [/already have an age key/, ""],
        [/File for the key/, "~/new.key"],
        [/recovery copy/, ""],
      ],
      only("key"),
    );
    const file = join(scene.home, "new.key");
    const text = await readFile(file, "utf8");
    expect(text.endsWith(`\n${NOTES}`)).toBe(true);
    expect(text).not.toContain("JUNK");
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const recipient = scene.workflows.values.get("AGE_RECIPIENTS") ?? "";
    const sealed = await output("age", ["-r", recipient], "the sample");
    const opened = await output("age", ["-d", "-i", file], sealed);
    expect(Buffer.from(opened).toString()).toBe("the sample");
  });

  it.each([
    ["as keygen wrote it", (text: string) => text],
    ["without a line break at its end", (text: string) => text.trimEnd()],
    ["with the line breaks of Windows", (text: string) => text.replaceAll("\n", "\r\n")],
    ["with a comment of somebody's", (text: string) => `# for music\n${text}# the end`],
    ["with one of the ids", (text: string) => `${text}# tracksafe key id: ${IDS[0]}\n`],
  ])("that was there, %s, gets the ids behind all that it has", async (_what, change) => {
    await using scene = await createNotedScene();
    const { fileText, recipient } = await generateKey("x25519", scene.clock.now());
    const before = change(fileText.reveal());
    const file = join(scene.home, "own.key");
    await writeFile(file, before, { mode: 0o640 });
    const { screen } = await useKey(scene, file);
    expect(screen).toContain(`${file} now has a comment`);
    const after = await readFile(file, "utf8");
    expect(after.startsWith(before)).toBe(true);
    expect(readKeyIdComments(new Secret(after))).toEqual(IDS);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const sealed = await output("age", ["-r", recipient], "the sample");
    const opened = await output("age", ["-d", "-i", file], sealed);
    expect(Buffer.from(opened).toString()).toBe("the sample");
    // Nothing is missing the second time.
    const { ino } = await stat(file);
    expect((await useKey(scene, file)).screen).not.toContain("now has a comment");
    expect((await stat(file)).ino).toBe(ino);
  });

  it("stays where it is when a link leads to it", async () => {
    await using scene = await createNotedScene();
    const { fileText } = await generateKey("x25519", scene.clock.now());
    const [file, link] = [join(scene.home, "own.key"), join(scene.home, "link.key")];
    await writeFile(file, fileText.reveal());
    await symlink("own.key", link);
    await useKey(scene, link);
    expect((await lstat(link)).isSymbolicLink()).toBe(true);
    expect(await readFile(file, "utf8")).toBe(fileText.reveal() + NOTES);
  });

  it("is left alone, and the person told what to add, where a comment would spoil it", async () => {
    await using scene = await createNotedScene();
    const { fileText } = await generateKey("x25519", scene.clock.now());
    const file = join(scene.home, "quoted.key");
    const quoted = `"${fileText.reveal()}"`;
    await writeFile(file, quoted, { mode: 0o600 });
    const { screen, steps } = await useKey(scene, file);
    expect(screen).toContain("Nothing was added to the key file");
    for (const id of IDS) expect(screen).toContain(`# tracksafe key id: ${id}`);
    expect(await readFile(file, "utf8")).toBe(quoted);
    expect(steps.find(({ name }) => name === "key")?.outcome).toBe("done");
  });

  it("is not asked for where the key is typed, or nothing is on record", async () => {
    await using scene = await createNotedScene();
    const { secret, fileText } = await generateKey("x25519", scene.clock.now());
    expect((await useKey(scene, secret.reveal())).screen).not.toContain("comment");
    scene.workflows.values.set(VARIABLE, "none");
    const file = join(scene.home, "own.key");
    await writeFile(file, fileText.reveal());
    await useKey(scene, file);
    expect(await readFile(file, "utf8")).toBe(fileText.reveal());
  });
});
