import { Encrypter } from "age-encryption";
import { UsageError } from "../errors.ts";
import type { Opener, Sealer } from "../model/sealer.ts";
import { createDecrypt, type Identity } from "./age-file.ts";
import { encodeArmor } from "./armor.ts";
import type { Compression } from "./compression.ts";
import { checkRecipients } from "./recipients.ts";

/**
 * A sealer for `recipients` (`age1…` or `age1pq1…`). It only needs public keys.
 *
 * Throws `UsageError` as {@link checkRecipients} does. A list without recipients is refused above
 * all, because the library would then write files that nobody can open. Sealing throws `UsageError`
 * `config/bad-recipient` when a well-formed recipient turns out to be no possible public key.
 */
export function sealerWith(compression: Compression, recipients: readonly string[]): Sealer {
  const checked = checkRecipients(recipients, "The list of recipients");
  const encrypter = new Encrypter();
  for (const recipient of checked) encrypter.addRecipient(recipient);

  const encrypt = (compressed: Uint8Array): Promise<Uint8Array> =>
    encrypter.encrypt(compressed).catch((cause: unknown) => {
      throw new UsageError("config/bad-recipient", "A recipient is not a usable public key.", {
        cause,
        hint: "Make a new key with: tracksafe keygen",
      });
    });

  return {
    scheme: "age",
    recipients: checked,
    seal: async (plaintext) => encodeArmor(await encrypt(await compression.compress(plaintext))),
  };
}

/**
 * An opener that tries all of `identities`. It throws the errors of `Opener`, and `seal/too-large`.
 */
export function openerWith(compression: Compression, identities: readonly Identity[]): Opener {
  const decrypt = createDecrypt(identities);
  return { open: async (sealed) => compression.decompress(await decrypt(sealed)) };
}
