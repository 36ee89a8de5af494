import type { z } from "zod";
import type { HttpClient, HttpRequest, HttpResponse } from "../http/http.ts";
import { decode } from "../http/json.ts";
import { missingScopes, type RequestSubject, scopeError, toError } from "./answer-errors.ts";
import { createReadAheadBudget, type ReadAheadBudget } from "./read-ahead-budget.ts";
import type { TokenSource } from "./token.ts";

/** One thing to read from the Web API. */
export interface ApiCall extends RequestSubject {
  /** Below the API's base URL, without a leading slash; data in it must be encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number>>;
  /** Set where Spotify silently leaves out the parts that the scopes do not cover. */
  readonly omits?: true;
}

/** One thing to change through the Web API. */
export interface ApiChange extends ApiCall {
  readonly changes: true;
  /** A `PUT` may be carried out twice. */
  readonly method: "POST" | "PUT";
  readonly content?: RequestBody;
}

/** The body of a request. */
export interface RequestBody {
  readonly type: string;
  readonly body: string;
}

/** The Web API, with a login that renews itself. */
export interface Api {
  /** Shared by all lists that are read. */
  readonly readAhead: ReadAheadBudget;
  /**
   * The answer, as `schema` describes it.
   *
   * Throws `AuthError` `auth/…`; `ProviderError` `provider/app-blocked` (no call will work),
   * `provider/forbidden`, `provider/not-found`, `provider/gone`, `provider/refused`,
   * `http/bad-answer` (not what the schema describes); and what `HttpClient` throws.
   */
  get<T>(schema: z.ZodType<T>, call: ApiCall): Promise<T>;
  /**
   * Carries out a change; the JSON of its answer, if there is any. A `POST` is never sent again
   * once it may have been carried out; after any error but a refusal it may have been.
   *
   * Throws as {@link Api.get} does; `RefusedError` where the change is `refusable`.
   */
  change(change: ApiChange): Promise<unknown>;
}

/** `value` as the body of a request. */
export function asJson(value: unknown): RequestBody {
  return { type: "application/json", body: JSON.stringify(value) };
}

/**
 * Creates an {@link Api}. The token is sent to `apiUrl` only; addresses in answers are not
 * followed.
 */
export function createApi(deps: {
  /** Ends in a slash. */
  readonly apiUrl: URL;
  readonly http: HttpClient;
  readonly tokens: TokenSource;
}): Api {
  const { apiUrl, http, tokens } = deps;

  /**
   * The answer to a request with a valid token. A token that gets a 401 is renewed once, and the
   * request sent again: a 401 has no effects.
   */
  async function send(
    call: ApiCall,
    method: HttpRequest["method"],
    content?: RequestBody,
  ): Promise<HttpResponse & { readonly json: unknown }> {
    const url = new URL(call.path, apiUrl);
    for (const [name, value] of Object.entries(call.query ?? {})) {
      url.searchParams.set(name, String(value));
    }
    const sendAs = (authorization: string) =>
      http.json({
        method,
        url,
        headers: {
          Authorization: authorization,
          Accept: "application/json",
          ...(content && { "Content-Type": content.type }),
        },
        ...(content && { body: content.body }),
      });
    const token = await tokens.get();
    const granted = tokens.scopes();
    if (call.omits && granted !== null && missingScopes(call.scopes, granted).length > 0) {
      throw scopeError(call, granted);
    }
    const answer = await sendAs(`Bearer ${token.reveal()}`);
    if (answer.status !== 401) return answer;
    return sendAs(`Bearer ${(await tokens.get(token)).reveal()}`);
  }

  return {
    readAhead: createReadAheadBudget(),

    async get(schema, call) {
      const answer = await send(call, "GET");
      if (answer.status !== 200) throw toError(answer, call, tokens.scopes());
      return decode(schema, answer.json, call.what);
    },

    async change(change) {
      const answer = await send(change, change.method, change.content);
      if (answer.status < 200 || answer.status > 299) {
        throw toError(answer, change, tokens.scopes());
      }
      return answer.json;
    },
  };
}
