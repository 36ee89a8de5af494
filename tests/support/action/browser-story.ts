import { generateKey } from "../../../src/crypto/keygen.ts";
import type { Rights } from "../github/tokens.ts";
import type { BrowserScene } from "./browser-scene.ts";
import { linkOf } from "./renewal-scene.ts";
import type { FinishedRun } from "./workflow-run.ts";

/** One run of a workflow in a story: what the person did before, and what the page then showed. */
export interface Chapter {
  /** A short name in kebab case, such as `first-backup`. */
  readonly name: string;
  readonly run: FinishedRun;
}

const SECRETS_TOKEN: Rights = { secrets: "write", variables: "write" };

/**
 * Everything that somebody does in a browser between a repository without settings and an account
 * that is restored. Enters only settings that the page of the run before has asked for by name:
 * anything else throws.
 */
export async function* fromNothingToRestored(scene: BrowserScene): AsyncGenerator<Chapter> {
  const { repository, vault, app } = scene;
  const key = await generateKey("x25519", new Date("2026-11-22T12:00:00Z"));
  let page = "";
  async function play(
    name: string,
    file: string,
    inputs: Readonly<Record<string, string>> = {},
  ): Promise<Chapter> {
    const run = await scene.runWorkflow(file, inputs);
    page = run.summary;
    return { name, run };
  }
  function expectAsked(name: string): void {
    if (!page.includes(name)) throw new Error(`nobody asked for ${name}:\n${page}`);
  }
  async function enterSecret(name: string, value: string): Promise<void> {
    expectAsked(name);
    await scene.enterSecret(name, value);
  }
  function enterVariable(name: string, value: string): void {
    expectAsked(name);
    scene.enterVariable(name, value);
  }
  async function* logIn(account: "backup" | "restore", which: number): AsyncGenerator<Chapter> {
    const inputs: Record<string, string> =
      account === "restore" ? { account, "same-app": "true" } : { account };
    yield await play(`log-in-${account}-link`, "reauthorize.yml", inputs);
    const redirected = await scene.logIn(linkOf({ summary: page }), which);
    const pasted = { ...inputs, "redirected-url": redirected };
    yield await play(`log-in-${account}-stored`, "reauthorize.yml", pasted);
  }

  yield await play("not-set-up", "backup.yml");
  if (vault !== repository) {
    enterVariable("BACKUP_REPOSITORY", vault.fullName);
    await enterSecret("BACKUP_TOKEN", scene.makeToken(vault, { contents: "write" }));
  }
  enterVariable("SPOTIFY_CLIENT_ID", app.clientId);
  await enterSecret("SPOTIFY_CLIENT_SECRET", app.clientSecret);
  enterVariable("AGE_RECIPIENTS", key.recipient);

  yield await play("log-in-token-missing", "reauthorize.yml");
  await enterSecret("SECRETS_TOKEN", scene.makeToken(repository, SECRETS_TOKEN));
  yield* logIn("backup", 0);
  yield await play("first-backup", "backup.yml");
  yield await play("verify", "verify.yml");
  scene.goOn(1);
  yield await play("second-backup", "backup.yml");

  yield* logIn("restore", 1);
  yield await play("restore-key-missing", "restore.yml");
  await enterSecret("AGE_IDENTITY", key.fileText.reveal());
  yield await play("restore-preview", "restore.yml");
  yield await play("restored", "restore.yml", { "dry-run": "false" });
}
