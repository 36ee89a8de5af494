import type { TreeChange } from "../../github/git-data.ts";

/** The largest number of texts in one request. GitHub is reported to fail at about 200. */
const MAX_TEXTS = 100;

/** The largest size of one request. GitHub is reported to fail at about 2.5 MB. */
const MAX_BYTES = 1_500_000;

/** The largest number of files in one request that are stored already; each is a line of JSON. */
const MAX_ENTRIES = 5000;

/** The size of a change in a request. */
export function requestSizeOf(change: TreeChange): number {
  return Buffer.byteLength(JSON.stringify(change));
}

/** Whether a text can go along with a tree. */
export function fitsInline(change: TreeChange): boolean {
  return requestSizeOf(change) <= MAX_BYTES;
}

/** Spreads changes, each of which fits, over as few requests as their limits and order allow. */
export function splitChanges(changes: readonly TreeChange[]): readonly (readonly TreeChange[])[] {
  const chunks: TreeChange[][] = [];
  let room = { entries: 0, texts: 0, bytes: 0 };
  for (const change of changes) {
    const texts = "content" in change ? 1 : 0;
    const bytes = requestSizeOf(change);
    if (room.entries < 1 || room.texts < texts || room.bytes < bytes) {
      chunks.push([]);
      room = { entries: MAX_ENTRIES, texts: MAX_TEXTS, bytes: MAX_BYTES };
    }
    chunks.at(-1)?.push(change);
    room = {
      entries: room.entries - 1,
      texts: room.texts - texts,
      bytes: room.bytes - bytes,
    };
  }
  return chunks;
}
