import { plainLines } from "../safe-text.ts";

/** The result of a setup, as far as the report shows it. */
export interface ShownSetup {
  readonly repository: string;
  readonly steps: readonly { readonly name: string; readonly outcome: string }[];
  readonly written: readonly string[];
  readonly isComplete: boolean;
}

/** A setup as a person reads it in the end. */
export function setupText(
  { repository, steps, written, isComplete }: ShownSetup,
  dryRun: boolean,
): string {
  const lines = steps.map(
    ({ name, outcome }) => `${name.padEnd(14)}${OUTCOMES[outcome] ?? outcome}`,
  );
  if (dryRun) lines.push("This was a dry run, so nothing was written.");
  else if (written.length === 0) lines.push("Nothing was written.");
  else lines.push(`Written to ${repository}: ${written.join(", ")}.`);
  if (isComplete) {
    lines.push(
      "Backups run by themselves from now on. One issue in the repository tells you when you have to do something.",
    );
  } else if (!dryRun) {
    lines.push("Some steps are not done yet. Run tracksafe setup again to go on from here.");
  }
  return plainLines(lines);
}

const OUTCOMES: Readonly<Record<string, string>> = {
  kept: "already done",
  done: "done",
  skipped: "left out",
  failed: "failed",
  planned: "to do",
};
