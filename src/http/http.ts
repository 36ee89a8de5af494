/** The HTTP port. All HTTP requests go through it, and `client.ts` implements it. */

export interface HttpRequest {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /**
   * Whether sending the request twice has the same effect as sending it once. If so, it is sent
   * again after a failure that leaves open whether it was carried out. Default: true for every
   * method but `POST`.
   */
  readonly idempotent?: boolean;
  /**
   * Whether a good answer must have content, so that an empty one, `null` or `{}` is a failed
   * attempt. Only {@link HttpClient.json} checks this. Default: true for `GET`.
   */
  readonly expectsContent?: boolean;
}

/** The headers of an answer, by name in any case. */
export interface HeaderValues {
  get(name: string): string | null;
}

/** An answer, read to its end. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: HeaderValues;
  readonly body: Uint8Array;
}

/**
 * Sends requests within bounds of time, size and number in flight, through one rate gate per host,
 * and repeats them where that is safe. Disposing of it closes the connections.
 */
export interface HttpClient extends AsyncDisposable {
  /**
   * The answer, whatever its status, once a retry would not change it; a 429 or 5xx is never
   * returned as an answer.
   *
   * Throws `RateLimitError` `provider/rate-limited` or `provider/quota` when the host wants a
   * longer pause than is worth waiting for, at once and without sending while that pause lasts, or
   * `provider/out-of-time`, `provider/max-requests`; `ProviderError` `http/network`, `http/timeout`, `http/too-large`,
   * `provider/unavailable` (5xx) when the attempts are used up; `CancelledError`.
   */
  send(request: HttpRequest): Promise<HttpResponse>;
  /**
   * Like {@link HttpClient.send}, with a 2xx answer's body parsed as JSON (`undefined` when it is
   * empty). A 2xx answer that is not JSON, or empty where content is expected, counts as a failed
   * attempt (`http/bad-answer`); any other status comes with `json` undefined unless its body is
   * JSON.
   */
  json(request: HttpRequest): Promise<HttpResponse & { readonly json: unknown }>;
  /** The number of requests sent so far, repeats included. */
  requests(): number;
  /**
   * The time until which `host` (with its port) wants no more requests; `null`: it never said so.
   */
  closedUntil(host: string): Date | null;
}
