import { createHash, randomBytes } from "node:crypto";
import { type AppError, AuthError, ProviderError } from "../errors.ts";
import { parseBaseUrl } from "../http/base-url.ts";
import type { HttpClient, HttpResponse } from "../http/http.ts";
import { decode } from "../http/json.ts";
import { Secret } from "../secret.ts";
import { SPOTIFY_ACCOUNTS_URL } from "./settings.ts";
import { reasonOf, requestToken, type SpotifyApp } from "./token-request.ts";
import { tokenErrorSchema, tokenSchema } from "./wire-schemas.ts";

/** The scopes that a backup needs. Spotify: Web API > Scopes. */
export const BACKUP_SCOPES: readonly string[] = [
  "playlist-read-private",
  "playlist-read-collaborative",
  "user-library-read",
  "user-follow-read",
  "user-read-playback-position",
];

/** The scopes that a restore needs. It also reads, to find what is already in the account. */
export const RESTORE_SCOPES: readonly string[] = [
  ...BACKUP_SCOPES,
  "playlist-modify-public",
  "playlist-modify-private",
  "user-library-modify",
  "user-follow-modify",
  "ugc-image-upload",
];

/** The settings and services that an {@link OAuth} needs. */
export interface OAuthOptions {
  readonly app: SpotifyApp;
  /** Default {@link SPOTIFY_ACCOUNTS_URL}. Https, or http on loopback. */
  readonly accountsUrl?: string;
  /** The caller closes it. */
  readonly http: HttpClient;
  /** Receives every secret before its first use. */
  readonly onSecret: (secret: Secret) => void;
}

/** The data that the person is sent to Spotify with. */
export interface AuthorizeRequest {
  /** An address that the app's dashboard lists in exactly this form. */
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  /** Spotify returns it unchanged. It tells this login from one that somebody else began. */
  readonly state: string;
}

/** Spotify's answer to a code. */
export interface Granted {
  readonly refreshToken: Secret;
  /** `null`: Spotify did not say. */
  readonly scopes: readonly string[] | null;
}

/** One attempt to log in (Spotify: Web API > Authorization code flow, and with PKCE). */
export interface OAuth {
  /** The page on which a person allows the scopes. The address holds no secret. */
  authorizeUrl(request: AuthorizeRequest): string;
  /**
   * Turns a code, which came back to `redirectUri`, into a login. It is sent once, because a code
   * is valid once.
   *
   * Throws `AuthError` `auth/code` (used before, too old, made elsewhere), `auth/client`,
   * `auth/refused`; and what `HttpClient` throws, for an outage is no refusal.
   */
  exchange(code: Secret, redirectUri: string): Promise<Granted>;
}

/**
 * One attempt to log in, with a proof of its own (PKCE) when the app has no secret.
 *
 * Throws `UsageError` `config/…-url`.
 */
export function createOAuth({ app, accountsUrl, http, onSecret }: OAuthOptions): OAuth {
  const base = parseBaseUrl("SPOTIFY_ACCOUNTS_URL", accountsUrl ?? SPOTIFY_ACCOUNTS_URL);
  const verifier = app.clientSecret ? null : new Secret(randomBytes(48).toString("base64url"));
  for (const secret of [app.clientSecret, verifier]) if (secret) onSecret(secret);
  return {
    authorizeUrl({ redirectUri, scopes, state }) {
      const url = new URL("authorize", base);
      url.search = new URLSearchParams({
        response_type: "code",
        client_id: app.clientId,
        redirect_uri: redirectUri,
        scope: scopes.join(" "),
        state,
        ...(verifier && { code_challenge_method: "S256", code_challenge: challengeOf(verifier) }),
      }).toString();
      return url.href;
    },

    async exchange(code, redirectUri) {
      onSecret(code);
      const answer = await requestToken(http, {
        app,
        accountsUrl: base,
        form: {
          grant_type: "authorization_code",
          code: code.reveal(),
          redirect_uri: redirectUri,
          ...(verifier && { code_verifier: verifier.reveal() }),
        },
        idempotent: false,
      });
      if (answer.status !== 200) throw refusal(answer);
      const granted = decode(tokenSchema, answer.json, "a new login");
      if (!granted.refresh_token) {
        throw new ProviderError(
          "http/bad-answer",
          "Spotify answered with a login that cannot be stored.",
          {
            hint: "Log in again. If this happens again, look for a newer version of tracksafe.",
          },
        );
      }
      const refreshToken = new Secret(granted.refresh_token);
      onSecret(refreshToken);
      return { refreshToken, scopes: granted.scope ? granted.scope.split(" ") : null };
    },
  };
}

/** The S256 challenge of a verifier (RFC 7636, 4.2). */
function challengeOf(verifier: Secret): string {
  return createHash("sha256").update(verifier.reveal()).digest("base64url");
}

/**
 * The error for an `error` that came back in place of a code (RFC 6749, 4.1.2.1): `auth/denied`,
 * `auth/refused`, or `provider/unavailable`.
 */
export function consentError(error: string): AppError {
  switch (error) {
    case "access_denied":
      return new AuthError("auth/denied", "The login was declined on Spotify's page.", {
        hint: "Run the command again and agree there. tracksafe gets only the permissions that the page names.",
      });
    case "server_error":
    case "temporarily_unavailable":
      return new ProviderError("provider/unavailable", "Spotify's login page has a problem.", {
        hint: "Try again later.",
      });
    default:
      return refused(error);
  }
}

function refusal({ status, json }: HttpResponse & { readonly json: unknown }): AppError {
  const body = tokenErrorSchema.safeParse(json);
  if (!body.success) {
    return new ProviderError(
      "provider/refused",
      `Spotify's login service answered with status ${status} and gave no reason.`,
      { hint: "Try again later. If this happens again, check SPOTIFY_ACCOUNTS_URL." },
    );
  }
  switch (body.data.error) {
    case "invalid_grant":
      return new AuthError("auth/code", "Spotify does not accept the code of this login.", {
        hint: "A code works only once, and only for a few minutes. Run the command again to get a new one.",
      });
    case "invalid_client":
    case "unauthorized_client":
      return new AuthError("auth/client", "Spotify does not accept the app's credentials.", {
        hint: "Check the client ID and the client secret against the app's dashboard.",
      });
    default:
      return refused(body.data.error);
  }
}

function refused(error: string): AuthError {
  return new AuthError("auth/refused", "Spotify refused the login.", {
    cause: new Error(`Spotify's answer: ${reasonOf(error)}`),
    hint: "Check the app in the Spotify dashboard, and run the command again.",
  });
}
