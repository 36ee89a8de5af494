import { randomBytes } from "node:crypto";
import type { Clock } from "../clock.ts";
import { type AppError, AuthError, CancelledError, ConflictError } from "../errors.ts";
import type { Account } from "../model/provider.ts";
import type { Secret } from "../secret.ts";
import { userName } from "../snapshot/names.ts";
import { type Callback, type Expected, readPasted } from "./callback.ts";
import { type CallbackListener, listenForCallback, redirectUri } from "./callback-listener.ts";

/** One attempt to log in to the provider. */
export interface Consent {
  /** The provider's name, see `MusicProvider`. */
  readonly provider: string;
  /** The address of the page where the person allows the login. Holds nothing secret. */
  url(expected: Expected): string;
  /** Makes the code that came back to `redirectUri` a login, and asks whose it is. */
  exchange(code: Secret, redirectUri: string): Promise<GrantedLogin>;
  /** The error for the provider's reason why there is no code. */
  refusal(error: string): AppError;
}

/** The login that the provider granted. */
export interface GrantedLogin {
  readonly refreshToken: Secret;
  /** The scopes that it has; `null`: the provider did not say. */
  readonly scopes: readonly string[] | null;
  readonly account: Account;
}

/** The addresses that lead a person to the login page. */
export interface Invitation {
  readonly url: string;
  /** Leads to `url`, once, and only on this machine. Fit for a command line. */
  readonly shortcut: string;
  readonly redirectUri: string;
}

/** The person who logs in, at the terminal. */
export interface LoginPrompt {
  /** Is told the address to open, before the wait begins. */
  invite(invitation: Invitation): void;
  /** The next line they type; `null` when none will come any more, or `signal` aborts. */
  line(signal: AbortSignal): Promise<string | null>;
  /** Is told why a line was not accepted. */
  correct(sentence: string): void;
  /** Is told which account has logged in. */
  greet(account: Account): void;
  /**
   * Whether it is right that this is not the account known so far. `null`: nobody is there to ask.
   */
  confirmOther(account: Account): Promise<boolean | null>;
}

/** The request for a login. */
export interface LoginRequest {
  readonly port: number;
  /** The account known so far, as {@link Login.account} names it. */
  readonly known: string | null;
}

/** The dependencies of {@link logIn}. */
export interface LoginDeps {
  readonly consent: Consent;
  readonly person: LoginPrompt;
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
}

/** A login that was made. */
export interface Login {
  readonly refreshToken: Secret;
  readonly scopes: readonly string[] | null;
  /**
   * The name of the account's directory of snapshots. It does not identify the account to others.
   */
  readonly account: string;
  /**
   * The possible names of the directory: first `account`, then those from older ids of the account.
   */
  readonly names: readonly string[];
  readonly authorizedAt: Date;
}

const WAIT_MS = 5 * 60 * 1000;

/**
 * Lets a person log in with their browser. The answer comes back to a port of this machine or, from
 * another one, is pasted: whichever comes first. Nothing is kept.
 *
 * Throws `UsageError` `usage/port`; `AuthError` `auth/no-answer` after five minutes, and what the
 * consent ends with; `ConflictError` `auth/other-account` when it is not the account known so far
 * and nobody says that it is meant; `CancelledError`.
 */
export async function logIn(request: LoginRequest, deps: LoginDeps): Promise<Login> {
  const { consent, person, clock } = deps;
  const expected = {
    redirectUri: redirectUri(request.port),
    state: randomBytes(24).toString("base64url"),
  };
  const callback = await awaitCallback(request.port, expected, deps);
  if (callback.kind === "refused") throw consent.refusal(callback.error);
  const authorizedAt = clock.now();
  const { refreshToken, scopes, account } = await consent.exchange(
    callback.code,
    expected.redirectUri,
  );
  person.greet(account);
  const names = [account.id, ...account.aliases].map((id) => userName(consent.provider, id));
  const { known } = request;
  if (known !== null && !names.includes(known)) await requireMeant(person, account);
  const [name = ""] = names;
  return { refreshToken, scopes, authorizedAt, account: name, names };
}

/**
 * Waits for the callback, from the browser or from the terminal. Afterwards the port is free again.
 */
async function awaitCallback(
  port: number,
  expected: Expected,
  { consent, person, clock, signal }: LoginDeps,
): Promise<Callback> {
  await using listener = await listenForCallback(port, expected.state);
  const over = new AbortController();
  const ending = signal === undefined ? over.signal : AbortSignal.any([signal, over.signal]);
  try {
    const url = consent.url(expected);
    const shortcut = listener.shortcutTo(url);
    person.invite({ url, shortcut, redirectUri: expected.redirectUri });
    return await Promise.race([
      listener.callback,
      readLines(person, listener, expected, ending),
      giveUp(clock, ending),
    ]);
  } catch (error) {
    if (!signal?.aborted) throw error;
    throw new CancelledError("cancelled", "Stopped before it was done.", { cause: signal.reason });
  } finally {
    over.abort();
  }
}

/** Gives the first line that is the right address. At the end of input, waits for the listener. */
async function readLines(
  person: LoginPrompt,
  listener: CallbackListener,
  expected: Expected,
  signal: AbortSignal,
): Promise<Callback> {
  for (;;) {
    const line = await person.line(signal);
    if (line === null) return listener.callback;
    if (line.trim() === "") continue;
    const pasted = readPasted(line, expected);
    if (typeof pasted !== "string") return pasted;
    person.correct(pasted);
  }
}

async function giveUp(clock: Clock, signal: AbortSignal): Promise<never> {
  await clock.sleep(WAIT_MS, signal);
  throw new AuthError("auth/no-answer", "The login was not completed within five minutes.", {
    hint: "Run the command again when you are at the browser. If the page said INVALID_CLIENT, add the redirect URI to the app in the Spotify dashboard.",
  });
}

async function requireMeant(person: LoginPrompt, account: Account): Promise<void> {
  const isMeant = await person.confirmOther(account);
  if (isMeant) return;
  const hint =
    isMeant === null
      ? "If you want this account, run the command in a terminal to confirm it, or run `tracksafe auth logout` first."
      : "Log out on the provider's website, then run the command again and log in with the right account.";
  throw new ConflictError(
    "auth/other-account",
    "The new login is for another account than the stored one. It was not stored.",
    { hint },
  );
}
