import { readFile } from "node:fs/promises";
import { readRecipients } from "../app/keys.ts";
import { UsageError } from "../errors.ts";
import { Secret } from "../secret.ts";
import type { Terminal } from "./io.ts";

/**
 * The keys to seal for: those of the flags, or else of AGE_RECIPIENTS. Empty: none. Throws
 * `UsageError` `config/…-recipient`.
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
 * The text of the identity file that AGE_IDENTITY is or names; `null` when it is not set. Throws
 * `UsageError` `config/invalid` for a file that cannot be read.
 */
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
