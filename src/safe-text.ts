/**
 * Text that we did not write, as text: names that the provider sends, files of a store, answers of
 * servers, settings. Shown, it does nothing: it does not steer a terminal, it does not hide or turn
 * what is beside it, and no runner of workflows takes it for a command.
 */

/** Ends a line, or may be taken for its end, somewhere. A line feed is the one that we use. */
const BREAK = /[\t\v\f\r\u0085\u2028\u2029]/gu;

/** Steers a terminal, or is half of a character. */
const CONTROL = /(?!\n)[\p{Cc}\p{Cs}]/gu;

/** Shows nothing itself: directions, zero widths, fillers, tags. */
const INVISIBLE = /[[\p{DI}\uFFF9-\uFFFB]--[\p{VS}\u200C\u200D]]/gv;

/** Joiners and selectors where there is no emoji or letter that needs them. */
const STRAY =
  /(?<![\p{Lo}\p{M}\p{ExtPict}\p{EMod}])[\u200C\u200D]|[\u200C\u200D](?![\p{Lo}[\p{M}--\p{VS}]\p{ExtPict}])|(?<![\p{L}\p{S}\p{Emoji}])\p{VS}/gv;

/**
 * `text` without anything that acts where it is shown. Line feeds stay; control characters become
 * U+FFFD, so that they are seen. The same text again changes no more.
 */
export function plainText(text: string): string {
  return text
    .replace(BREAK, " ")
    .replace(CONTROL, "\uFFFD")
    .replace(INVISIBLE, "")
    .replace(STRAY, "");
}

/** As {@link plainText}, in one line. */
export function plainLine(text: string): string {
  return plainText(text.replaceAll("\n", " "));
}

/** `lines` below each other. Whatever one of them holds, it stays one line. */
export function plainLines(lines: readonly string[]): string {
  return lines.map(plainLine).join("\n");
}

/** `value` as indented JSON that a terminal or a log can show. It reads back as the same value. */
export function plainJson(value: unknown): string {
  const json = JSON.stringify(value, null, 2);
  return [BREAK, CONTROL, INVISIBLE, STRAY]
    .reduce((text, part) => text.replace(part, escaped), json)
    .replaceAll("##[", "##\\u005b");
}

function escaped(character: string): string {
  const units = Array.from({ length: character.length }, (_, at) => character.charCodeAt(at));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
}

/**
 * `text` such that no line of it is a command to the runner that shows it (GitHub: Actions >
 * Workflow commands). The runner looks behind white space as .NET knows it, U+0085 included, and
 * may compare as a language does, which passes over characters that show nothing.
 */
export function withoutCommands(text: string): string {
  return text
    .replace(/^([[\s\p{Cc}\p{DI}]--[\n]]*):(?=[[\p{Cc}\p{DI}]--[\n]]*:)/gmv, "$1: ")
    .replace(/#([[\p{Cc}\p{DI}]--[\n]]*#[[\p{Cc}\p{DI}]--[\n]]*)\[/gv, "#$1 [");
}

/**
 * The beginning of `text`, in `most` characters with the mark of what is left out. A word of the
 * kind that secrets are is never cut: a part of one would pass every scrubber.
 */
export function shorten(text: string, most: number): string {
  return [...text].length <= most ? text : cutAfter(text, most - 1);
}

/** The first `kept` characters of `text`, and the mark; see {@link shorten}. */
export function cutAfter(text: string, kept: number): string {
  const characters = [...text];
  const start = characters.slice(0, kept).join("");
  const isWithin = WORD.test(characters[kept] ?? "");
  return `${(isWithin ? start.replace(WORD, "") : start).trimEnd()}…`;
}

/** A word at the end, in the letters of tokens, keys and their encodings. */
const WORD = /[\w.~+/=%-]+$/;

/** `word` as one argument of a shell command. */
export function shellQuoted(word: string): string {
  return /^[\w./~:\\-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
