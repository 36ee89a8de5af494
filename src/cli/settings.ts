import { readFile } from "node:fs/promises";
import { KINDS, type Kind } from "../app/backup.ts";
import { createOpen, type Open, readRecipients } from "../app/keys.ts";
import { UsageError } from "../errors.ts";
import { Secret } from "../secret.ts";
import type { Terminal } from "./io.ts";

/**
 * Whom to seal for: the flags, or else AGE_RECIPIENTS. Empty: nobody. Throws `UsageError`
 * `config/…-recipient`.
 */
export async function readRecipientSettings(
  flags: readonly string[],
  env: Terminal["env"],
): Promise<readonly string[]> {
  if (flags.length > 0) return readRecipients(flags.join("\n"), "--recipient");
  const value = env["AGE_RECIPIENTS"]?.trim();
  return value ? readRecipients(value, "AGE_RECIPIENTS") : [];
}

/**
 * What opens sealed files: AGE_IDENTITY, a key or the name of a file with one. `null` when it is not
 * set. Throws `KeyError`, and `UsageError` `config/invalid` for a file that cannot be read.
 */
export async function readIdentity(
  env: Terminal["env"],
  onSecret: (secret: Secret) => void,
): Promise<Open | null> {
  const text = await readIdentityText(env, onSecret);
  return text && createOpen(text);
}

/** The text of the identity file that AGE_IDENTITY is or names; otherwise as {@link readIdentity}. */
export async function readIdentityText(
  env: Terminal["env"],
  onSecret: (secret: Secret) => void,
): Promise<Secret | null> {
  const value = env["AGE_IDENTITY"]?.trim();
  if (!value) return null;
  const isKey = /AGE-SECRET-KEY-|\n/i.test(value);
  const text = new Secret(isKey ? value : await readIdentityFile(value));
  for (const line of text.reveal().split(/\s+/)) {
    if (/^AGE-SECRET-KEY-/i.test(line)) onSecret(new Secret(line));
  }
  return text;
}

async function readIdentityFile(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    throw new UsageError("config/invalid", "AGE_IDENTITY is neither a key nor a readable file.", {
      cause,
      hint: "Set it to the key (AGE-SECRET-KEY-…), or to the path of the identity file.",
    });
  }
}

/** Kinds as a flag names them: `likes,playlists`. Throws `UsageError` `usage/include`. */
export function parseKinds(value: string): readonly Kind[] {
  const names = value.split(/[\s,]+/).filter(Boolean);
  return names.map((name) => {
    const kind = KINDS.find((known) => known === name);
    if (kind !== undefined) return kind;
    throw new UsageError("usage/include", `--include does not know "${name}".`, {
      hint: `Choose from ${KINDS.join(",")}.`,
    });
  });
}
