import { link } from "./markdown.ts";

/** The pages that a person needs to set the workflows of a repository up. */
export interface SetupPages {
  /** The repository that runs the workflows. */
  readonly repository: string;
  readonly newVariable: string;
  readonly newSecret: string;
  /** The list of secrets. */
  readonly secrets: string;
  /** The list of variables. */
  readonly variables: string;
  /** The workflow that logs in. */
  readonly logIn: string;
  /** The workflow that backs up. */
  readonly backup: string;
  /** The file with the page that makes a key. */
  readonly keyPage: string;
  readonly guide: string;
  /** GitHub's page for the token that stores logins, filled in. */
  readonly secretsToken: string;
  /** GitHub's page for a private repository. */
  readonly newVault: string;
  /** GitHub's page for the token to the snapshots in such a repository, filled in. */
  readonly vaultToken: string;
}

/** A setting: its name, and whether it is there. */
export interface ShownSetting {
  readonly name: string;
  readonly isGiven: boolean;
}

/** The app of a login. */
export interface ShownApp {
  readonly clientId: ShownSetting;
  readonly clientSecret: ShownSetting;
  readonly secretsToken: ShownSetting;
}

/** The state of a setup that no backup was made with yet. */
export interface ShownBackupSetup extends ShownApp {
  readonly login: ShownSetting;
  readonly recipients: ShownSetting;
  /** The place of the snapshots, if everybody can see it; `null`: it is private. */
  readonly publicPlace: PublicPlace | null;
}

/** A repository that everybody can see. */
export interface PublicPlace {
  readonly isFork: boolean;
  /** The page of the repository that it was forked from; `null`: not known. */
  readonly parentUrl: string | null;
}

/** The steps to a first backup in their order, as Markdown. */
export function backupChecklist(setup: ShownBackupSetup, pages: SetupPages): string {
  const { login, recipients, publicPlace } = setup;
  const { logIn, keyPage, newVariable, backup, guide } = pages;
  return [
    "## Not set up yet",
    "This run made no snapshot: there are none yet, and something is missing. A tick marks what is there. Do the other steps from top to bottom; each link leads to the page for it.",
    ...(publicPlace === null ? [] : [twoWays(publicPlace, pages)]),
    checklist([
      ...appSteps(setup, pages, { needsToken: !login.isGiven }),
      step(
        login,
        `run ${link("the workflow Log in to Spotify", logIn)} and do what its summary says. It stores the login.`,
      ),
      step(
        recipients,
        `make your key with the page ${link("tracksafe.html", keyPage)}: choose "Download raw file" there, open the file in your browser, save the key, and put the recipient that it shows into ${link("a variable", newVariable)} of this name. Never store the key itself in this repository: a backup does not need it, and without it nobody can open the snapshots.`,
      ),
    ]),
    `Then run ${link("the workflow Backup", backup)}. From then on it runs every day by itself.`,
    `On a computer with a terminal, \`npm ci && node bin/tracksafe.js setup\` in a clone of this repository does all of this, see ${link("docs/setup.md", guide)}.`,
  ].join("\n\n");
}

/** The same for a run that makes no backup and needs one; `backup` is the page of the workflow. */
export function firstBackupAdvice(backup: string): string {
  return [
    "## Not set up yet",
    `There are no snapshots yet. Run ${link("the workflow Backup", backup)}: its summary shows what is there, and what is missing.`,
  ].join("\n\n");
}

/** The pages where somebody adds a missing setting, as Markdown. */
export function settingPages({ secrets, variables, logIn }: SetupPages): string {
  const pages = [
    link("secrets", secrets),
    link("variables", variables),
    link("the workflow Log in to Spotify", logIn),
  ];
  return `Pages of this repository: ${pages.join(", ")}.`;
}

/** The steps before somebody can log in through a link, as Markdown. */
export function loginChecklist(app: ShownApp, pages: SetupPages): string {
  const { clientId } = app;
  const isTarget = clientId.name.startsWith("TARGET_");
  return [
    "## Something is missing to log in with",
    ...(isTarget
      ? [
          "This is for the account to restore into. **Without an app of its own**, run this workflow with `same-app`: it takes the app of the backups, whose User Management in the Spotify dashboard has to list the account.",
        ]
      : []),
    checklist(appSteps(app, pages, { needsToken: true })),
    `Then run ${link("this workflow", pages.logIn)} again.`,
    `Without such a token, log in on a computer with a terminal: \`node bin/tracksafe.js auth --print\` prints what to put into the secrets (see ${link("docs/setup.md", pages.guide)}).`,
  ].join("\n\n");
}

function appSteps(
  { clientId, clientSecret, secretsToken }: ShownApp,
  pages: SetupPages,
  { needsToken }: { readonly needsToken: boolean },
): readonly Step[] {
  const { newVariable, newSecret } = pages;
  const isTarget = clientId.name.startsWith("TARGET_");
  const idPlace = isTarget ? link("a secret", newSecret) : link("a variable", newVariable);
  const dashboard = link("Spotify dashboard", "https://developer.spotify.com/dashboard");
  return [
    step(
      clientId,
      `make an app in the ${dashboard} (Web API, redirect URI exactly \`http://127.0.0.1:8888/callback\`), and put its client ID into ${idPlace} of this name.`,
    ),
    step(
      clientSecret,
      `put the client secret, which is below the client ID there, into ${link("a secret", newSecret)} of this name.`,
    ),
    step(
      secretsToken,
      needsToken
        ? tokenText(pages)
        : `optional, to log in from a browser later: ${tokenText(pages)}`,
    ),
  ];
}

/** The way to the token that stores logins. */
function tokenText({ secretsToken, newSecret, repository }: SetupPages): string {
  return [
    `make ${link("a token on GitHub's page", secretsToken)}, which is filled in already.`,
    `Choose "Only select repositories" and **${nameOf(repository)}** there, and check that Permissions has **Secrets: Read and write** and **Variables: Read and write**; if not, add them.`,
    `Put the token into ${link("a secret", newSecret)} of this name. With it the workflow Log in to Spotify stores the login for you. It can overwrite every secret of this repository, and read none.`,
  ].join(" ");
}

/** The two ways to a private place for the snapshots. */
function twoWays({ isFork, parentUrl }: PublicPlace, pages: SetupPages): string {
  const { repository, newVault, newVariable, vaultToken, newSecret } = pages;
  const template = parentUrl === null ? "the template's page" : link("its page", parentUrl);
  return [
    "### First: a private place",
    "Everybody can see this repository. Your snapshots need a private one. There are two ways:",
    [
      isFork
        ? `1. **A private copy of the template**, which is simpler. A fork like this one stays public. On ${template} choose **Use this template** > **Create a new repository** > **Private**, and go on in the new repository.`
        : `1. **Make this repository private**, which is simpler: ${link("Settings", `${repository}/settings`)} > Danger Zone > Change visibility.`,
      `2. **A private repository for the snapshots**, while the workflows run here. ${link("Make one", newVault)}, with a README, and put its name (\`owner/name\`) into ${link("the variable", newVariable)} \`BACKUP_REPOSITORY\`. Make ${link("a token", vaultToken)} for it, with **Contents** and **Issues: Read and write**, and put that into ${link("the secret", newSecret)} \`BACKUP_TOKEN\`. Then go on with the steps below.`,
    ].join("\n"),
  ].join("\n\n");
}

interface Step {
  readonly isDone: boolean;
  readonly text: string;
}

function step({ name, isGiven }: ShownSetting, toDo: string): Step {
  return { isDone: isGiven, text: `\`${name}\`${isGiven ? " is there." : `: ${toDo}`}` };
}

function checklist(steps: readonly Step[]): string {
  return steps.map(({ isDone, text }) => `- [${isDone ? "x" : " "}] ${text}`).join("\n");
}

/** The name of a repository, by the address of its page. */
function nameOf(repository: string): string {
  return new URL(repository).pathname.slice(1);
}
