import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generateLibrary } from "../../emulator/index.ts";
import { runCommand, runWithoutWaits } from "../support/cli/command.ts";
import { quickPassphrases } from "../support/crypto/quick-passphrases.ts";
import { startGitHub } from "../support/github/server.ts";
import { createScene, type Scene } from "../support/spotify/scene.ts";

let directory = "";
let scene: Scene;
const path = (name: string) => join(directory, name);

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "tracksafe-sealed-"));
  const account = generateLibrary({ seed: 31, likes: 60, playlists: 3, itemsPerPlaylist: 5 });
  scene = await createScene({ accounts: [account] });
});

afterAll(async () => {
  await scene[Symbol.asyncDispose]();
  await rm(directory, { recursive: true });
});

async function makeKey(name: string): Promise<string> {
  const { stdout } = await runWithoutWaits(["keygen", "--out", path(name), "--json"]);
  return JSON.parse(stdout).recipient;
}

describe("an identity that is none", () => {
  it("is answered with our example in whole, and nothing of it", async () => {
    await makeKey("good.key");
    const text = await readFile(path("good.key"), "utf8");
    const key = /AGE-SECRET-KEY-1\w+/.exec(text)?.[0] ?? "";
    await writeFile(path("utf16.key"), Buffer.from(`\ufeff${text}`, "utf16le"));
    await writeFile(path("cut.key"), text.slice(0, -20));
    const values = [path("utf16.key"), path("cut.key"), key.slice(0, 50), key.slice(0, 16)];
    for (const AGE_IDENTITY of values) {
      const { exit, stderr } = await runWithoutWaits(["verify", directory, "--verbose"], {
        AGE_IDENTITY,
      });
      expect(exit).toBe(12);
      expect(stderr).toContain(
        "\nExpected AGE-SECRET-KEY-1… (X25519) or AGE-SECRET-KEY-PQ-1… (hybrid), one a line.\n",
      );
      expect(stderr).not.toContain(key.slice(16, 24));
    }
  });
});

describe("tracksafe keygen", () => {
  it("writes an identity for its owner only, and prints what to seal for", async () => {
    const { exit, stdout } = await runCommand(["keygen", "--out", path("one.key")]);
    expect(exit).toBe(0);
    const text = await readFile(path("one.key"), "utf8");
    expect(text).toMatch(
      /^# created: .*\n# public key: age1[0-9a-z]+\nAGE-SECRET-KEY-1[0-9A-Z]+\n$/,
    );
    expect((await stat(path("one.key"))).mode & 0o777).toBe(0o600);
    expect(stdout).toContain(/age1[0-9a-z]+/.exec(text)?.[0]);
    expect(stdout).not.toContain("AGE-SECRET-KEY");
  });

  it("never replaces a file, nor leaves half of a pair", async () => {
    await makeKey("two.key");
    const before = await readFile(path("two.key"), "utf8");
    expect(await runWithoutWaits(["keygen", "--out", path("two.key")])).toMatchObject({ exit: 11 });
    using _ = quickPassphrases();
    const half = await runWithoutWaits([
      "keygen",
      "--out",
      path("new.key"),
      "--recovery",
      path("two.key"),
    ]);
    expect(half).toMatchObject({ exit: 11, stdout: "" });
    expect(await readFile(path("two.key"), "utf8")).toBe(before);
    expect(await readdir(directory)).not.toContain("new.key");
  });

  it("adds a recovery copy that opens with the passphrase it shows", async () => {
    using _ = quickPassphrases();
    const args = ["keygen", "--out", path("three.key"), "--recovery", path("three.age"), "--json"];
    const { passphrase } = JSON.parse((await runWithoutWaits(args)).stdout);
    expect(passphrase).toMatch(/^([0-9a-z]{4}-){5}[0-9a-z]{4}$/);
    const { openIdentityFile } = await import("../../src/crypto/identities.ts");
    const { Secret } = await import("../../src/index.ts");
    const [identity] = await openIdentityFile(
      await readFile(path("three.age")),
      new Secret(passphrase),
    );
    expect(await readFile(path("three.key"), "utf8")).toContain(identity?.recipient);
  });

  it("says where to put --out", async () => {
    expect(await runWithoutWaits(["keygen"])).toMatchObject({ exit: 2 });
  });
});

describe("a sealed backup", () => {
  it("is verified with and without the identity, given as a key or a file", async () => {
    const recipient = await makeKey("four.key");
    const out = path("sealed");
    const made = await runCommand(["backup", "--out", out, "--recipient", recipient], scene.env);
    expect(made).toMatchObject({ exit: 0, stderr: "" });
    const without = await runWithoutWaits(["verify", out]);
    expect(without).toMatchObject({ exit: 0 });
    expect(without.stdout).toContain("set AGE_IDENTITY to check their content, too");
    expect(without.stdout).toContain("The maker of 1 snapshot was not checked");
    for (const identity of [path("four.key"), await readFile(path("four.key"), "utf8")]) {
      const opened = await runWithoutWaits(["verify", out], { AGE_IDENTITY: identity });
      expect(opened).toMatchObject({ exit: 0 });
      expect(opened.stdout).toContain("sealed files opened");
      expect(opened.stdout).not.toContain("was not checked");
    }
    await makeKey("wrong.key");
    const wrong = await runWithoutWaits(["verify", out], { AGE_IDENTITY: path("wrong.key") });
    expect(wrong).toMatchObject({ exit: 12 });
    const absent = await runWithoutWaits(["verify", out], { AGE_IDENTITY: path("nothing") });
    expect(absent).toMatchObject({ exit: 2 });
  });

  it.each([
    ["junk", "AGE_RECIPIENTS"],
    ["AGE-SECRET-KEY-1QQQQ", "AGE_RECIPIENTS"],
  ])("refuses the recipient %s before anything is asked for", async (AGE_RECIPIENTS, name) => {
    const asked = scene.emulator.requests.length;
    const args = ["backup", "--out", path("refused")];
    const { exit, stderr } = await runWithoutWaits(args, { ...scene.env, AGE_RECIPIENTS });
    expect(exit).toBe(2);
    expect(stderr).toContain(name);
    expect(stderr).not.toContain(AGE_RECIPIENTS);
    expect(scene.emulator.requests.length).toBe(asked);
    expect(await readdir(directory)).not.toContain("refused");
  });
});

/** A GitHub with one private repository, and a token that may write to it. */
async function createRepository() {
  const server = await startGitHub();
  const repository = await server.addRepository({
    owner: "somebody",
    name: "backups",
    files: { "README.md": "x" },
  });
  const token = server.addToken({
    label: "own",
    kind: "personal",
    rights: { [repository.fullName]: { contents: "write" } },
  });
  return {
    repository,
    to: `github:${repository.fullName}`,
    env: { ...scene.env, GITHUB_TOKEN: token.value, GITHUB_API_URL: server.url },
    [Symbol.asyncDispose]: () => server.close(),
  };
}

describe("a backup to a repository", () => {
  it("is one commit, and is listed and verified there", async () => {
    await using github = await createRepository();
    const { repository, to, env } = github;
    const recipient = await makeKey("five.key");
    const before = (await repository.log("main")).length;
    const made = await runWithoutWaits(["backup", "--to", to, "--recipient", recipient], env);
    const chosen = `Using the branch main of ${to}.\n`;
    expect(made).toMatchObject({ exit: 0, stderr: chosen });
    expect((await repository.log("main")).length - before).toBe(1);
    const listed = await runWithoutWaits(["list", to], env);
    expect(listed).toMatchObject({ exit: 0 });
    expect(listed.stdout).toContain("latest");
    const verified = await runWithoutWaits(["verify", to], {
      ...env,
      AGE_IDENTITY: path("five.key"),
    });
    expect(verified).toMatchObject({ exit: 0 });
    expect(verified.stdout).toContain("sealed files opened");
  });

  it("is refused unsealed, in public, and without a token, before Spotify is asked", async () => {
    await using github = await createRepository();
    const { repository, to, env } = github;
    const asked = scene.emulator.requests.length;
    const recipient = await makeKey("six.key");
    const args = ["backup", "--to", to, "--recipient", recipient];
    expect(await runWithoutWaits(["backup", "--to", to], env)).toMatchObject({ exit: 2 });
    expect(await runWithoutWaits(args, { ...env, GITHUB_TOKEN: "" })).toMatchObject({ exit: 2 });
    expect(await runWithoutWaits(args, { ...env, GITHUB_TOKEN: "wrong" })).toMatchObject({
      exit: 4,
    });
    repository.visibility = "public";
    const refused = await runWithoutWaits(args, env);
    expect(refused).toMatchObject({ exit: 2 });
    expect(refused.stderr).toContain("public");
    expect(scene.emulator.requests.length).toBe(asked);
  });
});
