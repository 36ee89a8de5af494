import {
  generateHybridIdentity,
  generateX25519Identity,
  identityToRecipient,
} from "age-encryption";
import { Secret } from "../secret.ts";
import type { KeyIdentity } from "./identities.ts";
import type { KeyKind } from "./recipients.ts";

/** A new key, and the identity file to keep it in. */
export interface GeneratedKey extends KeyIdentity {
  /** The identity file, with the comments that `age-keygen` writes. */
  readonly fileText: Secret;
}

/**
 * Makes a new key from the system's randomness. `hybrid` keys need age 1.3 or newer to be opened
 * with the `age` program. `now` goes into the file's comment.
 */
export async function generateKey(kind: KeyKind, now: Date): Promise<GeneratedKey> {
  const identity =
    kind === "hybrid" ? await generateHybridIdentity() : await generateX25519Identity();
  const recipient = await identityToRecipient(identity);
  const created = `${now.toISOString().slice(0, 19)}Z`;
  const fileText = `# created: ${created}\n# public key: ${recipient}\n${identity}\n`;
  return { kind, secret: new Secret(identity), recipient, fileText: new Secret(fileText) };
}
