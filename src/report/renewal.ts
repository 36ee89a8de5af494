import { dateText } from "./login.ts";
import { link } from "./markdown.ts";

/** A link with which a login is renewed. */
export interface ShownRenewalLink {
  readonly url: string;
  readonly goodUntil: Date;
  /** The page of the workflow; `null`: not known. */
  readonly workflowUrl: string | null;
}

/** The steps to take with the link, as Markdown. */
export function renewalInvitation({ url, goodUntil, workflowUrl }: ShownRenewalLink): string {
  const again = workflowUrl === null ? "Run this workflow" : link("Run this workflow", workflowUrl);
  const time = goodUntil.toISOString().slice(11, 16);
  return [
    "## Log in to Spotify again",
    `1. ${link("Open Spotify's page", unmasked(url))} in a browser that is logged in to the account of the backups, and agree. The link is valid until ${time} UTC.`,
    "2. The browser ends up at an address that begins with `http://127.0.0.1:8888/callback` and says that the page cannot be reached. This is expected. Copy the whole address. You have ten minutes.",
    `3. ${again} again, and paste the address into its field.`,
    "The address is of no use to others: its code works only once, and only together with the app's client secret.",
  ].join("\n\n");
}

/** A renewal that is done. */
export interface ShownRenewal {
  readonly authorizedAt: Date;
  /** The secret that holds the login. */
  readonly secretName: string;
  readonly dateName: string;
  readonly isDateStored: boolean;
}

/** The result of a renewal, as Markdown. */
export function renewalSummary(renewed: ShownRenewal): string {
  const { authorizedAt, secretName, dateName } = renewed;
  const day = dateText(authorizedAt);
  return [
    "## The login is renewed",
    `The login is for the account of the backups. It is stored in the secret \`${secretName}\` and lasts six months from ${day}.`,
    renewed.isDateStored
      ? `The day is stored in \`${dateName}\`.`
      : `**The day could not be stored.** Set \`${dateName}\` to \`${day}\` yourself (Settings > Secrets and variables > Actions). Otherwise the warnings are about the end of the old login.`,
    "The next backup uses the login. If there is an issue about the old one, that backup closes it.",
  ].join("\n\n");
}

/** The steps to renew a login without a token that may store it, as Markdown. */
export function renewalByHand(secretName: string): string {
  return [
    "## This workflow cannot store a login yet",
    "The workflow needs a token that may write the secrets of this repository. In a browser:",
    [
      "1. Make a [fine-grained token](https://github.com/settings/personal-access-tokens/new) for **only this repository**, with the permissions **Secrets: Read and write** and **Variables: Read and write**.",
      "2. Put it into the secret `SECRETS_TOKEN` (Settings > Secrets and variables > Actions), and run this workflow again.",
    ].join("\n"),
    "Without a token, on a computer:",
    [
      "1. In a clone of this repository, after `npm ci`: `node bin/tracksafe.js auth --print`, with the client ID and secret of the same app, logged in to the account of the backups.",
      `2. Put the printed login into the secret \`${secretName}\`, and the printed day into the setting that holds its day.`,
    ].join("\n"),
  ].join("\n\n");
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
