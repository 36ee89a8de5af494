import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generateKey } from "../../src/crypto/keygen.ts";
import { type BrowserScene, createBrowserScene } from "../support/action/browser-scene.ts";
import { fromNothingToRestored } from "../support/action/browser-story.ts";

/** A repository with one backup, as somebody made it in a browser. */
async function createBackedUp(
  options: { readonly hasIssues?: boolean } = {},
): Promise<BrowserScene> {
  const scene = await createBrowserScene(options);
  for await (const { name } of fromNothingToRestored(scene)) if (name === "first-backup") break;
  return scene;
}

describe("with nothing but a browser, when something is wrong", () => {
  let scene: BrowserScene;
  beforeAll(async () => {
    scene = await createBackedUp();
  });
  afterAll(() => scene[Symbol.asyncDispose]());

  it("a restore names the secrets of the login that is missing", async () => {
    const { conclusion, summary } = await scene.runWorkflow("restore.yml");
    expect(conclusion).toBe("failure");
    for (const name of ["CLIENT_ID", "CLIENT_SECRET", "REFRESH_TOKEN"]) {
      expect(summary).toContain(`TARGET_SPOTIFY_${name}`);
    }
  });

  it("a restore says that a key is for other snapshots", async () => {
    const other = await generateKey("x25519", new Date("2026-11-22T12:00:00Z"));
    await scene.enterSecret("AGE_IDENTITY", other.fileText.reveal());
    const { conclusion, summary, log } = await scene.runWorkflow("restore.yml", { target: "same" });
    expect(conclusion).toBe("failure");
    expect(summary).toContain("The key in the secret AGE_IDENTITY is for other snapshots.");
    expect(log).not.toContain(other.fileText.reveal().trim().split("\n").at(-1));
  });

  it("a restore takes every form in which a snapshot is shown, and suggests the nearest for others", async () => {
    const [path = ""] = [...(await scene.vault.files("backups")).keys()].filter((one) =>
      one.endsWith("/metadata.json"),
    );
    const [, user = "", name = ""] = path.split("/");
    const forms = [
      "latest",
      name,
      name.slice(0, 10),
      `${user}/${name}/`,
      `backups/${user}/${name}`,
      `${scene.repository.fullName}/backups/${user}/${name}`.toUpperCase(),
    ];
    for (const snapshot of forms) {
      const { summary } = await scene.runWorkflow("restore.yml", { target: "same", snapshot });
      // The key is asked for once the snapshot is found.
      expect(summary, snapshot).toContain("AGE_IDENTITY");
    }
    const wrong = { target: "same", snapshot: "2001-01" };
    expect((await scene.runWorkflow("restore.yml", wrong)).summary).toContain(name);
    const stranger = { target: "same", user: "0000000000000000" };
    expect((await scene.runWorkflow("restore.yml", stranger)).summary).toContain(user);
  });

  it("the login says which right the token has not got", async () => {
    const token = scene.makeToken(scene.repository, { contents: "write" });
    await scene.enterSecret("SECRETS_TOKEN", token);
    const { conclusion, summary } = await scene.runWorkflow("reauthorize.yml");
    expect(conclusion).toBe("failure");
    expect(summary).toContain("SECRETS_TOKEN");
    expect(summary).toContain("Secrets: Read and write");
  });
});

it("a backup in a repository without issues says where to switch them on", async () => {
  await using scene = await createBackedUp({ hasIssues: false });
  scene.goOn(200);
  const { conclusion, log } = await scene.runWorkflow("backup.yml");
  expect(conclusion).toBe("failure");
  expect(log).toContain("issues are switched off. Switch them on in the repository: Settings");
});
