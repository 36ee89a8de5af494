import { loginExpiry } from "../model/login-expiry.ts";
import { readDay } from "../setup/check-answers.ts";
import { SETTING } from "../setup/settings.ts";
import type { LoginEnd, SubjectRepository, SubjectSnapshots } from "./check-subject.ts";

/** The records that may say when the login was made. */
export interface LoginRecords {
  /** The login of this machine. Throws where there is none. */
  readonly login: () => Promise<{
    readonly made: { readonly at: Date; readonly knownFrom: string } | null;
  }>;
  /** The repository whose workflow has the login; `null`: the login of this machine is meant. */
  readonly repository: Pick<SubjectRepository, "settings"> | null;
  readonly snapshots: Pick<SubjectSnapshots, "newest"> | null;
}

/**
 * When the login ends that makes the backups, by the most certain record of when it was made.
 * `null`: nothing says when. A record that cannot be read counts as missing.
 */
export async function findLoginEnd(
  { login, repository, snapshots }: LoginRecords,
  now: Date,
): Promise<LoginEnd | null> {
  const endOf = (since: Date, knownFrom: string): LoginEnd => {
    const { at, daysLeft } = loginExpiry(since, now);
    return { at, daysLeft, knownFrom };
  };
  if (repository === null) {
    const made = (await login().catch(() => null))?.made ?? null;
    if (made !== null) return endOf(made.at, made.knownFrom);
  } else {
    const at = await readAuthorizedAt(repository).catch(() => null);
    if (at !== null) return endOf(at, `the variable ${SETTING.authorizedAt}`);
  }
  const newest = await snapshots?.newest().catch(() => null);
  const seen = newest?.last.metadata.login?.firstSeenAt;
  if (seen === undefined) return null;
  return endOf(new Date(seen), "the newest snapshot, which records when the login was first used");
}

/** The workflow prefers a secret of that name, which nobody can read, to the variable. */
async function readAuthorizedAt({
  settings: read,
}: Pick<SubjectRepository, "settings">): Promise<Date | null> {
  const settings = await read();
  if (settings.isSecret(SETTING.authorizedAt)) return null;
  return readDay(settings.value(SETTING.authorizedAt) ?? "");
}
