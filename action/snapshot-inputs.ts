import { type OwnerKeyInputs, parseAddress, type SnapshotSelection } from "../src/app/history.ts";
import { createOpen, readKeyIdComments } from "../src/app/keys.ts";
import type { Inputs } from "./inputs.ts";

/** The selection of snapshots that the inputs name. A path counts more than the input `user`. */
export function selectionOfInputs({ user, snapshot }: Inputs): SnapshotSelection {
  const named = parseAddress(snapshot ?? "");
  return user === null || named.user !== undefined ? named : { ...named, user };
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
