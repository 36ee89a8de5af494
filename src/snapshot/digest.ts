import { bytesOf } from "../bytes.ts";
import { createSha256 } from "./sha256.ts";

/** SHA-256 in lower-case hex. */
export function sha256(bytes: Uint8Array): string {
  return createSha256().update(bytes).hex();
}

/**
 * A fingerprint of `parts`, 64 hex digits. `label` names its purpose, so that fingerprints for
 * different purposes differ. If it is keyed, a guess of its content can only be confirmed with the
 * key.
 */
export type Digester = (label: string, ...parts: readonly (string | Uint8Array)[]) => string;

/** HMAC-SHA-256 under `key`; plain SHA-256 for `null`, used where the content is in the clear. */
export function createDigester(key: Uint8Array | null): Digester {
  return (label, ...parts) => {
    const hash = createSha256(key);
    for (const part of [`tracksafe/v1/${label}`, ...parts]) {
      const bytes = typeof part === "string" ? bytesOf(part) : part;
      const length = new Uint8Array(8);
      new DataView(length.buffer).setBigUint64(0, BigInt(bytes.length));
      hash.update(length).update(bytes);
    }
    return hash.hex();
  };
}
