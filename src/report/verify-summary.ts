import { doubtSentences } from "./doubts.ts";
import { bullets, codeSpan, markdownTable } from "./markdown.ts";
import { problemsOf, statusOf, uncheckedSentence, type VerifiedLine } from "./snapshots.ts";
import { count, counted, size } from "./text.ts";

/** The largest number of problems of one snapshot that are named. */
const NAMED_AT_MOST = 20;

/** A verification as Markdown, for the summary of a workflow's run. Files are named, not titles. */
export function verifiedSummary(verified: readonly VerifiedLine[]): string {
  const bad = problemsOf(verified).length;
  const rows = verified.map(({ name, verification }) => [
    codeSpan(name),
    statusOf(verification),
    count(verification.files),
    count(verification.metadata?.nameOnly ?? 0),
    size(verification.bytes),
    count(verification.problems.length),
  ]);
  const details = verified.flatMap(({ name, verification: { problems } }) =>
    problems.length === 0 ? [] : [`### ${codeSpan(name)}`, bullets(problemLines(problems))],
  );
  const sections = [
    `## Verification: ${bad === 0 ? "good" : counted(bad, "problem")}`,
    openedText(verified),
    ...doubtSentences(verified),
    uncheckedSentence(verified),
    markdownTable(["Snapshot", "Status", "Files", "Name and link only", "Bytes", "Problems"], rows),
    ...details,
  ];
  return `${sections.filter(Boolean).join("\n\n")}\n`;
}

function problemLines(
  problems: readonly { readonly file: string; readonly code: string }[],
): readonly string[] {
  const lines = problems
    .slice(0, NAMED_AT_MOST)
    .map(({ file, code }) => `${codeSpan(file)}: ${codeSpan(code)}`);
  const more = problems.length - lines.length;
  return more === 0 ? lines : [...lines, `and ${counted(more, "more", "more")}`];
}

function openedText(verified: readonly VerifiedLine[]): string {
  return verified.some(({ verification }) => verification.opened)
    ? "Every byte was compared with what was written, and sealed files were opened."
    : "Every byte was compared with what was written. Sealed files were not opened, because that needs the identity.";
}
