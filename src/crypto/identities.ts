import { identityToRecipient } from "age-encryption";
import { KeyError } from "../errors.ts";
import { Secret } from "../secret.ts";
import { createDecrypt, type Identity, isAgeFile } from "./age-file.ts";
import type { KeyKind } from "./recipients.ts";

/** A key pair: the secret half, and its recipient. */
export interface KeyIdentity extends Identity {
  readonly kind: KeyKind;
  /** The public half. `secret` opens files that were sealed to it. */
  readonly recipient: string;
}

/**
 * The identities in the text of an identity file: one a line, `#` before a comment. White space,
 * quotes and a byte order mark around the text or a line are ignored. Returns at least one, without
 * repeats.
 *
 * Throws `KeyError`: `key/bad-identity` with the line, counted from 1, and never the text;
 * `key/sealed-identity` when the text is sealed itself (see {@link openIdentityFile}).
 */
export async function parseIdentities(text: Secret): Promise<readonly KeyIdentity[]> {
  if (isSealedIdentityFile(new TextEncoder().encode(text.reveal().trim()))) {
    throw new KeyError("key/sealed-identity", "The identity is sealed with a passphrase.", {
      hint: "Open it first with `age -d FILE`, and give the output.",
    });
  }
  const found = new Map<string, KeyIdentity>();
  for (const [index, line] of unwrap(text.reveal())
    .split(/\r\n|\r|\n/)
    .entries()) {
    const key = unwrap(line);
    if (key === "" || key.startsWith("#")) continue;
    const identity = await parseIdentity(key, index + 1);
    found.set(identity.recipient, identity);
  }
  if (found.size === 0) {
    throw new KeyError("key/bad-identity", "The identity is empty.", {
      hint: "Give the text of the identity file, which has a line AGE-SECRET-KEY-….",
    });
  }
  return [...found.values()];
}

/** Whether an identity file is sealed itself, so that it needs {@link openIdentityFile}. */
export function isSealedIdentityFile(bytes: Uint8Array): boolean {
  return isAgeFile(bytes);
}

/**
 * The identities in an identity file that was sealed with `passphrase`, armored or binary.
 *
 * Throws as {@link openIdentityText} and {@link parseIdentities} do.
 */
export async function openIdentityFile(
  bytes: Uint8Array,
  passphrase: Secret,
): Promise<readonly KeyIdentity[]> {
  return parseIdentities(await openIdentityText(bytes, passphrase));
}

/**
 * The text of an identity file that was sealed with `passphrase`, armored or binary.
 *
 * Throws `KeyError` `key/wrong-passphrase`, `IntegrityError` `seal/damaged`, and `FormatError`
 * `seal/not-age`.
 */
export async function openIdentityText(bytes: Uint8Array, passphrase: Secret): Promise<Secret> {
  const text = await createDecrypt([{ kind: "passphrase", secret: passphrase }])(bytes).catch(
    (cause) => {
      if (!(cause instanceof KeyError)) throw cause;
      throw new KeyError(
        "key/wrong-passphrase",
        "The passphrase does not open the identity file.",
        {
          cause,
          hint: "Type it as it was written down, with the dashes. If the file is sealed for a key, it has no passphrase: open it with age -d -i KEY.",
        },
      );
    },
  );
  return new Secret(new TextDecoder().decode(text));
}

async function parseIdentity(text: string, line: number): Promise<KeyIdentity> {
  const bad = (what: string) =>
    new KeyError("key/bad-identity", `Line ${line} of the identity file ${what}.`, {
      hint: "Expected AGE-SECRET-KEY-1… (X25519) or AGE-SECRET-KEY-PQ-1… (hybrid), one a line.",
    });
  if (/^age1/i.test(text)) throw bad("is a recipient, the public half of a key");
  const prefix = /^(AGE-SECRET-KEY-(?:PQ-)?1)[02-9A-Z]+$/.exec(text)?.[1];
  if (prefix === undefined) throw bad("is not an age identity");
  const recipient = await identityToRecipient(text).catch(() => {
    // The library's error is not kept as the cause: its message repeats the identity.
    throw bad("is mistyped or cut off: its checksum is wrong");
  });
  const kind = prefix === "AGE-SECRET-KEY-1" ? "x25519" : "hybrid";
  return { kind, secret: new Secret(text), recipient };
}

/** `text` without the white space and the quotes around it. */
function unwrap(text: string): string {
  const trimmed = text.trim();
  return /^(["'`])(.*)\1$/s.exec(trimmed)?.[2]?.trim() ?? trimmed;
}
