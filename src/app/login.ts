import {
  type Consent,
  type Login,
  type LoginPrompt,
  type LoginRequest,
  logIn,
} from "../auth/login.ts";
import { createHttpClient } from "../http/client.ts";
import type { Secret } from "../secret.ts";
import {
  BACKUP_SCOPES,
  consentError,
  createOAuth,
  isQuotaExhausted,
  RESTORE_SCOPES,
  type SpotifySettings,
} from "../spotify/index.ts";
import { VERSION } from "../version.ts";
import { connectSpotify } from "./session.ts";
import type { World } from "./world.ts";

export type { Login, LoginPrompt } from "../auth/login.ts";
export type { Account } from "../model/provider.ts";

/** A Spotify app, and where Spotify is. */
export type SpotifyAppSettings = Omit<SpotifySettings, "refreshToken">;

/** A login to be made with Spotify. */
export interface SpotifyLoginRequest extends LoginRequest {
  readonly app: SpotifyAppSettings;
  /** Decides which permissions the login has. */
  readonly purpose: "backup" | "restore";
}

/**
 * Lets `person` log in to Spotify in a browser. Nothing is stored. Throws as `logIn` does.
 *
 * @example
 * ```ts
 * const request = { app: { clientId, clientSecret }, purpose: "backup", port: 8888, known: null };
 * const { refreshToken } = await logInToSpotify(request, person, world);
 * ```
 */
export async function logInToSpotify(
  { app, purpose, port, known }: SpotifyLoginRequest,
  person: LoginPrompt,
  world: World,
): Promise<Login> {
  const { clock, signal } = world;
  return withConsent(app, purpose, world, (consent) =>
    logIn({ port, known }, { consent, person, clock, signal }),
  );
}

/** Does `work` with one attempt to log in to Spotify with `app`. */
export async function withConsent<T>(
  app: SpotifyAppSettings,
  purpose: SpotifyLoginRequest["purpose"],
  world: World,
  work: (consent: Consent) => Promise<T> | T,
): Promise<T> {
  const { clock, log, onSecret, signal } = world;
  await using http = createHttpClient({
    clock,
    log,
    userAgent: `tracksafe/${VERSION}`,
    isQuotaExhausted,
    ...(signal && { signal }),
  });
  const { accountsUrl } = app;
  const oauth = createOAuth({ app, http, onSecret, ...(accountsUrl && { accountsUrl }) });
  const scopes = purpose === "restore" ? RESTORE_SCOPES : BACKUP_SCOPES;
  return await work({
    provider: "spotify",
    url: ({ redirectUri, state }) => oauth.authorizeUrl({ redirectUri, scopes, state }),
    refusal: consentError,
    async exchange(code, redirectUri) {
      const granted = await oauth.exchange(code, redirectUri);
      return { ...granted, ...(await identify(app, granted.refreshToken, world)) };
    },
  });
}

/** Asks whose login it is, with the refresh token itself: this shows that the token works. */
async function identify(app: SpotifyAppSettings, granted: Secret, world: World) {
  let refreshToken = granted;
  await using session = connectSpotify({ ...app, refreshToken }, world, {
    async storeToken(token) {
      refreshToken = token;
    },
  });
  const account = await session.provider.account();
  return { account, refreshToken };
}
