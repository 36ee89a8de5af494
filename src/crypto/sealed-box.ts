import { hsalsa, secretbox } from "@noble/ciphers/salsa.js";
import { x25519 } from "@noble/curves/ed25519.js";
import { blake2b } from "@noble/hashes/blake2.js";
import type { Secret } from "../secret.ts";

const KEY_BYTES = 32;
const NONCE_BYTES = 24;

/** "expand 32-byte k", the constant at the start of every Salsa20 block. */
const SIGMA = words(Buffer.from("expand 32-byte k"));

/**
 * Seals `value` for the holder of the private key of `publicKey`, 32 bytes, as libsodium's
 * `crypto_box_seal` does (libsodium: Public-key cryptography > Sealed boxes). GitHub requires this
 * for every secret. `publicKey` and the result are base64.
 *
 * `null` if `publicKey` is no public key.
 */
export function sealForKey(publicKey: string, value: Secret): string | null {
  const theirs = Buffer.from(publicKey, "base64");
  if (theirs.length !== KEY_BYTES) return null;
  const ours = x25519.keygen();
  const key = sharedKey(ours.secretKey, theirs);
  if (key === null) return null;
  const nonce = blake2b(Buffer.concat([ours.publicKey, theirs]), { dkLen: NONCE_BYTES });
  const box = secretbox(key, nonce).seal(Buffer.from(value.reveal()));
  return Buffer.concat([ours.publicKey, box]).toString("base64");
}

/**
 * The shared key of `crypto_box_beforenm`; `null` for a point that would make it known to
 * everybody.
 */
function sharedKey(secretKey: Uint8Array, publicKey: Uint8Array): Uint8Array | null {
  let shared: Uint8Array;
  try {
    shared = x25519.getSharedSecret(secretKey, publicKey);
  } catch {
    return null;
  }
  const key = new Uint32Array(KEY_BYTES / 4);
  hsalsa(SIGMA, words(shared), new Uint32Array(4), key);
  return new Uint8Array(key.buffer);
}

/**
 * The same bytes as 32-bit words. They are copied, because a view must begin at a multiple of four.
 */
function words(bytes: Uint8Array): Uint32Array {
  return new Uint32Array(Uint8Array.from(bytes).buffer);
}
