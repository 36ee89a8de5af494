/** How much JSON text may hold, so that parsing it takes memory in proportion to a known size. */
export interface JsonBounds {
  /** How deep arrays and objects may stand in each other. */
  readonly depth: number;
  /** How many arrays, objects and commas there may be: about as many as there are values. */
  readonly values: number;
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const [OPEN_ARRAY, CLOSE_ARRAY] = [0x5b, 0x5d];
const [OPEN_OBJECT, CLOSE_OBJECT] = [0x7b, 0x7d];

/**
 * Whether the JSON text in `bytes` keeps to `bounds`. Nothing is built to find out, so that a few
 * megabytes cannot take gigabytes. Whether it is JSON at all is for the parser to say.
 */
export function isWithinBounds(bytes: Uint8Array, { depth, values }: JsonBounds): boolean {
  let open = 0;
  let seen = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === QUOTE) at = endOfString(bytes, at);
    else if (byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) open -= 1;
    else if (byte === COMMA) seen += 1;
    else if (byte === OPEN_ARRAY || byte === OPEN_OBJECT) {
      open += 1;
      seen += 1;
    } else continue;
    if (open > depth || seen > values) return false;
  }
  return true;
}

/** Where the string that begins at `start` has its closing quote; the end where it has none. */
function endOfString(bytes: Uint8Array, start: number): number {
  for (let from = start + 1; ; ) {
    const quote = bytes.indexOf(QUOTE, from);
    if (quote === -1) return bytes.length;
    let escapes = 0;
    while (bytes[quote - 1 - escapes] === BACKSLASH) escapes += 1;
    if (escapes % 2 === 0) return quote;
    from = quote + 1;
  }
}
