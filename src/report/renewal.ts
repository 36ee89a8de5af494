import { dateText } from "./login.ts";
import { codeSpan, link } from "./markdown.ts";

/** The account that a login is made for: that of the backups, or the one to restore into. */
type Purpose = "backup" | "restore";

/** A link with which somebody logs in. */
export interface ShownRenewalLink {
  readonly url: string;
  readonly goodUntil: Date;
  readonly purpose: Purpose;
  /** Whether it is the first login, for which any account will do. */
  readonly isFirst: boolean;
  /** Whether the account to restore into is logged in with the app of the backups. */
  readonly sameApp: boolean;
  /** Whether a new account is logged in, to be backed up from now on. */
  readonly newUser: boolean;
  /** The page of the workflow. */
  readonly workflowUrl: string;
}

/** The steps to take with the link, as Markdown. */
export function renewalInvitation(shown: ShownRenewalLink): string {
  const { url, goodUntil, purpose, isFirst, workflowUrl } = shown;
  const time = goodUntil.toISOString().slice(11, 16);
  return [
    purpose === "restore"
      ? "## Log in the account to restore into"
      : `## Log in to Spotify${isFirst ? "" : " again"}`,
    `1. ${link("Open Spotify's page", unmasked(url))} in a browser that is logged in to **${accountText(shown)}**, and agree. The link is valid until ${time} UTC.`,
    "2. The browser ends up at an address that begins with `http://127.0.0.1:8888/callback` and says that the page cannot be reached. This is expected. Copy the whole address. You have ten minutes.",
    `3. ${link("Run this workflow", workflowUrl)} again${choiceText(shown)}, and paste the address into its field.`,
    "If Spotify's page says `INVALID_CLIENT: Invalid redirect URI`, add exactly `http://127.0.0.1:8888/callback` to the redirect URIs of your app in the Spotify dashboard.",
    "The address is of no use to others: its code works only once, and only together with the app's client secret.",
  ].join("\n\n");
}

function accountText({ purpose, isFirst }: ShownRenewalLink): string {
  if (purpose === "restore") return "the account to restore into";
  return isFirst ? "the account to back up" : "the account of the backups";
}

function choiceText({ purpose, sameApp, newUser }: ShownRenewalLink): string {
  if (purpose === "backup") return newUser ? " **with the same choice** (`new-user` ticked)" : "";
  return ` **with the same choices** (account \`restore\`${sameApp ? ", `same-app` ticked" : ""})`;
}

/** A login that is made and stored. */
export interface ShownRenewal {
  readonly purpose: Purpose;
  readonly newUser: boolean;
  readonly isFirst: boolean;
  /** Whether there are backups of the account. */
  readonly isBackedUp: boolean;
  /** The account's name; `null`: it may not be shown. */
  readonly name: string | null;
  readonly authorizedAt: Date;
  /** The secrets that were stored. */
  readonly secrets: readonly string[];
  /** The setting for the day of the login; `null`: none needs it. */
  readonly day: { readonly name: string; readonly isStored: boolean } | null;
  /** The page of the workflow that backs up. */
  readonly backupUrl: string;
  /** The page with the list of secrets. */
  readonly secretsUrl: string;
}

/** The result of a login, as Markdown. */
export function renewalSummary(renewed: ShownRenewal): string {
  const { purpose, isFirst, name, secrets, authorizedAt } = renewed;
  const owner = name === null ? "" : ` It is for the account ${codeSpan(name)}.`;
  const stored = secrets.map((one) => `\`${one}\``).join(", ");
  return [
    purpose === "backup" && !isFirst ? "## The login is renewed" : "## The login is stored",
    `It lasts six months from ${dateText(authorizedAt)}.${owner} Stored: ${stored}.`,
    ...dayLines(renewed),
    ...nextLines(renewed),
  ].join("\n\n");
}

function dayLines({ day, authorizedAt }: ShownRenewal): readonly string[] {
  if (day === null) return [];
  if (day.isStored) return [`The day is stored in \`${day.name}\`.`];
  return [
    `**The day could not be stored.** Set \`${day.name}\` to \`${dateText(authorizedAt)}\` yourself (Settings > Secrets and variables > Actions). Otherwise the warnings are about the end of the old login.`,
  ];
}

function nextLines(renewed: ShownRenewal): readonly string[] {
  const { purpose, newUser, isFirst, isBackedUp, backupUrl, secretsUrl } = renewed;
  if (purpose === "restore") {
    return [
      ...(isBackedUp
        ? [
            "> [!WARNING]\n> There are backups of this account. To restore into another one, log out of Spotify in your browser, and run this workflow again for a new link.",
          ]
        : []),
      `The workflow Restore uses this login. When you have restored everything, ${link("delete the secrets", secretsUrl)}.`,
    ];
  }
  if (!isFirst) {
    return [
      "The login is for the account of the backups. The next backup uses it. If there is an issue about the old one, that backup closes it.",
    ];
  }
  const workflow = `${link("the workflow Backup", backupUrl)}${newUser && !isBackedUp ? " **with `new-user` ticked**" : ""}`;
  return [
    `If it is the wrong account, ${link("delete the secret", secretsUrl)}, and run this workflow again. If it is the right one, run ${workflow}: its summary shows what is still missing.`,
  ];
}

/**
 * `url`, such that its client ID is not to be found in it literally. The runner would make `***` of
 * one that is kept as a secret, and the link would lead nowhere.
 */
function unmasked(url: string): string {
  return url.replace(/(?<=[?&]client_id=)[0-9A-Za-z]/, (first) => {
    return `%${first.charCodeAt(0).toString(16)}`;
  });
}
