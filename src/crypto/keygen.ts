import {
  generateHybridIdentity,
  generateX25519Identity,
  identityToRecipient,
} from "age-encryption";
import { Secret } from "../secret.ts";
import type { KeyIdentity } from "./identities.ts";
import { keyIdComment } from "./key-id-comments.ts";
import type { KeyKind } from "./recipients.ts";

/** A new key, and the identity file to keep it in. */
export interface GeneratedKey extends KeyIdentity {
  /** The identity file, with the comments that `age-keygen` writes and those of the key ids. */
  readonly fileText: Secret;
}

/**
 * Makes a new key from the system's randomness. `hybrid` keys need age 1.3 or newer to be opened
 * with the `age` program. `now` and `keyIds` go into comments of the file.
 */
export async function generateKey(
  kind: KeyKind,
  now: Date,
  keyIds: readonly string[] = [],
): Promise<GeneratedKey> {
  const identity =
    kind === "hybrid" ? await generateHybridIdentity() : await generateX25519Identity();
  const recipient = await identityToRecipient(identity);
  const created = `${now.toISOString().slice(0, 19)}Z`;
  const lines = `# created: ${created}\n# public key: ${recipient}\n${identity}\n`;
  const fileText = lines + keyIds.map(keyIdComment).join("");
  return { kind, secret: new Secret(identity), recipient, fileText: new Secret(fileText) };
}
