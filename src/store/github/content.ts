import { createHash } from "node:crypto";

/** The digest that `StoredFile` goes by, in lower-case hex. */
export function sha256(content: Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}
