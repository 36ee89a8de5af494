import { Encrypter } from "age-encryption";
import { UsageError } from "../errors.ts";
import { Secret } from "../secret.ts";
import { encodeArmor } from "./armor.ts";

/** 32 characters that nobody confuses on paper: no l and 1, no o and 0. */
const ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789";
const GROUPS = 6;
const GROUP_LENGTH = 4;

const MIN_LENGTH = 16;
const MIN_DISTINCT = 8;

/**
 * A new passphrase to write down: six groups of four characters, 120 bits, such as
 * `k7qm-x2pd-9fhs-…`. `random` returns the given number of random bytes.
 */
export function generatePassphrase(
  random: (size: number) => Uint8Array = (size) => crypto.getRandomValues(new Uint8Array(size)),
): Secret {
  const letters = [...random(GROUPS * GROUP_LENGTH)].map((byte) => ALPHABET.charAt(byte % 32));
  const groups = Array.from({ length: GROUPS }, (_, group) =>
    letters.slice(group * GROUP_LENGTH, (group + 1) * GROUP_LENGTH).join(""),
  );
  return new Secret(groups.join("-"));
}

/**
 * The recovery copy of `text`, an identity file: an armored age file that `age -d` opens after
 * asking for the passphrase. It takes about a second on purpose, to slow down guesses.
 *
 * Throws `UsageError` `config/weak-passphrase` for fewer than 16 characters, or fewer than 8
 * different ones: somebody who finds the copy has unlimited time to guess.
 */
export async function sealWithPassphrase(text: Secret, passphrase: Secret): Promise<Uint8Array> {
  const characters = [...passphrase.reveal()];
  if (characters.length < MIN_LENGTH || new Set(characters).size < MIN_DISTINCT) {
    throw new UsageError("config/weak-passphrase", "The passphrase is too easy to guess.", {
      hint: `Use at least ${MIN_LENGTH} characters, ${MIN_DISTINCT} of them different, or let tracksafe make one up.`,
    });
  }
  const encrypter = new Encrypter();
  encrypter.setPassphrase(passphrase.reveal());
  return encodeArmor(await encrypter.encrypt(text.reveal()));
}
