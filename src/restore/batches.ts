import { RefusedError } from "../model/writer.ts";

/** Writes the items of one batch. */
export interface BatchWriter<T> {
  /**
   * Writes `items` in their order. `before` says how many items of the batch were written before
   * them. Throws `RefusedError` when one of them is not accepted, after which none was written.
   */
  write(items: readonly T[], before: number): Promise<void>;
  /**
   * Called for each item that is refused when it is sent alone. Gives the item to write in its
   * place, which may be refused in turn; `null`: there is none, and the item is left out.
   */
  replace(item: T): Promise<T | null>;
}

/**
 * Writes what the provider accepts of a batch and gives the number of items written. A batch that
 * is refused is halved until the refused items are alone, so that `replace` is called for these
 * only.
 *
 * The halves are written in order, one after the other. A batch of `n` items with one bad item
 * takes `2 * ceil(log2(n)) + 1` writes at most, not counting those of replacements. Throws what
 * `write` and `replace` throw besides `RefusedError`; what was written before that stays written.
 */
export async function writeAccepted<T>(
  items: readonly T[],
  writer: BatchWriter<T>,
  before = 0,
): Promise<number> {
  const [first] = items;
  if (first === undefined || (await tryWrite(items, writer, before))) return items.length;
  if (items.length === 1) {
    const other = await writer.replace(first);
    return other === null ? 0 : writeAccepted([other], writer, before);
  }
  const half = Math.ceil(items.length / 2);
  const written = await writeAccepted(items.slice(0, half), writer, before);
  return written + (await writeAccepted(items.slice(half), writer, before + written));
}

async function tryWrite<T>(
  items: readonly T[],
  { write }: BatchWriter<T>,
  before: number,
): Promise<boolean> {
  try {
    await write(items, before);
    return true;
  } catch (error) {
    if (error instanceof RefusedError) return false;
    throw error;
  }
}

/** `list` in pieces of at most `size`. */
export function chunksOf<T>(list: readonly T[], size: number): (readonly T[])[] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, index) =>
    list.slice(index * size, (index + 1) * size),
  );
}
