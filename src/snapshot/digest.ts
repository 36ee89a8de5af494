import { bytesOf } from "../bytes.ts";
import { createSha256, hashLarge } from "./sha256.ts";

/** SHA-256 in lower-case hex. */
export function sha256(bytes: Uint8Array): string {
  return createSha256().update(bytes).hex();
}

/**
 * A fingerprint of `parts`, 64 hex digits. `label` names its purpose, so that fingerprints for
 * different purposes differ. If it is keyed, a guess of its content can only be confirmed with the
 * key.
 */
export interface Digester {
  (label: string, ...parts: readonly Part[]): string;
  /** The same, in the way that is quick for large parts. */
  large(label: string, ...parts: readonly Part[]): Promise<string>;
}

type Part = string | Uint8Array;

/** HMAC-SHA-256 under `key`; plain SHA-256 for `null`, used where the content is in the clear. */
export function createDigester(key: Uint8Array | null): Digester {
  const digest = (label: string, ...parts: readonly Part[]): string => {
    const hash = createSha256(key);
    for (const bytes of framed(label, parts)) hash.update(bytes);
    return hash.hex();
  };
  const large: Digester["large"] = (label, ...parts) => hashLarge([...framed(label, parts)], key);
  return Object.assign(digest, { large });
}

/** The bytes that a fingerprint is over: each part after its length, so that none runs into the next. */
function* framed(label: string, parts: readonly Part[]): Generator<Uint8Array> {
  for (const part of [`tracksafe/v1/${label}`, ...parts]) {
    const bytes = typeof part === "string" ? bytesOf(part) : part;
    const length = new Uint8Array(8);
    new DataView(length.buffer).setBigUint64(0, BigInt(bytes.length));
    yield length;
    yield bytes;
  }
}
