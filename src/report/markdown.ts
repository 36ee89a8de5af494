const SHOWN_AT_MOST = 80;

/** What ends a line or turns the direction of the text around it. */
const DISRUPTIVE = /[\p{Cc}\p{Cs}\u061C\u200E\u200F\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu;

/**
 * Text from outside as a code span: of what is in one GitHub makes no link, mention, reference or
 * HTML (GitHub Flavored Markdown > Code spans), in a table neither. What would end the span, the
 * cell or the line is replaced by something that looks alike.
 */
export function codeSpan(text: string): string {
  const safe = text
    .replace(DISRUPTIVE, " ")
    .replaceAll("`", "ˋ")
    .replaceAll("|", "∣")
    .replace(/\s+/g, " ")
    .trim();
  const characters = [...safe];
  const shown =
    characters.length > SHOWN_AT_MOST
      ? `${characters.slice(0, SHOWN_AT_MOST - 1).join("")}…`
      : safe;
  return `\`${shown || "…"}\``;
}

/** Several lines as they are, in a block of which GitHub makes nothing either. */
export function codeBlock(text: string): string {
  return `\`\`\`text\n${text.replaceAll("```", "ˋˋˋ")}\n\`\`\``;
}

/** A table; the first column to the left, the others to the right. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const rule = head.map((_, column) => (column === 0 ? "---" : "---:"));
  return [head, rule, ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** A list of points; empty when there are none. */
export function bullets(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join("\n");
}
