import { createHash } from "node:crypto";
import type { Entry } from "../model/records.ts";
import type { Digester } from "./digest.ts";
import { type DocumentHead, encodeEntry, encodeHead, encodeTail } from "./document.ts";
import { FORMAT_VERSION } from "./version.ts";

const FEWEST = 100;
const USUAL = 400;
const MOST = 2_000;

/** The text of a document in pieces, and how many entries are in it so far. */
export interface CutDocument {
  readonly parts: AsyncIterable<string>;
  /** `null` when the entries are withheld. Final once `parts` has ended. */
  count(): number | null;
}

/**
 * Cuts the text of a document into parts of about 500 entries, at boundaries that the content of the
 * entries decides: a new entry changes the part it is in and leaves the others as they were. The
 * parts one after the other are the document.
 */
export function cutDocument(
  head: DocumentHead,
  pages: AsyncIterable<readonly Entry[]> | null,
): CutDocument {
  let total = 0;

  async function* cut(): AsyncIterable<string> {
    let part = encodeHead(head);
    let inPart = 0;
    for await (const page of pages ?? []) {
      for (const entry of page) {
        if (inPart >= MOST || (inPart >= FEWEST && startsPart(entry))) {
          yield part;
          part = "";
          inPart = 0;
        }
        part += encodeEntry(entry, total);
        inPart += 1;
        total += 1;
      }
    }
    yield part + encodeTail(pages === null ? null : total);
  }

  return { parts: cut(), count: () => (pages === null ? null : total) };
}

/**
 * Says what a sealed part holds and for whom: equal ids, equal plaintext of the same format version
 * for the same recipients. `digest` is keyed with the content key.
 */
export function contentIdOf(
  digest: Digester,
  recipients: readonly string[],
  plaintext: Uint8Array,
): string {
  return digest("content", `${FORMAT_VERSION}`, recipients.join(" "), plaintext);
}

/** Whether a boundary belongs before this entry: for one in {@link USUAL}, always the same ones. */
function startsPart(entry: Entry): boolean {
  const hash = createHash("sha256").update(encodeEntry(entry, 1)).digest();
  return hash.readUInt32BE() % USUAL === 0;
}
