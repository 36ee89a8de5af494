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
import { userName } from "../snapshot/names.ts";
import { queryOfPasted, readCallback } from "./callback.ts";
import type { Consent } from "./login.ts";
import { createRenewalStates, LINK_LIFE_MS } from "./renewal-state.ts";

/** A login to renew. */
export interface Renewal {
  readonly consent: Consent;
  /** The app's secret: it keys the link, and makes the code a login. */
  readonly clientSecret: Secret;
  /** The repository secret that holds the login. */
  readonly secretName: string;
  /** The address that the browser ends at. There is no page. */
  readonly redirectUri: string;
  readonly clock: Clock;
}

/** The link with which a person renews a login. */
export interface RenewalLink {
  /** Holds nothing secret. */
  readonly url: string;
  readonly goodUntil: Date;
}

/** The settings and the accounts that a renewal works with. */
export interface RenewalRepository {
  readonly workflows: WorkflowRepository;
  /** The accounts that there are backups of, as directories are named. */
  users(): Promise<readonly string[]>;
  /** The account to renew; `null`: there is only one. */
  readonly user: string | null;
}

/** A login that was renewed, and stored. */
export interface RenewedLogin {
  readonly authorizedAt: Date;
  /** The name of the setting that holds that day for the workflows. */
  readonly dateName: string;
  /** Whether the day could be stored there, too. */
  readonly isDateStored: boolean;
}

/**
 * The first of two steps: the link with which the person allows the login anew. What the second one
 * would fail on is looked for already, so that nobody logs in for nothing; throws as that does.
 */
export async function inviteToRenew(
  renewal: Renewal,
  repository: RenewalRepository,
): Promise<RenewalLink> {
  await chooseKnown(repository);
  requireSecret(await repository.workflows.secretNames(), renewal.secretName);
  const { consent, redirectUri, clock } = renewal;
  const now = clock.now();
  const url = consent.url({ redirectUri, state: statesOf(renewal).create(now) });
  return { url, goodUntil: new Date(now.getTime() + LINK_LIFE_MS) };
}

/**
 * The second step: makes the address to which the link led a login, and stores it in place of the
 * old one. Everything that can be checked is, before the code is used up. Nothing is stored unless
 * the login is of the account that the backups are of.
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
  const { consent, secretName, redirectUri } = renewal;
  const { code, authorizedAt } = readAnswer(renewal, pasted);
  const user = await chooseKnown(repository);
  const secrets = await repository.workflows.secretNames();
  requireSecret(secrets, secretName);
  const { refreshToken, account } = await consent.exchange(code, redirectUri);
  requireSameAccount(consent.provider, account, user);
  await repository.workflows.setSecret(secretName, refreshToken);
  const name = dateName(secretName);
  const day = authorizedAt.toISOString().slice(0, 10);
  const isDateStored = await storeDate(repository, { name, day, isSecret: secrets.has(name) });
  return { authorizedAt, dateName: name, isDateStored };
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
function dateName(secretName: string): string {
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
      "The address is cut off, or it belongs to a link that this workflow did not make.",
    );
  }
  if (states.isOver(madeAt, renewal.clock.now())) {
    throw new AuthError("auth/link", "The link has expired: it was valid for one hour.", {
      hint: "Run the workflow without an address to get a new link.",
    });
  }
  if (callback.kind === "refused") throw renewal.consent.refusal(callback.error);
  // Not after it was allowed, so that the end of the login is never expected too late.
  return { code: callback.code, authorizedAt: madeAt };
}

/** The error does not repeat the pasted text, which may hold a code. */
function notTheAddress(sentence: string): UsageError {
  return new UsageError("usage/pasted", sentence, {
    hint: "Open the link in the summary of the previous run and agree. Then copy the whole address at which the browser ends up. The browser cannot show that page; this is expected.",
  });
}

async function chooseKnown({ users, user }: RenewalRepository): Promise<string> {
  const known = await users();
  const [only, ...others] = user === null ? known : known.filter((name) => name === user);
  if (only === undefined) {
    throw new NotFoundError(
      "snapshot/not-found",
      "No backups were found, so tracksafe cannot check that the login is for the right account.",
      {
        hint: "Check the inputs repository, branch, path and user. For a first login, use `tracksafe setup` or `tracksafe auth`.",
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

/** A secret that workflows do not read from there would be written, and nothing be renewed. */
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

function requireSameAccount(provider: string, account: Account, user: string): void {
  const names = [account.id, ...account.aliases].map((id) => userName(provider, id));
  if (names.includes(user)) return;
  throw new ConflictError(
    "auth/other-account",
    "The login is for another account than the backups. It was not stored.",
    {
      hint: "Log out on the provider's website, or use a private window. Then run the workflow without an address to get a new link.",
    },
  );
}

/**
 * Stores the day wherever workflows may read it from: where it is now, or else as a variable, which
 * can be seen, or as a secret. Gives whether it could; that it could not must not undo what is
 * done.
 */
async function storeDate(
  { workflows }: RenewalRepository,
  {
    name,
    day,
    isSecret,
  }: { readonly name: string; readonly day: string; readonly isSecret: boolean },
): Promise<boolean> {
  try {
    const isVariable = await storeVariable(workflows, { name, day, isSecret });
    if (isSecret || !isVariable) await workflows.setSecret(name, new Secret(day));
    return true;
  } catch (error) {
    if (error instanceof AppError && !(error instanceof CancelledError)) return false;
    throw error;
  }
}

/**
 * Whether there is a variable with the day now. A token that may only write secrets will do, too.
 */
async function storeVariable(
  workflows: WorkflowRepository,
  { name, day, isSecret }: Parameters<typeof storeDate>[1],
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
