import type { HttpClient, HttpResponse } from "../http/http.ts";
import type { Secret } from "../secret.ts";

/** A Spotify app, as its dashboard shows it. */
export interface SpotifyApp {
  readonly clientId: string;
  /** Absent: logins are made and renewed without one (PKCE). */
  readonly clientSecret?: Secret;
}

/**
 * The provider's reason for a refusal, if it is one of RFC 6749, 5.2. Other text is not repeated:
 * it may come through the browser, where anybody can make it up, or echo a token.
 */
export function reasonOf(error: string): string {
  return /^[a-z_]{1,60}$/.test(error) ? error : "something unreadable";
}

/** One request to the token endpoint. */
export interface TokenRequest {
  readonly app: SpotifyApp;
  /** Ends in a slash. */
  readonly accountsUrl: URL;
  readonly form: Readonly<Record<string, string>>;
  readonly idempotent: boolean;
}

/**
 * Asks the token endpoint, as the app (Spotify: Web API > Authorization code flow, Refreshing
 * tokens). Returns every answer except an outage, which is thrown as `HttpClient` does.
 */
export function requestToken(
  http: HttpClient,
  { app, accountsUrl, form, idempotent }: TokenRequest,
): Promise<HttpResponse & { readonly json: unknown }> {
  const body = new URLSearchParams(form);
  const headers: Record<string, string> = { "Content-Type": "application/x-www-form-urlencoded" };
  if (app.clientSecret === undefined) body.set("client_id", app.clientId);
  else {
    const credentials = Buffer.from(`${app.clientId}:${app.clientSecret.reveal()}`);
    headers["Authorization"] = `Basic ${credentials.toString("base64")}`;
  }
  const url = new URL("api/token", accountsUrl);
  return http.json({
    method: "POST",
    url,
    headers,
    body: body.toString(),
    idempotent,
    expectsContent: true,
  });
}
