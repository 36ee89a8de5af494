import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { Clock } from "../clock.ts";
import { AppError } from "../errors.ts";
import type { Log } from "../log.ts";
import { Secret } from "../secret.ts";
import { createPrivateFile } from "./private-file.ts";

const KEY = /^[0-9a-f]{64}$/;

/**
 * The secret in `directory` that seals states of a login without a client secret; it is made when
 * it is missing. It can be lost with the states that it seals. `null` when it can neither be read
 * nor written.
 */
export async function keepStateKey(
  directory: string,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): Promise<Secret | null> {
  const file = createPrivateFile(join(directory, "state-key"), clock);
  try {
    const kept = await file.read();
    if (kept !== null && KEY.test(kept.reveal())) return kept;
    const made = new Secret(randomBytes(32).toString("hex"));
    await file.replace(made);
    return made;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    log.warn("state.no-key", { code: error.code });
    return null;
  }
}
