import { StoreError } from "../errors.ts";
import { Secret } from "../secret.ts";

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

/**
 * The identity file `before` with comments at its end that record `keyIds`. `null` if it records
 * them all already. The rest stays byte for byte.
 *
 * Throws `StoreError` `store/io` if the file would have other keys then: one that is quoted as a
 * whole would be another one with lines behind the quotes.
 */
export async function withKeyIds(
  before: Uint8Array,
  keyIds: readonly string[],
): Promise<Uint8Array | null> {
  const recorded = readKeyIdComments(secretOf(before));
  const missing = keyIds.filter((keyId) => !recorded.includes(keyId));
  if (missing.length === 0) return null;
  const isAtLineStart = before.length === 0 || before.at(-1) === 0x0a;
  const lines = `${isAtLineStart ? "" : "\n"}${missing.map(keyIdComment).join("")}`;
  const after = new Uint8Array([...before, ...new TextEncoder().encode(lines)]);
  const wanted = await recipientsIn(before);
  if ((await recipientsIn(after).catch(() => null)) === wanted) return after;
  throw notRecorded("its keys are not on lines of their own", keyIds);
}

/** The error for key ids that could not be recorded. Its hint has the lines to add by hand. */
export function notRecorded(why: string, keyIds: readonly string[], cause?: unknown): StoreError {
  const lines = keyIds.map((keyId) => keyIdComment(keyId).trimEnd()).join("   and   ");
  return new StoreError("store/io", `Nothing was added to the key file (${why}).`, {
    cause,
    hint: `A restore needs this comment to know which snapshots are yours. Add it at the end of the key file, on a line of its own: ${lines}`,
  });
}

async function recipientsIn(file: Uint8Array): Promise<string> {
  const { parseIdentities } = await import("./identities.ts");
  return (await parseIdentities(secretOf(file))).map(({ recipient }) => recipient).join();
}

function secretOf(bytes: Uint8Array): Secret {
  return new Secret(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes));
}
