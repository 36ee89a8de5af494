import type { Secret } from "../secret.ts";
import type { Compression } from "./compression.ts";
import { parseIdentities } from "./identities.ts";
import { openerWith, sealerWith } from "./sealing.ts";

const SAMPLE = new TextEncoder().encode("tracksafe");

/**
 * Seals a sample for `recipients`, and opens it with the identities in `identity`, the text of an
 * identity file.
 *
 * Throws `KeyError` `key/no-match` when the identities do not open it, and the errors of {@link
 * parseIdentities} and {@link sealerWith}.
 */
export async function proveKey(
  compression: Compression,
  recipients: readonly string[],
  identity: Secret,
): Promise<void> {
  const sealed = await sealerWith(compression, recipients).seal(SAMPLE);
  await openerWith(compression, await parseIdentities(identity)).open(sealed);
}
