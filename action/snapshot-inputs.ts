import type { OwnerKeyInputs, Selection } from "../src/app/history.ts";
import { createOpen, readKeyIdComments } from "../src/app/keys.ts";
import type { Inputs } from "./inputs.ts";

/** The selection of snapshots that the inputs name. */
export function selectionOf({ user, snapshot }: Inputs): Selection {
  return {
    ...(user !== null && { user }),
    ...(snapshot !== null && { name: snapshot }),
  };
}

/**
 * The inputs for the owner's keys. Throws `KeyError` for an identity that cannot be read.
 */
export async function ownerKeyInputsOf({
  ageIdentity,
  keyIds,
  spotify,
}: Inputs): Promise<OwnerKeyInputs> {
  const noted = ageIdentity === null ? [] : readKeyIdComments(ageIdentity);
  return {
    open: ageIdentity && (await createOpen(ageIdentity)),
    keySource: spotify.clientSecret,
    keyIds: [...keyIds, ...noted],
  };
}
