import { createOpen, type Proofs, readKeyIdComments } from "../src/index.ts";
import type { Inputs } from "./inputs.ts";

/** What the inputs have to tell the owner's snapshots from others. Throws `KeyError`. */
export async function proofsOf({ ageIdentity, keyIds, spotify }: Inputs): Promise<Proofs> {
  const noted = ageIdentity === null ? [] : readKeyIdComments(ageIdentity);
  return {
    open: ageIdentity && (await createOpen(ageIdentity)),
    keySource: spotify.clientSecret,
    keyIds: [...keyIds, ...noted],
  };
}
