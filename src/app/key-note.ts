import { readFile, realpath } from "node:fs/promises";
import { dirname, join } from "node:path";
import { keyIdComment, readKeyIdComments } from "../crypto/key-id-comments.ts";
import { writeDurably } from "../disk/durable.ts";
import { nodeFileSystem } from "../disk/fs.ts";
import { temporaryName, thisProcess } from "../disk/temporary.ts";
import { StoreError, systemCode } from "../errors.ts";
import { Secret } from "../secret.ts";

/**
 * Puts content keys on record in the identity file at `path`, in comments behind all that stands
 * there, which stays byte for byte. The file is replaced in one step; mode 0600. Gives whether any of
 * `keyIds` was missing.
 *
 * Throws `StoreError` `store/io`, with the lines to add by hand: the file is as it was then.
 */
export async function noteKeyIds(path: string, keyIds: readonly string[]): Promise<boolean> {
  try {
    // A link stays one: what it leads to is replaced.
    const file = await realpath(path);
    const before = await readFile(file);
    const noted = readKeyIdComments(textOf(before));
    const missing = keyIds.filter((keyId) => !noted.includes(keyId));
    if (missing.length === 0) return false;
    const after = withLines(before, missing.map(keyIdComment).join(""));
    if (!(await hasSameKeys(before, after)))
      throw notNoted("its keys are not on plain lines", keyIds);
    const temporary = join(dirname(file), temporaryName(thisProcess()));
    await writeDurably(nodeFileSystem, { temporary, path: file }, [after]);
    return true;
  } catch (cause) {
    const code = systemCode(cause);
    if (code === undefined) throw cause;
    throw notNoted(code, keyIds, cause);
  }
}

function withLines(before: Buffer, lines: string): Buffer {
  const isAtLineStart = before.length === 0 || before.at(-1) === 0x0a;
  return Buffer.concat([before, Buffer.from(isAtLineStart ? lines : `\n${lines}`)]);
}

/** A file that is quoted as a whole would be another one with lines behind the quotes. */
async function hasSameKeys(before: Buffer, after: Buffer): Promise<boolean> {
  const { parseIdentities } = await import("../crypto/identities.ts");
  const keysIn = async (bytes: Buffer) =>
    (await parseIdentities(textOf(bytes))).map(({ recipient }) => recipient).join();
  const wanted = await keysIn(before);
  return (await keysIn(after).catch(() => null)) === wanted;
}

function textOf(bytes: Buffer): Secret {
  return new Secret(bytes.toString("utf8"));
}

function notNoted(why: string, keyIds: readonly string[], cause?: unknown): StoreError {
  const lines = keyIds.map((keyId) => keyIdComment(keyId).trimEnd()).join("   and   ");
  return new StoreError(
    "store/io",
    `The key file is as it was: nothing was added to it (${why}).`,
    {
      cause,
      hint: `Add this at its end, on a line of its own, so that a restore knows which snapshots are yours: ${lines}`,
    },
  );
}
