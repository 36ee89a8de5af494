import { link } from "./markdown.ts";

/**
 * The steps to a new login, as Markdown. `repositoryUrl` is the page of the repository that runs
 * the workflows; `null`: not known.
 */
export function loginAdvice(repositoryUrl: string | null): string {
  const linked = (text: string, path: string): string =>
    repositoryUrl === null ? text : link(text, `${repositoryUrl}/${path}`);
  const workflow = linked("the workflow Log in to Spotify", "actions/workflows/reauthorize.yml");
  return [
    `**In any browser, also on a phone:** run ${workflow} and follow its summary. The workflow stores the login with the token in \`SECRETS_TOKEN\`.`,
    "**On a computer:**",
    [
      "1. In a clone of this repository, after `npm ci`: `node bin/tracksafe.js auth --print`, with the client ID and secret of the same app.",
      "2. Put the printed login into the secret `SPOTIFY_REFRESH_TOKEN` of the repository, and the printed day into `SPOTIFY_AUTHORIZED_AT` (Settings > Secrets and variables > Actions).",
      "3. Run the backup workflow once by hand.",
    ].join("\n"),
    `${linked("docs/setup.md", "blob/HEAD/docs/setup.md")} describes both ways.`,
  ].join("\n\n");
}

/** The meaning of a failed run for the person, and the next steps. */
export interface Advice {
  readonly title: string;
  readonly advice: string;
  /** Whether it takes a new login. */
  readonly needsLogin?: boolean;
}

const UNKNOWN: Advice = {
  title: "the run failed",
  advice:
    "The log of the run has the details. If the next run fails with the same code, you have to do something.",
};

const WAIT: Advice = {
  title: "the run failed because of a problem with the network or a service",
  advice:
    "Such a problem usually passes by itself. You have to do something only if it lasts for days.",
};

const DAMAGED: Advice = {
  title: "a snapshot was changed or damaged",
  advice:
    "Somebody or something changed the snapshot after the backup. The history of the branch still has the original. Each snapshot is checked by itself, and the log of the run names the ones that are good.",
};

const ADVICE: Readonly<Record<string, Advice>> = {
  "auth/expired": {
    title: "the Spotify login has ended",
    advice:
      "No backup is made until you log in again. Spotify ends every login after six months, and also when the password changes or the app is removed from the account.",
    needsLogin: true,
  },
  "auth/refused": {
    title: "the Spotify login is not accepted",
    advice: "Check the client ID, then log in again.",
    needsLogin: true,
  },
  "auth/client": {
    title: "Spotify does not accept the app's credentials",
    advice:
      "Compare `SPOTIFY_CLIENT_ID` and `SPOTIFY_CLIENT_SECRET` with the app's page in the Spotify dashboard. If the dashboard has a new client secret, put it into the secret of the repository, too.",
  },
  "auth/scope": {
    title: "the Spotify login lacks a permission",
    advice: "The login was made without all permissions that a backup needs.",
    needsLogin: true,
  },
  "auth/github-token": {
    title: "GitHub does not accept a token",
    advice:
      "A token that you made yourself expires on the day that you chose then. Make a new one with the same permissions, and put it into the same secret.",
  },
  "provider/app-blocked": {
    title: "Spotify blocks the app",
    advice:
      "The owner of the app needs Spotify Premium, and the account has to be on the app's list of users (Spotify dashboard > the app > User Management). After a subscription was renewed, it can take hours until Spotify accepts the app again.",
  },
  "provider/quota": {
    title: "Spotify's quota is used up",
    advice:
      "The next run goes on where this one ended. If this happens again and again, run the backup less often.",
  },
  "provider/max-requests": {
    title: "a run may send too few requests",
    advice:
      "The next run goes on where this one ended. If this happens again and again, allow more requests: see the input `max-requests`.",
  },
  "provider/rate-limited": WAIT,
  "provider/unavailable": WAIT,
  "http/network": WAIT,
  "http/timeout": WAIT,
  "http/bad-answer": WAIT,
  "config/missing": {
    title: "a setting is missing",
    advice:
      "A secret was removed, renamed or never added. A copy of a repository does not include its secrets. Add it under Settings > Secrets and variables > Actions.",
  },
  "config/public-repository": {
    title: "the repository for the snapshots is public",
    advice:
      "Nothing was stored. Make the repository private (Settings > General > Danger Zone); if it is a fork, which stays public, go on in a private copy of the template (Use this template). Or keep the snapshots in a private repository: put its name into the variable `BACKUP_REPOSITORY`, and a token for it into the secret `BACKUP_TOKEN`.",
  },
  "config/unsealed": {
    title: "the snapshot would not be sealed",
    advice:
      "Nothing was stored. Set `AGE_RECIPIENTS` (`node bin/tracksafe.js keygen` makes a key), or set `encryption: none` if you want this.",
  },
  "config/plain": {
    title: "the snapshot would not be sealed, but earlier ones are",
    advice:
      "Nothing was stored. Set `AGE_RECIPIENTS` to the recipient that earlier snapshots are sealed for.",
  },
  "store/permission": {
    title: "the token may not store the snapshot",
    advice:
      "The token lacks a permission. In the workflow set `permissions: contents: write`; a token of your own needs `contents: read and write`. A sealed snapshot that could not be stored is kept as an artifact of the run, unless everybody could see the artifact.",
  },
  "store/new-user": {
    title: "the login is for another account than the backups",
    advice:
      "Nothing was stored. If the login was made in the wrong browser, log in again with the right account. If you want to back up a second account, run once with `new-user: true`.",
  },
  "store/rate-limited": {
    title: "GitHub accepted no more requests",
    advice:
      "Nothing was stored. A workflow's own token may send 1,000 requests an hour. The next run tries again. If this happens again, check what else uses the same token.",
  },
  "store/unknown": {
    title: "GitHub did not say whether the snapshot was stored",
    advice:
      "Check the history of the branch of the snapshots. If it has the commit that the run names, the whole snapshot is stored. If not, nothing is stored. The next run makes a new snapshot in any case.",
  },
  "store/conflict": {
    title: "something else keeps writing to the branch of the snapshots",
    advice: "Let only the backup write to the branch of the snapshots.",
  },
  "snapshot/corrupt": DAMAGED,
  "snapshot/missing": DAMAGED,
  "snapshot/unexpected": DAMAGED,
  "snapshot/forged": DAMAGED,
  "seal/damaged": DAMAGED,
};

/** By the codes of `docs/errors.md`; `repositoryUrl` as in {@link loginAdvice}. */
export function adviceFor(code: string, repositoryUrl: string | null): Omit<Advice, "needsLogin"> {
  const { title, advice, needsLogin = false } = ADVICE[code] ?? UNKNOWN;
  return { title, advice: needsLogin ? `${advice}\n\n${loginAdvice(repositoryUrl)}` : advice };
}
