import fc from "fast-check";
import { marked, type Token } from "marked";
import { text } from "./arbitraries.ts";

/** Texts that somebody chose to do harm where they are shown. Each does one kind of harm. */
export const HOSTILE: readonly string[] = [
  "\x1b]0;evil\x07",
  "\x1b]8;;https://evil.example\x1b\\evil\x1b]8;;\x1b\\",
  "\x1b[2J\x1b[31mevil",
  "\x1bPevil\x1b\\",
  "\x9b2Jevil",
  "\x9d0;evil\x9c",
  "\x00\x07\x08\x7f",
  "\r",
  "evil\rgood",
  "\t\v\f",
  "\u0085",
  "\u2028evil\u2029",
  "\u202egnp.exe",
  "\u2066evil\u2069\u200f\u061c",
  "e\u200bv\u00adi\u2060l\ufeff",
  "\u3164\u115f\u180e",
  "\u{e0065}\u{e0076}\u{e007f}",
  "\ufe0f\u{e0100}",
  "\u200d",
  "\ud800",
  "\n",
  "\nFORGED: all is well\n",
  "\r\nFORGED: all is well\r\n",
  "\n::set-output name=evil::x\n",
  "::stop-commands::evil",
  "\u0085::set-output name=evil::x",
  "\n\u0085\u00a0\u2003::add-path::evil",
  "\n\u200b:\ufe0f:save-state name=evil::x",
  "\n\x1c\x00::set-env name=evil::x",
  "##[set-env name=evil;]x",
  "#\u200b#[add-path]evil",
  "<img src=x onerror=evil()>",
  "<!-- evil",
  "-->",
  "</details><script>evil()</script>",
  "[evil](https://evil.example)",
  "![evil](https://evil.example/x.png)",
  "[evil]: https://evil.example",
  "https://evil.example www.evil.example evil@evil.example",
  "@evil #1 GH-1 evil/evil#2 evil/evil@0123456789abcdef0123456789abcdef01234567",
  "\n\n# evil\n",
  "\nevil\n====\n",
  "\n> evil\n",
  "\n- evil\n",
  "**evil** _evil_ ~~evil~~ $`evil`$ $$evil$$",
  "`",
  "``",
  "\\`",
  "|",
  "\\|",
  "evil | evil\n|---|---|",
  "```\n",
  "\n~~~\n",
  "\n    evil",
  "&#91;evil&#93;(https://evil.example)",
];

/** All of it at once: for runs that are too slow to be made for each. */
export const ALL_HOSTILE = HOSTILE.join(" ");

/** Hostile texts, alone, within each other and within any text. */
export const hostile = fc
  .array(fc.oneof(text, fc.constantFrom(...HOSTILE)), { maxLength: 4 })
  .map((pieces) => pieces.join(""));

/** .NET's white space, which is Unicode's (`Char.IsWhiteSpace`). */
const WHITE_SPACE = /^[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/u;

/** Characters that a comparison by the rules of a language ignores. */
const IGNORED = /[\p{DI}\p{Cc}]/gu;

/**
 * Whether the runner would obey a line (actions/runner: `ActionCommand.TryParseV2`, `TryParse`), with
 * or without the globalisation data that make it compare as a language does.
 */
export function isCommand(line: string): boolean {
  return [line, line.replace(IGNORED, "")].some(
    (seen) => seen.replace(WHITE_SPACE, "").startsWith("::") || seen.includes("##["),
  );
}

/**
 * Characters that show nothing or steer the display. `tests/plain.test.ts` checks those that emoji
 * and scripts need.
 */
const ACTING =
  /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_C}\u00ad\u115f\u1160\u180e\u200b\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/**
 * The parts of `shown` that act on a terminal or in a log: characters that show nothing or steer, and
 * forged lines. Lines that match `commands` are the runner's own.
 */
export function actingIn(shown: string, commands: RegExp | null = null): readonly string[] {
  const lines = shown.split("\n");
  const characters = [...shown.replaceAll("\n", "").matchAll(ACTING)].map(
    ([character]) => `U+${character.codePointAt(0)?.toString(16).padStart(4, "0")}`,
  );
  const obeyed = lines.filter((line) => !commands?.test(line) && isCommand(line));
  const forged = lines.filter((line) => /^FORGED/.test(line));
  return [...new Set(characters), ...obeyed, ...forged];
}

/** The parts of `markdown` in which a word of {@link HOSTILE} has an effect. */
export function livingIn(markdown: string): readonly string[] {
  const alive = [...actingIn(markdown)];
  marked.walkTokens(marked.lexer(markdown), (token: Token) => {
    const hasParts = "tokens" in token && token.tokens !== undefined && token.type !== "link";
    if (hasParts || DEAD.includes(token.type)) return;
    if (/evil|FORGED|<|[@#]\w|GH-\d/.test(token.raw) && !OWN.test(token.raw)) {
      alive.push(`${token.type}: ${token.raw}`);
    }
  });
  return alive;
}

/** Tokens without an effect: code, and those that only hold other tokens. */
const DEAD: readonly string[] = ["code", "codespan", "table", "list", "list_item"];

/** Tracksafe's own HTML: the mark of the one issue, and the tags that fold a part of a page. */
const OWN =
  /^(?:<!-- tracksafe \w+(?: \w+)? -->|<details>\n<summary>[\w ,]+<\/summary>|<\/details>)\n*$/;
