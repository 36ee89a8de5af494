import { KeyError } from "../errors.ts";
import type { Secret } from "../secret.ts";

const MOST = 6;

/**
 * The end of a secret, which a person types back to show that they have kept it: at most six
 * characters, and none from before its last hyphen, since nobody is sure whether a hyphen counts.
 */
export function secretEnd(secret: Secret): string {
  return secret.reveal().split("-").slice(-1).join("").slice(-MOST);
}

/**
 * Throws `KeyError` `key/not-kept` when `answer` is not {@link secretEnd} `secret`, in any case.
 */
export function checkSecretEnd(secret: Secret, answer: string): void {
  const end = secretEnd(secret);
  if (answer.trim().toLowerCase() === end.toLowerCase()) return;
  throw new KeyError(
    "key/not-kept",
    `The answer does not match the last ${end.length} characters.`,
    {
      hint: "Compare your copy with the text that was shown.",
    },
  );
}
