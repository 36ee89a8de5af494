import type { Secret } from "../secret.ts";

/** The beginning of a line in an identity file that names the content key of its snapshots. */
const KEY_ID_COMMENT = "# tracksafe key id: ";

/** A line for an identity file that records a key id. age reads it as a comment. */
export function keyIdComment(keyId: string): string {
  return `${KEY_ID_COMMENT}${keyId}\n`;
}

/** The key ids that the text of an identity file records. */
export function readKeyIdComments(text: Secret): readonly string[] {
  return text
    .reveal()
    .split(/\r\n|\r|\n/)
    .flatMap((line) => (line.startsWith(KEY_ID_COMMENT) ? line.slice(KEY_ID_COMMENT.length) : []))
    .map((keyId) => keyId.trim())
    .filter((keyId) => /^[0-9a-f]{16}$/.test(keyId));
}
