import type { Proofs, Selection } from "../src/app/history.ts";
import { createOpen, readKeyIdComments } from "../src/app/keys.ts";
import type { Inputs } from "./inputs.ts";

/** The selection of snapshots that the inputs name. */
export function selectionOf({ user, snapshot }: Inputs): Selection {
  return {
    ...(user !== null && { user }),
    ...(snapshot !== null && { name: snapshot }),
  };
}

/** The inputs that tell the owner's snapshots from others. Throws `KeyError`. */
export async function proofsOf({ ageIdentity, keyIds, spotify }: Inputs): Promise<Proofs> {
  const noted = ageIdentity === null ? [] : readKeyIdComments(ageIdentity);
  return {
    open: ageIdentity && (await createOpen(ageIdentity)),
    keySource: spotify.clientSecret,
    keyIds: [...keyIds, ...noted],
  };
}
