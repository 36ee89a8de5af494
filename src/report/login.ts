import { type Expiry, loginExpiry } from "../model/login-expiry.ts";
import { plainLines } from "../safe-text.ts";
import { counted } from "./text.ts";

/** A login as far as it may be shown. */
export interface ShownLogin {
  /** The name of the account's directory of snapshots. */
  readonly account: string;
  /** `null`: the provider did not say. */
  readonly scopes: readonly string[] | null;
  readonly authorizedAt: Date;
}

/** A login as JSON. */
export function loginJson({ account, scopes, authorizedAt }: ShownLogin, now: Date) {
  const { at, daysLeft } = loginExpiry(authorizedAt, now);
  return {
    account,
    scopes,
    authorizedAt: authorizedAt.toISOString(),
    expiresAt: at.toISOString(),
    daysLeft,
  };
}

/** A login as a person reads it. */
export function loginText({ account, scopes, authorizedAt }: ShownLogin, now: Date): string {
  return plainLines([
    `Account: ${account}`,
    `Logged in on ${dateText(authorizedAt)}. ${endText(loginExpiry(authorizedAt, now))}`,
    `Permissions: ${scopes === null ? "not known, because Spotify did not name them" : scopes.join(" ")}`,
  ]);
}

/** The login of another profile; `null`: its file cannot be understood. */
export interface OtherLogin {
  readonly profile: string;
  readonly login: ShownLogin | null;
}

/** One line about the login of another profile. */
export function otherLoginText({ profile, login }: OtherLogin, now: Date): string {
  if (login === null) return `Profile ${profile}: its file cannot be read.`;
  const end = endText(loginExpiry(login.authorizedAt, now));
  return plainLines([`Profile ${profile}: account ${login.account}. ${end}`]);
}

/** The day of `date` in UTC: `2026-11-22`. */
export function dateText(date: Date): string {
  return date.toISOString().slice(0, 10);
}

function endText({ at, daysLeft }: Expiry): string {
  if (daysLeft < 0) return `It ended on ${dateText(at)}.`;
  return `It ends on ${dateText(at)}, in ${counted(daysLeft, "day")}.`;
}
