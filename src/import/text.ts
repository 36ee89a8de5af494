import { beginningOf, damaged, fileAtHand, type ImportFile, loadFile } from "./file.ts";

/** An encoding of text that is understood. */
export type TextEncoding = "utf-8" | "utf-16le" | "utf-16be" | "windows-1252";

/**
 * The encoding of a file: UTF-16 by its mark or its zeros, UTF-8 where all of it is valid, and
 * otherwise Windows-1252.
 *
 * Throws `UsageError` `import/damaged`, with the line, for text that looks like none of them.
 * Titles would come out as other titles.
 */
export async function encodingOf(file: ImportFile): Promise<TextEncoding> {
  const wide = wideEncodingOf(await beginningOf(file));
  if (wide !== null) return wide;
  const utf8 = new TextDecoder("utf-8", { fatal: true });
  try {
    for await (const piece of file.open()) utf8.decode(piece, { stream: true });
    utf8.decode();
    return "utf-8";
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
  if (await looksWestern(file)) return "windows-1252";
  throw damaged(file, "the text is not UTF-8, UTF-16 or Windows-1252", await firstOddLineOf(file));
}

function wideEncodingOf([first, second]: Uint8Array): TextEncoding | null {
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0)) return "utf-16le";
  if ((first === 0xfe && second === 0xff) || (first === 0 && second !== 0)) return "utf-16be";
  return null;
}

/** The bytes that no character of Windows-1252 has. */
const UNDEFINED = new Set([0x81, 0x8d, 0x8f, 0x90, 0x9d]);

/**
 * Whether letters with accents stand between others, as they do in western languages. In other
 * alphabets, and in UTF-8 that is damaged, bytes above 127 stand side by side.
 */
async function looksWestern(file: ImportFile): Promise<boolean> {
  let [high, beside, before] = [0, 0, 0];
  for await (const piece of file.open()) {
    for (const byte of piece) {
      if (UNDEFINED.has(byte)) return false;
      if (byte > 127) high += 1;
      if (byte > 127 && before > 127) beside += 1;
      before = byte;
    }
  }
  return beside * 2 <= high;
}

async function firstOddLineOf(file: ImportFile): Promise<number> {
  const lenient = new TextDecoder("utf-8");
  let line = 1;
  for await (const piece of file.open()) {
    const text = lenient.decode(piece, { stream: true });
    const odd = text.indexOf("\uFFFD");
    line += countLineBreaks(odd < 0 ? text : text.slice(0, odd));
    if (odd >= 0) break;
  }
  return line;
}

/** The number of line breaks in `text`. */
export function countLineBreaks(text: string): number {
  let count = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) count += 1;
  return count;
}

/**
 * The text of a file piece by piece, with `\n` as its only line break. Byte order marks at the
 * beginning of lines are removed: joined files have them.
 */
export async function* decodeText(
  file: ImportFile,
  encoding: TextEncoding,
): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { ignoreBOM: true });
  let isLineStart = true;
  let held = "";
  const plain = (text: string, isLast: boolean): string => {
    const whole = held + text;
    // The other half of the line break may be in the next piece.
    held = !isLast && whole.endsWith("\r") ? "\r" : "";
    const lines = whole.slice(0, whole.length - held.length).replace(/\r\n?/g, "\n");
    const result = lines.replace(isLineStart ? /(^|\n)\uFEFF+/g : /(\n)\uFEFF+/g, "$1");
    if (result !== "") isLineStart = result.endsWith("\n");
    return result;
  };
  for await (const piece of file.open())
    yield plain(decoder.decode(piece, { stream: true }), false);
  yield plain(decoder.decode(), true);
}

/** A file as a whole: its bytes, and the text in them. */
export interface WholeText {
  readonly bytes: Uint8Array;
  readonly text: string;
}

/** All text of a file. Throws as `loadFile` and {@link encodingOf} do. */
export async function loadText(file: ImportFile, most: number): Promise<WholeText> {
  const bytes = await loadFile(file, most);
  const loaded = fileAtHand(file.label, file.name, bytes);
  const pieces: string[] = [];
  for await (const text of decodeText(loaded, await encodingOf(loaded))) pieces.push(text);
  return { bytes, text: pieces.join("") };
}

/** The number of bytes in which a format shows itself. */
const START = 64 * 1024;

/** The text at the beginning of a file, as far as it shows which format it is. */
export async function firstTextOf(file: ImportFile): Promise<string> {
  const start = (await beginningOf(file)).subarray(0, START);
  for (const encoding of [wideEncodingOf(start) ?? "utf-8", "windows-1252"]) {
    try {
      // Its last character may be cut in two.
      const text = new TextDecoder(encoding, { fatal: true }).decode(start, { stream: true });
      return text.replace(/\r\n?/g, "\n");
    } catch {
      // Then it is the other one.
    }
  }
  return "";
}
