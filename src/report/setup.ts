import { plainLines } from "../plain.ts";
import { markdownTable } from "./markdown.ts";

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
  if (dryRun) lines.push("Nothing was written: this was a dry run.");
  else if (written.length === 0) lines.push("Nothing was written.");
  else lines.push(`Written to ${repository}: ${written.join(", ")}.`);
  if (isComplete) {
    lines.push(
      "Backups run by themselves from now on. One issue in the repository tells you when something needs you.",
    );
  } else if (!dryRun) {
    lines.push("Something is left to do. Run tracksafe setup again: it goes on from here.");
  }
  return plainLines(lines);
}

const OUTCOMES: Readonly<Record<string, string>> = {
  kept: "right already",
  done: "done",
  skipped: "left out",
  failed: "did not come out well",
  planned: "to do",
};

const SECRETS = [
  ["`SPOTIFY_CLIENT_ID`", "the client ID of your app, from the Spotify dashboard"],
  ["`SPOTIFY_CLIENT_SECRET`", "its client secret"],
  ["`SPOTIFY_REFRESH_TOKEN`", "the login: `node bin/tracksafe.js auth --print` prints it"],
  ["`AGE_RECIPIENTS`", "whom to seal the snapshots for: `node bin/tracksafe.js keygen` prints it"],
];

/** The steps before a first backup, as Markdown, for a run that found nothing set up. */
export function setupAdvice(): string {
  return [
    "## Not set up yet",
    "Nothing was done: there are no snapshots yet, and this run was given no login to make one.",
    "On your computer, in a clone of this repository, `npm ci && node bin/tracksafe.js setup` leads through all of it. Or add these under **Settings > Secrets and variables > Actions**, then run the backup workflow:",
    markdownTable(["Secret", "What"], SECRETS),
    "The repository for the snapshots should be private. Keep the key file that `keygen` writes away from here: a backup never needs it, and nothing opens the snapshots without it.",
  ].join("\n\n");
}
