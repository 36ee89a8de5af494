/**
 * Rewrites `action.yml` for a release, so that it calls the program by an address such as
 * `owner/repo/action@COMMIT # v1.2.3`. On the branch it says `$/action`, which only runners from
 * 2.336.0 on understand, and which no commit could say of itself in any other way.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const OWN = "uses: $/action\n";
const ADDRESS = /^[\w.-]+\/[\w.-]+\/action@[0-9a-f]{40} # v\d+\.\d+\.\d+$/;

/** `action`, the text of `action.yml`, with `address` in place of its own program. Throws unless it fits. */
export function releasedAction(action: string, address: string): string {
  if (!ADDRESS.test(address)) throw new Error(`This is not the address of a program: ${address}`);
  const released = action.replace(OWN, `uses: ${address}\n`);
  if (released === action || released.includes("$/")) {
    throw new Error("action.yml calls its own program in another way, or more than once.");
  }
  return released;
}

if (import.meta.main) {
  const file = join(import.meta.dirname, "../action.yml");
  writeFileSync(file, releasedAction(readFileSync(file, "utf8"), process.argv[2] ?? ""));
}
