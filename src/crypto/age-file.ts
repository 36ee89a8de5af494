import { Decrypter } from "age-encryption";
import { FormatError, IntegrityError, KeyError } from "../errors.ts";
import type { Secret } from "../secret.ts";
import { decodeArmor, isArmored, isArmorStub } from "./armor.ts";
import type { KeyKind } from "./recipients.ts";

/** The first line of every age file (C2SP: age-encryption.org/v1). */
const INTRO = "age-encryption.org/v1\n";

/** Opens an age file: an identity, or the passphrase of a file that was sealed with one. */
export interface Identity {
  readonly kind: KeyKind | "passphrase";
  readonly secret: Secret;
}

/** Whether `bytes` start like an age file, armored or binary. The rest of them is not checked. */
export function isAgeFile(bytes: Uint8Array): boolean {
  return isArmored(bytes) || headText(bytes) === INTRO;
}

/**
 * Opens an age file, armored or binary, and gives its content once all of it is authenticated.
 *
 * Throws `FormatError` `seal/not-age` when `sealed` is no age v1 file; `KeyError` `key/no-match`
 * when no identity opens it; `IntegrityError` `seal/damaged` when it was changed or cut.
 */
export type Decrypt = (sealed: Uint8Array) => Promise<Uint8Array>;

/** A {@link Decrypt} that tries all of `identities`. They are parsed once for all files. */
export function createDecrypt(identities: readonly Identity[]): Decrypt {
  const decrypter = new Decrypter();
  for (const { kind, secret } of identities) {
    if (kind === "passphrase") decrypter.addPassphrase(secret.reveal());
    else decrypter.addIdentity(secret.reveal());
  }
  // The library throws plain errors only, so the cause is told by how far it came. It asks the
  // identities in order, after parsing the header, and asks this last one only if all others
  // declined.
  decrypter.addIdentity({
    unwrapFileKey: () => {
      throw new AllDeclined("no identity fits a recipient of the file");
    },
  });
  return async (sealed) => {
    const file = isArmored(sealed) ? decodeArmor(sealed) : sealed;
    checkIntro(file);
    try {
      return await decrypter.decrypt(file);
    } catch (cause) {
      throw cause instanceof AllDeclined ? noMatch(cause) : damaged(cause);
    }
  };
}

/** No identity opens a file. */
class AllDeclined extends Error {
  override readonly name = "AllDeclined";
}

/**
 * Checks the first line here, because the library would quote it in its error, and in a file that
 * is not sealed it may be a title.
 */
function checkIntro(file: Uint8Array): void {
  const head = headText(file);
  if (head === INTRO) return;
  if (INTRO.startsWith(head) || isArmorStub(file)) {
    throw damaged(new Error("cut off in its first line"));
  }
  throw new FormatError("seal/not-age", "The file is not an age file (age-encryption.org/v1).", {
    hint: "Give the unchanged file; its name ends in .age.",
  });
}

function headText(file: Uint8Array): string {
  return String.fromCharCode(...file.subarray(0, INTRO.length));
}

function damaged(cause: unknown): IntegrityError {
  return new IntegrityError("seal/damaged", "A sealed file was changed or cut off.", {
    cause,
    hint: "Use an earlier snapshot, or another copy of this one.",
  });
}

function noMatch(cause: unknown): KeyError {
  return new KeyError("key/no-match", "None of the given keys opens a sealed file.", {
    cause,
    hint: "Give the identity that belongs to one of the recipients named in the snapshot's metadata.json.",
  });
}
