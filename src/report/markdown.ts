import { plainLine, plainText, shorten } from "../safe-text.ts";

const SHOWN_AT_MOST = 200;
const LINE_AT_MOST = 1000;

/**
 * Text from elsewhere as a code span. GitHub makes no link, mention, reference or HTML of the text
 * in a code span (GitHub Flavored Markdown > Code spans), also in a table. Characters that would
 * end the span or the cell are replaced by ones that look alike.
 */
export function codeSpan(text: string): string {
  return spanOf(text, SHOWN_AT_MOST);
}

/**
 * Several lines as code spans, each a paragraph. GitHub breaks them at the edge of a phone, which
 * it does not do with a block of code.
 */
export function codeLines(text: string): string {
  return plainText(text)
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => spanOf(line, LINE_AT_MOST))
    .join("\n\n");
}

function spanOf(text: string, most: number): string {
  const safe = plainLine(text)
    .replaceAll("`", "ˋ")
    .replaceAll("|", "∣")
    .replace(/\s+/g, " ")
    .trim();
  return `\`${shorten(safe, most) || "…"}\``;
}

/** Several lines as they are, in a block of which GitHub makes nothing either. */
export function codeBlock(text: string): string {
  return `\`\`\`text\n${plainText(text).replaceAll("```", "ˋˋˋ")}\n\`\`\``;
}

/** A link under a text of ours; the text alone where `url` is no address of a web page. */
export function link(text: string, url: string): string {
  const { href, protocol } = URL.parse(url) ?? {};
  if (href === undefined || (protocol !== "https:" && protocol !== "http:")) return text;
  return `[${text}](${href.replace(/[()<>[\]`|\\]/g, percentEncoded)})`;
}

function percentEncoded(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}

/** A table of cells that are Markdown; the first column to the left, the others to the right. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const rule = head.map((_, column) => (column === 0 ? "---" : "---:"));
  return [head, rule, ...rows].map((cells) => `| ${cells.map(plainLine).join(" | ")} |`).join("\n");
}

/** The kinds of GitHub's alerts (GitHub: Basic writing and formatting syntax > Alerts). */
export type AlertKind = "NOTE" | "IMPORTANT" | "WARNING" | "CAUTION";

/** An alert that holds `markdown`; empty when that is. */
export function alert(kind: AlertKind, markdown: string): string {
  if (markdown === "") return "";
  const lines = markdown.split("\n").map((line) => `> ${line}`.trimEnd());
  return [`> [!${kind}]`, ...lines].join("\n");
}

/** A part of a page that is folded under `title`, plain words of ours; empty when `markdown` is. */
export function folded(title: string, markdown: string): string {
  if (markdown === "") return "";
  return `<details>\n<summary>${title}</summary>\n\n${markdown}\n\n</details>`;
}

/** A name from elsewhere as a code span that leaves room beside it on a phone. */
export function shortSpan(name: string): string {
  return codeSpan(shorten(plainLine(name), SHORT_AT_MOST));
}

const SHORT_AT_MOST = 32;

/** Parts of a page, one below the other, without those that are empty. Ends with a line break. */
export function markdownPage(parts: readonly string[]): string {
  return `${parts.filter(Boolean).join("\n\n")}\n`;
}

/** A list of points that are Markdown, each in one line; empty when there are none. */
export function bullets(lines: readonly string[]): string {
  return lines.map((line) => `- ${plainLine(line)}`).join("\n");
}
