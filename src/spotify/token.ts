import { AuthError, ProviderError } from "../errors.ts";
import type { HttpClient, HttpResponse } from "../http/http.ts";
import { decode } from "../http/json.ts";
import type { Log } from "../log.ts";
import { Secret } from "../secret.ts";
import type { SpotifySettings } from "./settings.ts";
import { reasonOf, requestToken } from "./token-request.ts";
import { tokenErrorSchema, tokenSchema } from "./wire-schemas.ts";

/** Gives access tokens. They are fetched with the refresh token when they are needed. */
export interface TokenSource {
  /**
   * An access token other than `refused`, the one that just got a 401. Several callers at the same
   * time share one refresh.
   *
   * Throws `AuthError` `auth/expired`, `auth/client`, `auth/refused`, each final: asking again
   * sends nothing; and what `HttpClient` throws, for an outage is not a lost login.
   */
  get(refused?: Secret): Promise<Secret>;
  /** The scopes of the login; `null`: Spotify did not say. */
  scopes(): readonly string[] | null;
}

/** The settings and services that a {@link TokenSource} needs. */
export interface TokenDeps {
  readonly settings: SpotifySettings;
  /** Ends in a slash. */
  readonly accountsUrl: URL;
  readonly http: HttpClient;
  readonly log: Log;
  /**
   * Keeps a refresh token that replaces the one of the settings. Awaited before the new one is
   * used.
   */
  readonly onRefreshToken?: ((token: Secret) => Promise<void>) | undefined;
  /** Receives every secret before its first use. */
  readonly onSecret?: ((secret: Secret) => void) | undefined;
}

/** Creates a {@link TokenSource}. It sends nothing before the first token is asked for. */
export function createTokenSource(deps: TokenDeps): TokenSource {
  const { log, onRefreshToken, onSecret = () => {} } = deps;
  let { refreshToken } = deps.settings;
  let isSaved = true;
  let access: Secret | undefined;
  let scopes: readonly string[] | null = null;
  let pending: Promise<Secret> | undefined;
  let lost: AuthError | undefined;

  async function save(): Promise<void> {
    if (isSaved) return;
    if (onRefreshToken) await onRefreshToken(refreshToken);
    else log.warn("spotify.token.not-kept");
    isSaved = true;
  }

  async function refresh(): Promise<Secret> {
    if (lost) throw lost;
    // If a token could not be kept last time, keep it now, before another one replaces it.
    await save();
    const answer = await renew(deps, refreshToken);
    if (answer.status !== 200) {
      const error = refusal(answer);
      if (error instanceof AuthError) lost = error;
      throw error;
    }
    const granted = decode(tokenSchema, answer.json, "a new access token");
    const { access_token, refresh_token, scope } = granted;
    const fresh = new Secret(access_token);
    onSecret(fresh);
    scopes = scope ? scope.split(" ") : null;
    const isRotated = Boolean(refresh_token) && refresh_token !== refreshToken.reveal();
    if (refresh_token && isRotated) {
      refreshToken = new Secret(refresh_token);
      onSecret(refreshToken);
      isSaved = false;
      await save();
    }
    log.debug("spotify.token.refreshed", { rotated: isRotated });
    access = fresh;
    return fresh;
  }

  return {
    get(refused) {
      if (access !== undefined && access !== refused) return Promise.resolve(access);
      pending ??= refresh().finally(() => {
        pending = undefined;
      });
      return pending;
    },
    scopes: () => scopes,
  };
}

/** Spotify: Web API > Refreshing tokens. */
function renew(
  { settings, accountsUrl, http }: TokenDeps,
  refreshToken: Secret,
): Promise<HttpResponse & { readonly json: unknown }> {
  return requestToken(http, {
    app: settings,
    accountsUrl,
    form: { grant_type: "refresh_token", refresh_token: refreshToken.reveal() },
    // Repeated even after a lost answer. If the lost request used up the refresh token, the login
    // is lost either way, and mostly it did not.
    idempotent: true,
  });
}

function refusal(answer: HttpResponse & { readonly json: unknown }): AuthError | ProviderError {
  const body = tokenErrorSchema.safeParse(answer.json);
  if (!body.success) {
    return new ProviderError(
      "provider/refused",
      `Spotify's login service answered with status ${answer.status} and gave no reason.`,
      { hint: "Try again later. If this happens again, check SPOTIFY_ACCOUNTS_URL." },
    );
  }
  switch (body.data.error) {
    case "invalid_grant":
      return new AuthError("auth/expired", "Spotify no longer accepts this login.", {
        hint: "Log in again with `tracksafe auth`, and replace SPOTIFY_REFRESH_TOKEN where it is set. Spotify ends every login after six months.",
      });
    case "invalid_client":
    case "unauthorized_client":
      return new AuthError("auth/client", "Spotify does not accept the app's credentials.", {
        hint: "Check SPOTIFY_CLIENT_ID and SPOTIFY_CLIENT_SECRET against the app's dashboard. The login must have been made with the same ones.",
      });
    default:
      return new AuthError("auth/refused", "Spotify refused to renew the login.", {
        cause: new Error(`Spotify's answer: ${answer.status} ${reasonOf(body.data.error)}`),
        hint: "Check SPOTIFY_CLIENT_ID, then log in again with `tracksafe auth` and replace SPOTIFY_REFRESH_TOKEN.",
      });
  }
}
