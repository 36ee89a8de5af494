import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { joinBytes, toHex } from "../bytes.ts";

/** A SHA-256 that takes its input piece by piece. */
export interface Sha256 {
  update(bytes: Uint8Array): Sha256;
  /** The hash of everything, in lower-case hex. Nothing can be added then. */
  hex(): string;
}

/** The part of Node's `node:crypto` that is used here. */
interface NodeHashes {
  createHash(name: "sha256"): NodeHash;
  createHmac(name: "sha256", key: Uint8Array): NodeHash;
}

interface NodeHash {
  update(bytes: Uint8Array): NodeHash;
  digest(form: "hex"): string;
}

/** Node's own hashes are several times as fast as those that run in a browser, too. */
const node = nodeHashes();

/** SHA-256, or, with `key`, HMAC-SHA-256. */
export function createSha256(key: Uint8Array | null = null): Sha256 {
  if (node !== null) {
    return ofNode(key === null ? node.createHash("sha256") : node.createHmac("sha256", key));
  }
  const hash = key === null ? sha256.create() : hmac.create(sha256, key);
  const itself: Sha256 = {
    update(bytes) {
      hash.update(bytes);
      return itself;
    },
    hex: () => toHex(hash.digest()),
  };
  return itself;
}

/**
 * SHA-256 of `pieces` one after the other in lower-case hex, or, with `key`, HMAC-SHA-256. A browser's
 * own hash takes a tenth of the time of {@link createSha256}, but in another thread, so that it pays
 * for more than a few kilobytes.
 */
export async function hashLarge(
  pieces: readonly Uint8Array[],
  key: Uint8Array | null = null,
): Promise<string> {
  // A page that did not come in a secure way has none.
  const { subtle } = globalThis.crypto as { subtle?: typeof globalThis.crypto.subtle };
  if (node !== null || subtle === undefined) {
    return pieces.reduce((hash, piece) => hash.update(piece), createSha256(key)).hex();
  }
  const content = joinBytes(pieces) as Uint8Array<ArrayBuffer>;
  if (key === null) return toHex(new Uint8Array(await subtle.digest("SHA-256", content)));
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const imported = await subtle.importKey("raw", Uint8Array.from(key), algorithm, false, ["sign"]);
  return toHex(new Uint8Array(await subtle.sign("HMAC", imported, content)));
}

function ofNode(hash: NodeHash): Sha256 {
  const itself: Sha256 = {
    update(bytes) {
      hash.update(bytes);
      return itself;
    },
    hex: () => hash.digest("hex"),
  };
  return itself;
}

/** `null` outside of Node. */
function nodeHashes(): NodeHashes | null {
  const { process } = globalThis as {
    process?: { getBuiltinModule?: (name: string) => unknown };
  };
  return (process?.getBuiltinModule?.("node:crypto") as NodeHashes | undefined) ?? null;
}
