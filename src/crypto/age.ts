import type { Opener, Sealer } from "../model/sealer.ts";
import type { Identity } from "./age-file.ts";
import { nodeGzip } from "./gzip.ts";
import { openerWith, sealerWith } from "./sealing.ts";

/** A sealer for `recipients`, in Node. Throws as {@link sealerWith} does. */
export function createSealer(recipients: readonly string[]): Sealer {
  return sealerWith(nodeGzip, recipients);
}

/**
 * An opener that tries all of `identities`, in Node. It throws the errors of {@link openerWith}.
 */
export function createOpener(identities: readonly Identity[]): Opener {
  return openerWith(nodeGzip, identities);
}
