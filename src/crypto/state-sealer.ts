import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import type { StateSealer } from "../model/state-sealer.ts";
import type { Secret } from "../secret.ts";
import { deriveKey, hmac } from "./content-key.ts";
import { compress, decompress } from "./gzip.ts";

const CIPHER = "aes-256-gcm";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const UNPACKED = 0;
const GZIPPED = 1;

/**
 * The key for the state and the journals of `scope`: HKDF-SHA-256 of `source`, which is the app's
 * client secret or, without one, a random key of this machine.
 */
export function deriveStateKey(source: Secret, scope: string): Secret {
  return deriveKey(source, "state-key", scope);
}

/**
 * Seals with AES-256-GCM (NIST SP 800-38D): a random nonce, the ciphertext, the tag; the name is
 * authenticated, too. Content that gzip makes smaller is packed first. `key` is one of {@link
 * deriveStateKey}.
 */
export function createStateSealer(
  key: Secret,
  random: (size: number) => Uint8Array = (size) => randomBytes(size),
): StateSealer {
  const cipherKey = Buffer.from(hmac(key, "state-cipher"), "hex");
  return {
    label: (name) => hmac(key, "state-name", name).slice(0, 32),
    async seal(name, bytes) {
      const packed = await compress(bytes);
      const plain =
        packed.length < bytes.length ? [Buffer.of(GZIPPED), packed] : [Buffer.of(UNPACKED), bytes];
      const nonce = random(NONCE_BYTES);
      const cipher = createCipheriv(CIPHER, cipherKey, nonce).setAAD(Buffer.from(name));
      const sealed = plain.map((piece) => cipher.update(piece));
      return Buffer.concat([nonce, ...sealed, cipher.final(), cipher.getAuthTag()]);
    },
    async open(name, sealed) {
      const plain = decrypt(cipherKey, name, sealed);
      if (plain === null) return null;
      const content = plain.subarray(1);
      // Only somebody with the key can have written this, so it is safe to unpack. Another first
      // byte comes from a later version, and is not read.
      if (plain[0] === GZIPPED) return decompress(content);
      return plain[0] === UNPACKED ? content : null;
    },
  };
}

function decrypt(key: Uint8Array, name: string, sealed: Uint8Array): Uint8Array | null {
  if (sealed.length < NONCE_BYTES + TAG_BYTES) return null;
  const end = sealed.length - TAG_BYTES;
  const decipher = createDecipheriv(CIPHER, key, sealed.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  })
    .setAAD(Buffer.from(name))
    .setAuthTag(sealed.subarray(end));
  const plain = decipher.update(sealed.subarray(NONCE_BYTES, end));
  try {
    return Buffer.concat([plain, decipher.final()]);
  } catch {
    // The only error of `final` is that the content is not authentic.
    return null;
  }
}
