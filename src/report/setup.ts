import { markdownTable } from "./markdown.ts";

const SECRETS = [
  ["`SPOTIFY_CLIENT_ID`", "the client ID of your app, from the Spotify dashboard"],
  ["`SPOTIFY_CLIENT_SECRET`", "its client secret"],
  ["`SPOTIFY_REFRESH_TOKEN`", "the login: `node bin/tracksafe.js auth --print` prints it"],
  ["`AGE_RECIPIENTS`", "whom to seal the snapshots for: `node bin/tracksafe.js keygen` prints it"],
];

/** What to do before a first backup, as Markdown, for a run that found nothing set up. */
export function setupAdvice(): string {
  return [
    "## Not set up yet",
    "Nothing was done: there are no snapshots yet, and this run was given no login to make one.",
    "On your computer, in a clone of this repository, `npm ci && node bin/tracksafe.js setup` leads through all of it. Or add these under **Settings > Secrets and variables > Actions**, then run the backup workflow:",
    markdownTable(["Secret", "What"], SECRETS),
    "The repository for the snapshots should be private. Keep the key file that `keygen` writes away from here: a backup never needs it, and nothing opens the snapshots without it.",
  ].join("\n\n");
}
