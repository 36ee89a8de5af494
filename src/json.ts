/** The limits of a JSON text, so that parsing it takes memory in proportion to a known size. */
export interface JsonBounds {
  /** The greatest depth of arrays and objects in each other. */
  readonly depth: number;
  /** The largest number of arrays, objects and commas: about the number of values. */
  readonly values: number;
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const [OPEN_ARRAY, CLOSE_ARRAY] = [0x5b, 0x5d];
const [OPEN_OBJECT, CLOSE_OBJECT] = [0x7b, 0x7d];

/**
 * Whether the JSON text in `bytes` keeps to `bounds`. Nothing is built to find out, so that a few
 * megabytes cannot take gigabytes. Text that is not JSON may be within bounds: the parser finds
 * out.
 */
export function isWithinBounds(bytes: Uint8Array, { depth, values }: JsonBounds): boolean {
  let open = 0;
  let seen = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      for (at += 1; at < bytes.length && bytes[at] !== QUOTE; at += 1) {
        if (bytes[at] === BACKSLASH) at += 1;
      }
    } else if (byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) {
      open -= 1;
    } else if (byte === COMMA) {
      seen += 1;
    } else if (byte === OPEN_ARRAY || byte === OPEN_OBJECT) {
      open += 1;
      seen += 1;
    } else continue;
    if (open > depth || seen > values) return false;
  }
  return true;
}
