import type { z } from "zod";
import type { HttpClient, HttpResponse } from "../http/http.ts";
import { decode } from "../http/json.ts";
import type { Secret } from "../secret.ts";
import { missingScopes, type Subject, scopeError, toError } from "./refusals.ts";
import type { TokenSource } from "./token.ts";

/** One thing to read. */
export interface Call extends Subject {
  /** Below the API's base URL, without a leading slash; parts that are data come encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number>>;
  /** Set where Spotify leaves out what the scopes do not cover, without a word about it. */
  readonly omits?: true;
}

/** Reads of the Web API, with a login that renews itself. */
export interface Api {
  /**
   * The answer, as `schema` describes it.
   *
   * Throws `AuthError` `auth/…`; `ProviderError` `provider/app-blocked` (no read will work),
   * `provider/forbidden`, `provider/not-found`, `provider/gone`, `provider/refused`,
   * `http/bad-answer` (not what the schema describes); and what `HttpClient` throws.
   */
  get<T>(schema: z.ZodType<T>, call: Call): Promise<T>;
}

/** Creates an {@link Api}. The token goes to `apiUrl` only: no address is taken from an answer. */
export function createApi(deps: {
  /** Ends in a slash. */
  readonly apiUrl: URL;
  readonly http: HttpClient;
  readonly tokens: TokenSource;
}): Api {
  const { apiUrl, http, tokens } = deps;

  function send(url: URL, token: Secret): Promise<HttpResponse & { readonly json: unknown }> {
    const headers = { Authorization: `Bearer ${token.reveal()}`, Accept: "application/json" };
    return http.json({ method: "GET", url, headers });
  }

  return {
    async get(schema, call) {
      const url = new URL(call.path, apiUrl);
      for (const [name, value] of Object.entries(call.query ?? {})) {
        url.searchParams.set(name, String(value));
      }
      const token = await tokens.get();
      const granted = tokens.scopes();
      if (call.omits && granted !== null && missingScopes(call.scopes, granted).length > 0) {
        throw scopeError(call, granted);
      }
      let answer = await send(url, token);
      if (answer.status === 401) answer = await send(url, await tokens.get(token));
      if (answer.status !== 200) throw toError(answer, call, tokens.scopes());
      return decode(schema, answer.json, call.what);
    },
  };
}
