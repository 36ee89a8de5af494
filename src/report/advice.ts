import { link } from "./markdown.ts";

/**
 * The steps to a new login, as Markdown. `repositoryUrl` is the page of the repository that runs the
 * workflows; `null`: not known.
 */
export function loginAdvice(repositoryUrl: string | null): string {
  const linked = (text: string, path: string): string =>
    repositoryUrl === null ? text : link(text, `${repositoryUrl}/${path}`);
  const workflow = linked("the workflow Log in to Spotify", "actions/workflows/reauthorize.yml");
  return [
    `**In any browser, a phone's too:** run ${workflow}, and do what its summary says. It stores the login by the token in \`SECRETS_TOKEN\`.`,
    "**On a computer:**",
    [
      "1. In a clone of this repository, after `npm ci`: `node bin/tracksafe.js auth --print`, with the client ID and secret of the same app.",
      "2. Put what it prints into the repository's secrets (Settings > Secrets and variables > Actions): `SPOTIFY_REFRESH_TOKEN`, and the day into `SPOTIFY_AUTHORIZED_AT`.",
      "3. Run the backup workflow once by hand.",
    ].join("\n"),
    `More on both: ${linked("docs/setup.md", "blob/HEAD/docs/setup.md")}.`,
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
  advice: "The log of the run says more. If the next run fails with the same code, it needs you.",
};

const WAIT: Advice = {
  title: "the run failed on a problem elsewhere",
  advice: "This mostly passes by itself. It needs you only if it stays for days.",
};

const DAMAGED: Advice = {
  title: "a snapshot is not as it was written",
  advice:
    "Somebody or something changed it after the backup. The branch's history has it as it was; the other snapshots are checked one by one, and the log of the run says which ones are good.",
};

const ADVICE: Readonly<Record<string, Advice>> = {
  "auth/expired": {
    title: "the Spotify login has ended",
    advice:
      "Nothing is backed up until somebody logs in again. Spotify ends every login after six months, and when the password changes or the app is removed from the account.",
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
      "Compare `SPOTIFY_CLIENT_ID` and `SPOTIFY_CLIENT_SECRET` with the app's page in the Spotify dashboard. A new client secret there has to be put into the repository's secrets, too.",
  },
  "auth/scope": {
    title: "the Spotify login lacks a permission",
    advice: "It was made for less than a backup needs.",
    needsLogin: true,
  },
  "auth/github-token": {
    title: "GitHub does not accept a token",
    advice:
      "Tokens of your own end on the day that was chosen when they were made. Make a new one with the same rights, and put it into the same secret.",
  },
  "provider/app-blocked": {
    title: "Spotify blocks the app",
    advice:
      "The owner of the app needs Spotify Premium, and the account has to be on the app's list of users (Spotify dashboard > the app > User Management). After a renewed subscription it can take hours.",
  },
  "provider/quota": {
    title: "Spotify's quota is used up",
    advice: "The next run goes on where this one ended. If it stays, run the backup less often.",
  },
  "provider/rate-limited": WAIT,
  "provider/unavailable": WAIT,
  "http/network": WAIT,
  "http/timeout": WAIT,
  "http/bad-answer": WAIT,
  "config/missing": {
    title: "a setting is missing",
    advice:
      "A secret was removed or renamed, or never added: Settings > Secrets and variables > Actions. Secrets do not come along when a repository is copied.",
  },
  "config/public-repository": {
    title: "the repository for the snapshots is public",
    advice:
      "Nothing was stored. Make the repository private (Settings > General > Danger Zone); if it is a fork, which stays public, go on in a private copy of the template (Use this template). Or keep the snapshots in a private repository: put its name into the variable `BACKUP_REPOSITORY`, and a token for it into the secret `BACKUP_TOKEN`.",
  },
  "config/unsealed": {
    title: "the snapshots would not be sealed",
    advice:
      "Nothing was stored. Set `AGE_RECIPIENTS` (`node bin/tracksafe.js keygen` makes a key), or say that you mean it with `encryption: none`.",
  },
  "config/plain": {
    title: "the snapshots would not be sealed, as earlier ones are",
    advice:
      "Nothing was stored. Set `AGE_RECIPIENTS` to the recipient that earlier snapshots are sealed for.",
  },
  "store/permission": {
    title: "the snapshot may not be stored",
    advice:
      "The token lacks a right: `permissions: contents: write` in the workflow, or `contents: read and write` of a token of your own. A sealed snapshot that could not be stored is kept as an artifact of the run, unless everybody could see that.",
  },
  "store/new-user": {
    title: "the login is of another account than the backups",
    advice:
      "Nothing was stored. If the login was made in the wrong browser, log in again with the right account. If a second account is meant, run once with `new-user: true`.",
  },
  "store/rate-limited": {
    title: "GitHub accepted no more requests",
    advice:
      "Nothing was stored. A workflow's own token may send 1,000 requests an hour; the next run tries again. If it stays, see what else uses the same token.",
  },
  "store/unknown": {
    title: "GitHub did not say whether the snapshot was stored",
    advice:
      "Look at the branch of the snapshots: what the run names is either in its history, and then the snapshot is there as a whole, or it is not. The next run makes a new snapshot in any case.",
  },
  "store/conflict": {
    title: "something else writes to the same branch all the time",
    advice: "Leave the branch of the snapshots to the backup alone.",
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
