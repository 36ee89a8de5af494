import { bytesOf, countBytes } from "../bytes.ts";
import type { Entry } from "../model/records.ts";
import { type Digester, sha256 } from "./digest.ts";
import { createEncoder, type DocumentHead } from "./document.ts";
import { MAX_PART_BYTES } from "./limits.ts";
import { FORMAT_VERSION } from "./version.ts";

const FEWEST = 100;
const USUAL = 400;
const MOST = 2_000;

/** The text of a document in pieces, and the number of entries in it so far. */
export interface CutDocument {
  readonly parts: AsyncIterable<string>;
  /** `null` when the entries are withheld. Final once `parts` has ended. */
  count(): number | null;
}

/**
 * Cuts the text of a document into parts of about 500 entries. The content of the entries decides
 * where a part ends, so a new entry changes the part it is in and leaves the others as they were.
 * The parts joined in order are the document.
 */
export function cutDocument(
  head: DocumentHead,
  pages: AsyncIterable<readonly Entry[]> | null,
): CutDocument {
  const encoder = createEncoder(head);

  async function* cut(): AsyncIterable<string> {
    let part = encoder.head();
    let bytes = countBytes(part);
    let inPart = 0;
    for await (const page of pages ?? []) {
      for (const entry of page) {
        const text = encoder.entry(entry);
        const size = countBytes(text);
        const isFull = inPart >= MOST || bytes + size > MAX_PART_BYTES;
        if (isFull || (inPart >= FEWEST && startsPart(text))) {
          yield part;
          part = "";
          bytes = 0;
          inPart = 0;
        }
        part += text;
        bytes += size;
        inPart += 1;
      }
    }
    yield part + encoder.tail(pages === null);
  }

  return { parts: cut(), count: () => (pages === null ? null : encoder.count()) };
}

/**
 * An id of the content of a sealed part and its recipients. Equal ids mean equal plaintext of the
 * same format version for the same recipients. `digest` is keyed with the content key.
 */
export function contentIdOf(
  digest: Digester,
  recipients: readonly string[],
  plaintext: Uint8Array,
): Promise<string> {
  return digest.large("content", `${FORMAT_VERSION}`, recipients.join(" "), plaintext);
}

/**
 * Whether a part begins with the entry that has this text. About one in {@link USUAL} does, and it
 * is always the same ones, wherever in the list they are.
 */
function startsPart(text: string): boolean {
  const hash = sha256(bytesOf(`,\n${text.slice(2)}`));
  return Number.parseInt(hash.slice(0, 8), 16) % USUAL === 0;
}
