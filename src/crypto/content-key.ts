import { createHmac, hkdfSync, randomBytes } from "node:crypto";
import { KeyError } from "../errors.ts";
import { Secret } from "../secret.ts";

/**
 * The key for opaque ids, content ids, revisions and the metadata's MAC: 32 bytes, as 64 lower-case
 * hex digits. The sealed index carries it in this form.
 */
export type ContentKey = Secret;

const SCOPE = "tracksafe/v1/";
const KEY_BYTES = 32;

/**
 * The content key of `user`: HKDF-SHA-256 (RFC 5869) of the app's client secret, so that every run
 * with the same secret finds the same key and nothing has to be stored.
 */
export function deriveContentKey(clientSecret: Secret, user: string): ContentKey {
  return deriveKey(clientSecret, "content-key", user);
}

/**
 * A key derived like the content key, for the purpose that `label` names: HKDF-SHA-256 of `source`,
 * with `label` and `scope` in its info.
 */
export function deriveKey(source: Secret, label: string, scope: string): Secret {
  const info = frame([SCOPE + label, scope]);
  const key = hkdfSync("sha256", source.reveal(), new Uint8Array(0), info, KEY_BYTES);
  return new Secret(Buffer.from(key).toString("hex"));
}

/** A new content key, for a person who has no client secret and keeps this instead. */
export function generateContentKey(
  random: (size: number) => Uint8Array = (size) => randomBytes(size),
): ContentKey {
  return new Secret(Buffer.from(random(KEY_BYTES)).toString("hex"));
}

/** The id of a content key: 16 hex digits that say nothing else about it. */
export function keyId(key: ContentKey): string {
  return hmac(key, "key-id").slice(0, 16);
}

/**
 * The name of a thing in a sealed snapshot: 20 lower-case hex digits. It is the same for the same
 * key, `kind` and `id`. Without the key nobody can tell which `id` it stands for.
 */
export function opaqueId(key: ContentKey, kind: string, id: string): string {
  return hmac(key, "opaque-id", kind, id).slice(0, 20);
}

/**
 * HMAC-SHA-256 over `label`, which names the purpose, and `parts`, in 64 lower-case hex digits.
 * Each is preceded by its length, so that two different lists never give the same input; a string
 * stands for its UTF-8 bytes. Throws `KeyError` `key/bad-content-key` when `key` has another form.
 */
export function hmac(
  key: ContentKey,
  label: string,
  ...parts: readonly (string | Uint8Array)[]
): string {
  return createHmac("sha256", keyBytes(key))
    .update(frame([SCOPE + label, ...parts]))
    .digest("hex");
}

/** `parts` one after the other, each preceded by its length in 8 bytes, big-endian. */
function frame(parts: readonly (string | Uint8Array)[]): Uint8Array {
  return Buffer.concat(
    parts.flatMap((part) => {
      const bytes = typeof part === "string" ? Buffer.from(part) : part;
      const length = Buffer.alloc(8);
      length.writeBigUInt64BE(BigInt(bytes.length));
      return [length, bytes];
    }),
  );
}

function keyBytes(key: ContentKey): Uint8Array {
  const text = key.reveal();
  if (!/^[0-9a-f]{64}$/.test(text)) {
    throw new KeyError("key/bad-content-key", "A content key is not 64 hex digits.", {
      hint: "The stored key is damaged. Restore it, or run a backup with --full.",
    });
  }
  return Buffer.from(text, "hex");
}
