import { createHash, createHmac } from "node:crypto";

/** SHA-256 in lower-case hex. */
export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/**
 * A fingerprint of `parts`, told apart from fingerprints made for another purpose by `label`. 64 hex
 * digits. Where it is keyed, nobody without the key can confirm a guess of what it was made from.
 */
export type Digester = (label: string, ...parts: readonly (string | Uint8Array)[]) => string;

/** HMAC-SHA-256 under `key`; plain SHA-256 for `null`, where the content itself is in the clear. */
export function createDigester(key: Uint8Array | null): Digester {
  return (label, ...parts) => {
    const hash = key === null ? createHash("sha256") : createHmac("sha256", key);
    for (const part of [`tracksafe/v1/${label}`, ...parts]) {
      const bytes = typeof part === "string" ? Buffer.from(part) : part;
      const length = Buffer.alloc(8);
      length.writeBigUInt64BE(BigInt(bytes.length));
      hash.update(length).update(bytes);
    }
    return hash.digest("hex");
  };
}
