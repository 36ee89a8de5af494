import { nameOnlyText } from "./backup.ts";
import { doubtSentences } from "./doubts.ts";
import { alert, bullets, codeSpan, markdownPage } from "./markdown.ts";
import { problemsOf, uncheckedSentence, type VerifiedLine } from "./snapshots.ts";
import { count, counted, size } from "./text.ts";

/** The largest number of problems of one snapshot that are named. */
const NAMED_AT_MOST = 20;

/** A verification as Markdown, for the summary of a workflow's run. Files are named, not titles. */
export function verifiedSummary(verified: readonly VerifiedLine[]): string {
  const bad = verified.filter(({ verification }) => verification.problems.length > 0);
  const details = bad
    .slice(0, SNAPSHOTS_AT_MOST)
    .flatMap(({ name, verification: { problems } }) => [
      `### ${codeSpan(name)}`,
      bullets(problemLines(problems)),
    ]);
  const more = bad.length - SNAPSHOTS_AT_MOST;
  return markdownPage([
    `## Verification: ${bad.length === 0 ? "good" : counted(problemsOf(verified).length, "problem")}`,
    stateText(verified, bad.length),
    alert("WARNING", doubtSentences(verified).join("\n\n")),
    ...details,
    more > 0 ? `and ${counted(more, "more snapshot")} with problems` : "",
    openedText(verified),
    uncheckedSentence(verified),
    nameOnlyText(verified.at(-1)?.verification.metadata?.nameOnly ?? 0),
  ]);
}

/** The most snapshots with problems that are shown. */
const SNAPSHOTS_AT_MOST = 20;

/** One line about all snapshots. */
function stateText(verified: readonly VerifiedLine[], bad: number): string {
  const bytes = verified.reduce((sum, { verification }) => sum + verification.bytes, 0);
  const all = counted(verified.length, "snapshot");
  if (bad === 0) {
    const newest = verified.at(-1)?.name ?? "";
    return `**All good:** ${all}, unchanged since the backup (${size(bytes)}), the newest ${codeSpan(newest)}.`;
  }
  return `**${count(bad)} of ${all} ${bad === 1 ? "has" : "have"} problems.** The others are as they were written.`;
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
  const unread = verified.reduce((sum, { verification }) => sum + verification.unread, 0);
  if (unread > 0) {
    const files = verified.reduce((sum, { verification }) => sum + verification.files, 0);
    return `${counted(files - unread, "file")} ${files - unread === 1 ? "was" : "were"} read. The others have the git names that the metadata holds, and these names prove their bytes. Run it with \`all\` to read every file.`;
  }
  return verified.some(({ verification }) => verification.opened)
    ? "Every byte was compared with what was written, and sealed files were opened."
    : "Every byte was compared with what was written. Sealed files were not opened, because that needs the identity.";
}
