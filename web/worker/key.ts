import {
  isSealedIdentityFile,
  openIdentityText,
  parseIdentities,
} from "../../src/crypto/identities.ts";
import { readKeyIdComments } from "../../src/crypto/key-id-comments.ts";
import { openerWith } from "../../src/crypto/sealing.ts";
import { streamGzip } from "../../src/crypto/stream-gzip.ts";
import { KeyError } from "../../src/errors.ts";
import type { Open } from "../../src/model/sealer.ts";
import { Secret } from "../../src/secret.ts";

/** A key as a person gives it: the text of a key file, or a file, which may be a recovery copy. */
export interface GivenKey {
  readonly content: Uint8Array;
  /** Only of a recovery copy; empty: none was given. */
  readonly passphrase: string;
}

/** A key that was read. */
export interface OpenedKey {
  readonly open: Open;
  /** The key ids that the file records. */
  readonly keyIds: readonly string[];
}

/**
 * Reads a key. Throws as `parseIdentities` and `openIdentityText` do; `KeyError`
 * `key/sealed-identity` for a recovery copy without its passphrase.
 */
export async function openKey({ content, passphrase }: GivenKey): Promise<OpenedKey> {
  const text = isSealedIdentityFile(content)
    ? await openCopy(content, passphrase.trim())
    : new Secret(new TextDecoder().decode(content));
  const opener = openerWith(streamGzip, await parseIdentities(text));
  return { open: (sealed) => opener.open(sealed), keyIds: readKeyIdComments(text) };
}

/** A passphrase that tracksafe made has small letters, so capitals in one are slips. */
async function openCopy(content: Uint8Array, passphrase: string): Promise<Secret> {
  if (passphrase === "") {
    throw new KeyError(
      "key/sealed-identity",
      "This is a recovery copy, sealed with a passphrase.",
      { hint: "Type its passphrase as well." },
    );
  }
  const small = passphrase.toLowerCase();
  try {
    return await openIdentityText(content, new Secret(passphrase));
  } catch (error) {
    if (!(error instanceof KeyError) || small === passphrase) throw error;
    return openIdentityText(content, new Secret(small));
  }
}
