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
  if (dryRun) lines.push("This was a dry run, so nothing was written.");
  else if (written.length === 0) lines.push("Nothing was written.");
  else lines.push(`Written to ${repository}: ${written.join(", ")}.`);
  if (isComplete) {
    lines.push(
      "Backups run by themselves from now on. One issue in the repository tells you when something needs you.",
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

const SECRETS = [
  ["`SPOTIFY_CLIENT_ID`", "the client ID of your app, from the Spotify dashboard"],
  ["`SPOTIFY_CLIENT_SECRET`", "its client secret"],
  ["`SPOTIFY_REFRESH_TOKEN`", "the login: `node bin/tracksafe.js auth --print` prints it"],
  [
    "`AGE_RECIPIENTS`",
    "the recipient to seal snapshots for: `node bin/tracksafe.js keygen` prints it",
  ],
];

/** The steps before a first backup, as Markdown, for a run that found nothing set up. */
export function setupAdvice(): string {
  return [
    "## Not set up yet",
    "This run did nothing: there are no snapshots yet, and the run has no login to make one.",
    "On your computer, in a clone of this repository, run `npm ci && node bin/tracksafe.js setup`, which leads you through all steps. Or add these secrets under **Settings > Secrets and variables > Actions**, then run the backup workflow:",
    markdownTable(["Secret", "What"], SECRETS),
    "The repository for the snapshots should be private. Never store the key file that `keygen` writes in it: a backup does not need that file, and without it nobody can open the snapshots.",
  ].join("\n\n");
}
