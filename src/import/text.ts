/**
 * The text in `bytes`, with `\n` as its only line break. Byte order marks are removed, also inside
 * joined files. The bytes may be UTF-8, or UTF-16 with a mark; any others are read as Windows-1252.
 */
export function decodeText(bytes: Uint8Array): string {
  return decode(bytes)
    .replace(/(^|\n)\uFEFF+/g, "$1")
    .replace(/\r\n?/g, "\n");
}

function decode(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

/** The number of the line, from 1, that holds the character `at` of `text`. */
export function lineAt(text: string, at: number): number {
  let line = 1;
  for (
    let from = text.indexOf("\n");
    from !== -1 && from < at;
    from = text.indexOf("\n", from + 1)
  ) {
    line += 1;
  }
  return line;
}
