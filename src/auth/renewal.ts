import type { Clock } from "../clock.ts";
import {
  AppError,
  AuthError,
  CancelledError,
  ConflictError,
  NotFoundError,
  StoreError,
  UsageError,
} from "../errors.ts";
import type { Account } from "../model/provider.ts";
import type { WorkflowRepository } from "../model/workflow-repository.ts";
import { Secret } from "../secret.ts";
import { IMPORTED_USER, userName } from "../snapshot/names.ts";
import { queryOfPasted, readCallback } from "./callback.ts";
import type { Consent } from "./login.ts";
import { createRenewalStates, LINK_LIFE_MS } from "./renewal-state.ts";

/** A login to make or to renew through a link, from any browser, and to keep in a secret. */
export interface Renewal {
  readonly consent: Consent;
  /** The app's secret: it keys the link, and makes the code a login. */
  readonly clientSecret: Secret;
  /** `backup`: the login of the backups. `restore`: that of any account, to restore into it. */
  readonly purpose: "backup" | "restore";
  /** Whether the login of the backups may be of an account that has no backups yet. */
  readonly newUser: boolean;
  /** The repository secret that holds the login. */
  readonly secretName: string;
  /** Secrets to store with it, such as the app that it is of no use without. */
  readonly companions: readonly NamedSecret[];
  /** The address that the browser ends at. There is no page. */
  readonly redirectUri: string;
  readonly clock: Clock;
}

/** A secret of a repository. */
export interface NamedSecret {
  readonly name: string;
  readonly value: Secret;
}

/** The link with which a person logs in. */
export interface RenewalLink {
  /** Holds nothing secret. */
  readonly url: string;
  readonly goodUntil: Date;
  /**
   * Whether any account will do, because there is neither a backup nor a login yet, or because a new
   * account was asked for.
   */
  readonly isFirst: boolean;
}

/** The settings and the accounts that a renewal works with. */
export interface RenewalRepository {
  readonly workflows: WorkflowRepository;
  /** The accounts that there are backups of, as directories are named. */
  users(): Promise<readonly string[]>;
  /** The account to renew; `null`: there is only one. */
  readonly user: string | null;
}

/** A login that was made, and stored. */
export interface RenewedLogin {
  readonly account: Account;
  /** Whether any account would have done; see {@link RenewalLink}. */
  readonly isFirst: boolean;
  /** Whether there are backups of this account. */
  readonly isBackedUp: boolean;
  readonly authorizedAt: Date;
  /** The setting that holds that day for the workflows; `null`: they need no such setting. */
  readonly day: StoredDay | null;
}

/** A setting for the day of a login. */
export interface StoredDay {
  readonly name: string;
  /** Whether the day could be stored in it. */
  readonly isStored: boolean;
}

/**
 * The first of two steps: the link with which the person allows the login. Everything that the
 * second one would fail on is looked for already, so that nobody logs in for nothing; throws as
 * that does.
 */
export async function inviteToRenew(
  renewal: Renewal,
  repository: RenewalRepository,
): Promise<RenewalLink> {
  const { isFirst } = await expectAccount(renewal, repository);
  const { consent, redirectUri, clock } = renewal;
  const now = clock.now();
  const url = consent.url({ redirectUri, state: statesOf(renewal).create(now) });
  return { url, goodUntil: new Date(now.getTime() + LINK_LIFE_MS), isFirst };
}

/**
 * The second step: makes the address to which the link led a login, and stores it. Everything that
 * can be checked is, before the code is used up. A login of the backups is stored only if it is of
 * the account that they are of, if there is neither a backup nor a login yet, or if a new account was
 * asked for.
 *
 * Throws `UsageError` `usage/pasted`; `AuthError` `auth/link`, and what the consent ends with;
 * `ConflictError` `auth/other-account`; `NotFoundError` `snapshot/not-found`; and what the places
 * do.
 */
export async function renewLogin(
  renewal: Renewal,
  pasted: Secret,
  repository: RenewalRepository,
): Promise<RenewedLogin> {
  const { consent, secretName, companions, redirectUri, purpose } = renewal;
  const { workflows } = repository;
  const { code, authorizedAt } = readAnswer(renewal, pasted);
  const { user, known, secrets, isFirst } = await expectAccount(renewal, repository);
  const { refreshToken, account } = await consent.exchange(code, redirectUri);
  const names = [account.id, ...account.aliases].map((id) => userName(consent.provider, id));
  if (user !== null && !names.includes(user)) throw otherAccount();
  for (const { name, value } of companions) await workflows.setSecret(name, value);
  await workflows.setSecret(secretName, refreshToken);
  return {
    account,
    isFirst,
    isBackedUp: known.some((one) => names.includes(one)),
    authorizedAt,
    day:
      purpose === "backup" ? await storeDay(repository, secretName, authorizedAt, secrets) : null,
  };
}

/**
 * Stores a login that the provider gave in place of the one in the secret `secretName`.
 *
 * Throws `UsageError` `config/missing` when there is no such secret, and what `workflows` does.
 */
export async function storeReplaced(
  workflows: WorkflowRepository,
  secretName: string,
  token: Secret,
): Promise<void> {
  requireSecret(await workflows.secretNames(), secretName);
  await workflows.setSecret(secretName, token);
}

/**
 * The setting for the day of the login in `secretName`: `ANN_REFRESH_TOKEN`, `ANN_AUTHORIZED_AT`.
 */
function dayName(secretName: string): string {
  const account = secretName.toUpperCase().replace(/_?REFRESH_TOKEN$/, "");
  return account === "" ? "AUTHORIZED_AT" : `${account}_AUTHORIZED_AT`;
}

function statesOf({ clientSecret, secretName }: Renewal) {
  return createRenewalStates(clientSecret, secretName);
}

function readAnswer(
  renewal: Renewal,
  pasted: Secret,
): { readonly code: Secret; readonly authorizedAt: Date } {
  const query = queryOfPasted(pasted.reveal(), renewal.redirectUri);
  if (typeof query === "string") throw notTheAddress(query);
  const state = query.get("state") ?? "";
  const states = statesOf(renewal);
  const madeAt = states.read(state);
  const callback = madeAt === null ? null : readCallback(query, state);
  if (madeAt === null || callback === null) {
    throw notTheAddress(
      "The address is cut off, or it belongs to a link that this workflow did not make for the same account and app.",
    );
  }
  if (states.isOver(madeAt, renewal.clock.now())) {
    throw new AuthError("auth/link", "The link has expired: it was valid for one hour.", {
      hint: "Run the workflow without an address to get a new link.",
    });
  }
  if (callback.kind === "refused") throw renewal.consent.refusal(callback.error);
  // The link was made before the consent, so the end of the login is never expected too late.
  return { code: callback.code, authorizedAt: madeAt };
}

/** The error does not repeat the pasted text, which may hold a code. */
function notTheAddress(sentence: string): UsageError {
  return new UsageError("usage/pasted", sentence, {
    hint: "Open the link in the summary of the previous run and agree. Then copy the whole address at which the browser ends up. The browser cannot show that page; this is expected.",
  });
}

/** The account that a login has to be of. */
interface Expectation {
  /** As its directory is named; `null`: any will do. */
  readonly user: string | null;
  readonly isFirst: boolean;
  /** The accounts that there are backups of. */
  readonly known: readonly string[];
  /** The names of the secrets that there are. */
  readonly secrets: ReadonlySet<string>;
}

async function expectAccount(
  { purpose, newUser, secretName }: Renewal,
  { workflows, users, user }: RenewalRepository,
): Promise<Expectation> {
  const secrets = await workflows.secretNames();
  const known = (await users()).filter((name) => name !== IMPORTED_USER);
  if (purpose === "restore") return { user: null, isFirst: false, known, secrets };
  const isFirst = newUser || (known.length === 0 && !secrets.has(secretName.toUpperCase()));
  return { user: isFirst ? null : chooseKnown(known, user, secretName), isFirst, known, secrets };
}

function chooseKnown(known: readonly string[], user: string | null, secretName: string): string {
  const [only, ...others] = user === null ? known : known.filter((name) => name === user);
  if (only === undefined) {
    throw new NotFoundError(
      "snapshot/not-found",
      "No backups were found, so tracksafe cannot check that the login is for the right account.",
      {
        hint: `Check the inputs repository, branch, path and user. If there is no backup yet, run the workflow Backup. If the login is for the wrong account, delete the secret ${secretName}, and run this workflow again.`,
      },
    );
  }
  if (others.length > 0) {
    throw new UsageError("config/missing", "Backups of several accounts were found.", {
      hint: `Set the input user to the account whose login you want to renew: ${known.join(", ")}.`,
    });
  }
  return only;
}

/** Otherwise a secret would be written that no workflow reads, and no login would be renewed. */
function requireSecret(secrets: ReadonlySet<string>, name: string): void {
  if (secrets.has(name.toUpperCase())) return;
  throw new UsageError(
    "config/missing",
    `The repository has no secret ${name}, so there is no login to renew.`,
    {
      hint: "Set the input refresh-token-secret to the name of the secret that holds the login. tracksafe cannot renew a secret of an environment or an organisation: store the login in a secret of the repository.",
    },
  );
}

function otherAccount(): ConflictError {
  return new ConflictError(
    "auth/other-account",
    "The login is for another account than the backups. It was not stored.",
    {
      hint: "Log out on the provider's website, or use a private window. Then run the workflow without an address to get a new link.",
    },
  );
}

/**
 * Stores the day wherever workflows may read it from: where it is now, or else as a variable, which
 * can be seen, or as a secret. That it could not be stored must not undo what is done.
 */
async function storeDay(
  { workflows }: RenewalRepository,
  secretName: string,
  authorizedAt: Date,
  secrets: ReadonlySet<string>,
): Promise<StoredDay> {
  const name = dayName(secretName);
  const day = authorizedAt.toISOString().slice(0, 10);
  const isSecret = secrets.has(name);
  try {
    const isVariable = await storeVariable(workflows, { name, day, isSecret });
    if (isSecret || !isVariable) await workflows.setSecret(name, new Secret(day));
    return { name, isStored: true };
  } catch (error) {
    if (error instanceof AppError && !(error instanceof CancelledError)) {
      return { name, isStored: false };
    }
    throw error;
  }
}

/**
 * Whether there is a variable with the day now. A token that may only write secrets will do, too.
 */
async function storeVariable(
  workflows: WorkflowRepository,
  {
    name,
    day,
    isSecret,
  }: { readonly name: string; readonly day: string; readonly isSecret: boolean },
): Promise<boolean> {
  try {
    if (isSecret && !(await workflows.variables()).has(name)) return false;
    await workflows.setVariable(name, day);
    return true;
  } catch (error) {
    if (error instanceof StoreError) return false;
    throw error;
  }
}
