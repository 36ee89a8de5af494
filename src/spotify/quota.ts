import * as z from "zod";
import { parseBody } from "../http/json.ts";

const exhausted = z.object({ error: z.object({ reason: z.literal("QUOTA_EXCEEDED") }) });

/**
 * Whether the body of a 429 says that the developer account's quota is used up, so that a short
 * pause does not help. Spotify: Web API changelog, July 2026.
 */
export function isQuotaExhausted(body: Uint8Array): boolean {
  try {
    return exhausted.safeParse(parseBody(body)).success;
  } catch {
    return false;
  }
}
