import {
  type AppError,
  AuthError,
  ConflictError,
  ProviderError,
  RateLimitError,
  UsageError,
} from "../errors.ts";
import { userName } from "../snapshot/names.ts";
import {
  type Check,
  day,
  days,
  type Finding,
  LOG_IN,
  ok,
  problem,
  unknown,
  warning,
} from "./check.ts";
import type { CheckSubject, SubjectLogin, TriedLogin } from "./check-subject.ts";

const WARNED_DAYS = 30;

/** The page where apps are made (Spotify: Web API > Apps). */
const DASHBOARD = "https://developer.spotify.com/dashboard";

/** Checks of the login of this machine. */
export const LOGIN_CHECKS: readonly Check[] = [
  {
    name: "settings",
    looksAt: "the settings for the login on this machine",
    async examine(subject) {
      try {
        return ok(`The login is from ${await subject.login.settings()}.`);
      } catch (error) {
        if (!isMissing(error) || !(await subject.isUnattended())) throw error;
        // A workflow has its own, which nobody can read.
        return unknown(
          "This machine has no login. The login of the workflow is in secrets, which cannot be read. The last run of the workflow shows whether it works.",
          LOG_IN,
        );
      }
    },
    remedy: () => LOG_IN,
  },
  {
    name: "login",
    looksAt: "whether Spotify accepts the login",
    examine: examineLogin,
    remedy: ({ again }, error) => (isElsewhere(error) ? again : remedyOf(error)),
  },
  {
    name: "scopes",
    looksAt: "whether the login has the permissions that a backup needs",
    examine: async (subject) => afterLogin(subject, ({ scopes }) => examineScopes(subject, scopes)),
    remedy: () => LOG_IN,
  },
  {
    name: "expiry",
    looksAt: "when the login ends, six months after it was made",
    examine: examineExpiry,
    remedy: () => LOG_IN,
  },
  {
    name: "account",
    looksAt: "whether the login is for the account that is backed up",
    applies: ({ snapshots }) => snapshots !== null,
    examine: async (subject) => afterLogin(subject, (login) => examineAccount(subject, login)),
    remedy: ({ again }) => again,
  },
  {
    name: "quota",
    looksAt: "when Spotify accepts requests again",
    examine: examineQuota,
    remedy: ({ again }) => again,
  },
];

async function examineLogin({ login }: CheckSubject): Promise<Finding> {
  if (!(await hasSettings(login))) return unknown("Not checked: no login is known.");
  const tried = await login.tried();
  if (tried === null) return unknown("Not checked: Spotify accepts no requests now.");
  const asked = tried.requests === 1 ? "1 request was" : `${tried.requests} requests were`;
  if (!tried.isLost) return ok(`Spotify accepts the login. ${asked} sent.`);
  return problem(
    new AuthError(
      "auth/replaced",
      "Spotify replaced the login during this check, and the new login could not be stored.",
      {
        hint: "The old login may no longer work. Log in again, and replace SPOTIFY_REFRESH_TOKEN everywhere.",
      },
    ),
    LOG_IN,
  );
}

function hasSettings(login: SubjectLogin): Promise<boolean> {
  return login.settings().then(
    () => true,
    () => false,
  );
}

/** Applies `judge` to a login that works. */
async function afterLogin(
  { login }: CheckSubject,
  judge: (tried: TriedLogin) => Finding | Promise<Finding>,
): Promise<Finding> {
  const tried = await login.tried().catch(() => null);
  return tried === null
    ? unknown("Not checked: this check needs a login that works.")
    : judge(tried);
}

function examineScopes({ login }: CheckSubject, granted: readonly string[] | null): Finding {
  if (granted === null) return unknown("Spotify did not say which permissions the login has.");
  const missing = login.scopes.filter((scope) => !granted.includes(scope));
  if (missing.length === 0) return ok("The login has all permissions that a backup needs.");
  return problem(
    new AuthError("auth/scope", `The login lacks the permissions ${missing.join(" ")}.`, {
      hint: "Log in again and agree to all permissions that the page asks for.",
    }),
    LOG_IN,
  );
}

async function examineExpiry(subject: CheckSubject): Promise<Finding> {
  const end = await subject.login.end();
  if (end === null) {
    const isNone = !(await hasSettings(subject.login)) && !(await subject.isUnattended());
    if (isNone) return unknown("Not checked: no login is known.");
    return unknown(
      "The day on which the login was made is not known. Set SPOTIFY_AUTHORIZED_AT to that day.",
      LOG_IN,
    );
  }
  const { repository } = subject;
  const isUnattended = await subject.isUnattended();
  const renew =
    !isUnattended || repository === null
      ? LOG_IN
      : `${repository.url()}/actions/workflows/reauthorize.yml`;
  const { at, daysLeft, knownFrom } = end;
  if (daysLeft > WARNED_DAYS) {
    return ok(`The login ends on ${day(at)}, in ${days(daysLeft)}, according to ${knownFrom}.`);
  }
  if (daysLeft >= 0) {
    return warning(
      `The login ends on ${day(at)}, in ${days(daysLeft)}, according to ${knownFrom}. Log in again before that day.`,
      renew,
    );
  }
  const text = `According to ${knownFrom} the login ended on ${day(at)}, six months after it was made.`;
  const works = !isUnattended && (await subject.login.tried().catch(() => null));
  // The login works although it should have ended: the date is wrong, or it ends soon.
  if (works) return warning(`${text} But Spotify still accepts it.`, renew);
  return problem(
    new AuthError("auth/expired", text, { hint: "Log in again; nothing is backed up until then." }),
    renew,
  );
}

async function examineAccount(
  { snapshots, isUnattended, again }: CheckSubject,
  { provider, account }: TriedLogin,
): Promise<Finding> {
  const store = await snapshots?.store().catch(() => null);
  const users = await store?.users().catch(() => null);
  if (!store || !users) return unknown("Not checked: the snapshots cannot be read.");
  if (users.length === 0) return ok("The store holds no backups of another account.");
  const names = [account.id, ...account.aliases].map((id) => userName(provider, id));
  if (names.some((name) => users.includes(name)))
    return ok("The login is for the account that is backed up.");
  const text = `${store.location} holds backups of another account, but none of the account that is logged in here.`;
  if (await isUnattended()) {
    return warning(
      `${text} This may be intended, because the workflow has a login of its own.`,
      again,
    );
  }
  return problem(
    new ConflictError("store/new-user", text, {
      hint: "If this is the wrong login, log in again with the right account. If you want to back up a second account, run one backup with --new-user.",
    }),
    LOG_IN,
  );
}

async function examineQuota(subject: CheckSubject): Promise<Finding> {
  const { login, snapshots } = subject;
  const until = await login.pausedUntil().catch(() => null);
  if (until !== null) {
    return warning(
      `Spotify's quota is used up. Spotify accepts requests again after ${until.toISOString()}; any run before that time ends at once.`,
      subject.again,
    );
  }
  const last = await snapshots?.newest().catch(() => null);
  const code = last?.last.metadata.error;
  if (snapshots !== null && (code === "provider/quota" || code === "provider/rate-limited")) {
    return warning(
      `The last run ended early because Spotify accepted no more requests (${code}). The next run goes on where it ended.`,
      await snapshots.backUp(),
    );
  }
  return ok("Spotify has not asked for a pause.");
}

function isMissing(error: unknown): boolean {
  return error instanceof UsageError && error.code === "config/missing";
}

/** Whether `error` says nothing of the login, because Spotify or the way there has a problem. */
function isElsewhere(error: AppError): boolean {
  if (error instanceof RateLimitError) return true;
  return error instanceof ProviderError && error.code !== "provider/app-blocked";
}

function remedyOf({ code }: AppError): string {
  return code === "provider/app-blocked" || code === "auth/client" ? DASHBOARD : LOG_IN;
}
