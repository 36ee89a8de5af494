import { retry } from "@octokit/plugin-retry";
import { Octokit } from "@octokit/rest";
import type { Clock } from "../clock.ts";
import { parseBaseUrl } from "../http/base-url.ts";
import { cancelled } from "../http/failures.ts";
import type { Log } from "../log.ts";
import type { Secret } from "../secret.ts";
import {
  type Answered,
  graphqlRefusalOf,
  limitOf,
  type Need,
  refusalOf,
  toGitHubError,
} from "./failures.ts";
import { type Fetch, wholeAnswers } from "./fetch.ts";
import { createPace, type Pace } from "./request-pace.ts";

/** GitHub's REST API by endpoint, as octokit names them. */
export type Rest = Octokit["rest"];

/** The result of a call: its data, or a refusal that the caller handles. */
export type RequestOutcome<T> = { readonly data: T } | Answered;

/** GitHub's REST API for one token. */
export interface GitHub {
  /**
   * Calls one endpoint. After a 5xx or a lost connection it is called again, unless `send` passes
   * {@link NO_RETRIES}; short penalties are waited for.
   *
   * Throws `AuthError` `auth/github-token`; `RateLimitError` `store/rate-limited`; `StoreError`
   * `store/permission`, `store/refused`; `NotFoundError` `store/not-found`; `ProviderError`
   * `http/network`, `http/timeout`, `provider/unavailable`; `CancelledError`.
   */
  call<T>(need: Need, send: (rest: Rest) => Promise<{ readonly data: T }>): Promise<T>;
  /** Like {@link GitHub.call}, but an answer with one of the statuses in `known` is returned. */
  attempt<T>(
    need: Need,
    known: readonly number[],
    send: (rest: Rest) => Promise<{ readonly data: T }>,
  ): Promise<RequestOutcome<T>>;
  /**
   * Reads by a GraphQL query; the `data` of the answer. An answer with errors throws `InternalError`
   * `internal/github`. Throws as {@link GitHub.call} does.
   */
  query(need: Need, text: string, variables: Readonly<Record<string, string>>): Promise<unknown>;
  /**
   * Changes something by GraphQL, and is not sent again after a failure; see {@link NO_RETRIES}. Gives
   * GitHub's words where it refuses the change, `null` once it is made. Throws as {@link GitHub.call}
   * does.
   */
  mutate(
    need: Need,
    text: string,
    variables: Readonly<Record<string, string>>,
  ): Promise<string | null>;
  /** Waits. Throws `CancelledError`. */
  sleep(ms: number): Promise<void>;
  /** The number of requests sent so far, repeats included. */
  requests(): number;
  /** When the token ends, as the last answer told; `null` when it does not end or did not tell. */
  tokenExpiresAt(): Date | null;
}

export interface GitHubOptions {
  readonly token: Secret;
  /** The name of the setting that holds the token, for messages: `token`, `GITHUB_TOKEN`. */
  readonly tokenName: string;
  /** The value of `GITHUB_API_URL`. */
  readonly apiUrl: string;
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly log: Log;
  /** The program that the requests name as their sender: `tracksafe/1.2.3`. */
  readonly userAgent: string;
  /** Ends everything: requests in flight, waiting and to come fail with `cancelled`. */
  readonly signal?: AbortSignal;
}

/** For a request that must not be sent again before its effect was checked. */
export const NO_RETRIES = { request: { retries: 0 } } as const;

/** The number of times that a request is sent again after a 5xx or a lost connection. */
const RETRIES = 3;

/** The number of times that a request is sent again after a penalty. */
const LIMIT_RETRIES = 3;

/** Statuses that asking again at once does not change. */
const FINAL = [400, 401, 403, 404, 405, 409, 410, 413, 422, 429, 451];

/** GitHub: REST API > API versions. */
const API_VERSION = "2022-11-28";

// Octokit's own words hold addresses, and so the names of accounts.
const QUIET = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** The parts of the client that the hooks below need. */
interface ClientState {
  readonly pace: Pace;
  readonly clock: Clock;
  readonly log: Log;
  /**
   * The number of times that a request was sent, by its options: octokit's own count leaks into
   * other requests.
   */
  readonly sent: WeakMap<object, number>;
  requests: number;
  expiry: string | number | null;
}

/** Sends a single attempt of a request, at its time. */
function sendInTime({ hook }: Pick<Octokit, "hook">, state: ClientState): void {
  hook.wrap("request", async (send, options) => {
    const { pace, clock, log, sent } = state;
    const repeats = sent.get(options) ?? 0;
    await pace.turn(options.method !== "GET", repeats);
    sent.set(options, repeats + 1);
    state.requests += 1;
    const startedAt = clock.now().getTime();
    let status: number | null = null;
    try {
      options.headers["x-github-api-version"] = API_VERSION;
      const answer = await send(options);
      status = answer.status;
      state.expiry = answer.headers["github-authentication-token-expiration"] ?? null;
      return answer;
    } catch (error) {
      status = refusalOf(error)?.status ?? null;
      throw error;
    } finally {
      const ms = clock.now().getTime() - startedAt;
      // The template of the address, which names nobody.
      log.debug("github.request", { method: options.method, route: options.url, status, ms });
    }
  });
}

/** Sends nothing during a penalty. After a short one, sends the refused requests again. */
function waitOutPenalties({ hook }: Pick<Octokit, "hook">, state: ClientState): void {
  const { pace, clock, log } = state;
  hook.wrap("request", async (send, options) => {
    for (let penalties = 1; ; penalties += 1) {
      try {
        return await send(options);
      } catch (error) {
        const limit = limitOf(error, clock.now());
        if (limit === null) throw error;
        const isShort = pace.pause(limit.ms);
        log.info("github.paused", { seconds: Math.ceil(limit.ms / 1000) });
        if (!isShort || penalties > LIMIT_RETRIES) throw error;
      }
    }
  });
}

/** Octokit; its plugin decides whether a request is sent again after a failure, the pace when. */
function createOctokit(options: GitHubOptions, base: URL, state: ClientState): Octokit {
  const { signal } = options;
  // The plugin that comes first is closest to the wire: it is called for each attempt.
  const Client = Octokit.plugin(
    (octokit) => sendInTime(octokit, state),
    (octokit) => waitOutPenalties(octokit, state),
    retry,
  );
  return new Client({
    auth: options.token.reveal(),
    baseUrl: base.href.replace(/\/$/, ""),
    userAgent: options.userAgent,
    log: QUIET,
    request: {
      fetch: wholeAnswers(options.fetch, base),
      parseSuccessResponseBody: false,
      ...(signal && { signal }),
    },
    retry: { retries: RETRIES, retryAfterBaseValue: 0, doNotRetry: FINAL },
  });
}

/**
 * The client over octokit. Throws `UsageError` `config/insecure-url` or `config/invalid-url` for an
 * address that is neither https nor on this machine.
 */
export function createGitHub(options: GitHubOptions): GitHub {
  const { clock, log, signal, tokenName } = options;
  const base = parseBaseUrl("GITHUB_API_URL", options.apiUrl);
  const sleep = (ms: number): Promise<void> =>
    clock.sleep(ms, signal).catch((error: unknown) => {
      throw signal?.aborted ? cancelled(signal) : error;
    });
  const pace = createPace(clock, sleep);
  const state: ClientState = { pace, clock, log, sent: new WeakMap(), requests: 0, expiry: null };
  const { rest, graphql } = createOctokit(options, base, state);
  const translate = (error: unknown, need: Need): Error =>
    toGitHubError(error, { need, tokenName, now: clock.now(), signal });

  return {
    async call(need, send) {
      try {
        return (await send(rest)).data;
      } catch (error) {
        throw translate(error, need);
      }
    },
    async attempt(need, known, send) {
      try {
        return { data: (await send(rest)).data };
      } catch (error) {
        const refusal = refusalOf(error);
        if (refusal !== null && known.includes(refusal.status)) return refusal;
        throw translate(error, need);
      }
    },
    async query(need, text, variables) {
      try {
        return await graphql(text, variables);
      } catch (error) {
        throw translate(error, need);
      }
    },
    async mutate(need, text, variables) {
      try {
        await graphql(text, { ...variables, ...NO_RETRIES });
        return null;
      } catch (error) {
        const complaint = graphqlRefusalOf(error);
        if (complaint === null) throw translate(error, need);
        return complaint;
      }
    },
    sleep,
    requests: () => state.requests,
    tokenExpiresAt: () => parseExpiry(state.expiry),
  };
}

/** `2026-11-22 13:27:35 UTC`, or with an offset in place of `UTC`. */
function parseExpiry(text: string | number | null): Date | null {
  const time = new Date(String(text).replace("UTC", "+00:00"));
  return Number.isNaN(time.getTime()) ? null : time;
}
