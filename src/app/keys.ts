import type { Open } from "../model/sealer.ts";
import type { Secret } from "../secret.ts";
import { createPrivateFiles, type NewPrivateFile } from "../setup/key-files.ts";
import type { Repository } from "./repository.ts";
import type { World } from "./world.ts";

export { readKeyIdComments } from "../crypto/key-id-comments.ts";
export type { Open } from "../model/sealer.ts";
export { recordHostedKeyId } from "./owner-keys.ts";

/** The recipients in `text`, as a setting called `setting` has them. Throws `UsageError`. */
export async function readRecipients(text: string, setting: string): Promise<readonly string[]> {
  const { parseRecipients } = await import("../crypto/recipients.ts");
  return parseRecipients(text, setting);
}

/**
 * A function that opens sealed files with the identities in `text`, the text of an age identity
 * file. Throws `KeyError` when there is none in it.
 *
 * @example
 * ```ts
 * const text = new Secret(await readFile("tracksafe.key", "utf8"));
 * const keyInputs = { open: await createOpen(text) };
 * const { snapshots } = await verifySnapshots(store, world, { keyInputs });
 * ```
 */
export async function createOpen(text: Secret): Promise<Open> {
  const { createOpener } = await import("../crypto/age.ts");
  const { parseIdentities } = await import("../crypto/identities.ts");
  const opener = createOpener(await parseIdentities(text));
  return (sealed) => opener.open(sealed);
}

/** A new key, and where it was put. */
export interface CreatedKey {
  /** The public key that snapshots are sealed to. */
  readonly recipient: string;
  /** Opens the recovery copy; `null` when none was asked for. */
  readonly passphrase: Secret | null;
}

/**
 * Makes an age key and writes its identity to `out`, and to `recovery` a copy of it sealed with a
 * made-up passphrase. Neither file may exist.
 *
 * Throws `ConflictError` `key/exists` when one of them does, and `StoreError` `store/io`.
 *
 * @example
 * ```ts
 * const { recipient } = await createKey({ out: "tracksafe.key", postQuantum: false }, world);
 * await backup(session, store, world, { recipients: [recipient] });
 * ```
 */
export async function createKey(
  { out, recovery, postQuantum }: KeyRequest,
  world: World,
): Promise<CreatedKey> {
  const { generateKey } = await import("../crypto/keygen.ts");
  const { generatePassphrase, sealWithPassphrase } = await import("../crypto/passphrase.ts");
  const key = await generateKey(postQuantum ? "hybrid" : "x25519", world.clock.now());
  world.onSecret(key.secret);
  const files: NewPrivateFile[] = [{ path: out, content: key.fileText }];
  const passphrase = recovery === undefined ? null : generatePassphrase();
  if (recovery !== undefined && passphrase !== null) {
    files.push({ path: recovery, content: await sealWithPassphrase(key.fileText, passphrase) });
  }
  await createPrivateFiles(files);
  return { recipient: key.recipient, passphrase };
}

/** The request for a new key. */
export interface KeyRequest {
  readonly out: string;
  readonly recovery?: string;
  /** A hybrid key, safe from quantum computers; age 1.3 or newer opens what is sealed to it. */
  readonly postQuantum: boolean;
}

/**
 * Deletes a secret of the repository that runs the workflow. Gives whether it was there. Throws
 * `StoreError` `store/permission` for a token that may not.
 */
export async function removeHostedSecret(repository: Repository, name: string): Promise<boolean> {
  const workflows = await repository.workflows();
  return workflows.removeSecret(name);
}
