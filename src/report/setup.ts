import { markdownTable } from "./markdown.ts";

const SECRETS = [
  ["`SPOTIFY_CLIENT_ID`", "the client ID of your app, from the Spotify dashboard"],
  ["`SPOTIFY_CLIENT_SECRET`", "its client secret"],
  ["`SPOTIFY_REFRESH_TOKEN`", "the login: `npx tracksafe auth` prints it"],
  ["`AGE_RECIPIENTS`", "whom to seal the snapshots for: `npx tracksafe keygen` prints it"],
];

/** What to do before a first backup, as Markdown, for a run that found nothing set up. */
export function setupAdvice(): string {
  return [
    "## Backup: not set up yet",
    "Nothing was done: this repository has no secrets for a backup and the target no snapshots.",
    "Add these under **Settings > Secrets and variables > Actions**, then run the workflow again:",
    markdownTable(["Secret", "What"], SECRETS),
    "The repository for the snapshots should be private. Keep the key file that `keygen` writes away from here: a backup never needs it, and nothing opens the snapshots without it.",
  ].join("\n\n");
}
