import type { Secret } from "../secret.ts";

/** How the line of an identity file begins that says which content key its snapshots have. */
const KEY_ID_COMMENT = "# tracksafe key id: ";

/** A line for an identity file that puts a key id on record. To age it is a comment. */
export function keyIdComment(keyId: string): string {
  return `${KEY_ID_COMMENT}${keyId}\n`;
}

/** The key ids on record in the text of an identity file. */
export function readKeyIdComments(text: Secret): readonly string[] {
  return text
    .reveal()
    .split(/\r\n|\r|\n/)
    .flatMap((line) => (line.startsWith(KEY_ID_COMMENT) ? line.slice(KEY_ID_COMMENT.length) : []))
    .map((keyId) => keyId.trim())
    .filter((keyId) => /^[0-9a-f]{16}$/.test(keyId));
}
