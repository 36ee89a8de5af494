import { parseBaseUrl } from "../http/base-url.ts";
import type { HttpClient } from "../http/http.ts";
import type { Log } from "../log.ts";
import type { Catalogue } from "../model/catalogue.ts";
import type { MusicProvider } from "../model/provider.ts";
import type { MusicWriter } from "../model/writer.ts";
import type { Secret } from "../secret.ts";
import { type Api, createApi } from "./api.ts";
import { createSpotifyCatalogue } from "./catalogue.ts";
import { walkCollection } from "./collections.ts";
import { fetchCover } from "./covers.ts";
import { createEntriesReader } from "./entries.ts";
import { toAccount } from "./mapping.ts";
import { listPlaylists } from "./playlists.ts";
import { linkTo } from "./references.ts";
import { SPOTIFY_ACCOUNTS_URL, SPOTIFY_API_URL, type SpotifySettings } from "./settings.ts";
import { createTokenSource } from "./token.ts";
import { profileSchema, type WireProfile } from "./wire-schemas.ts";
import { createSpotifyWriter } from "./writer.ts";

export { BACKUP_SCOPES, consentError, createOAuth, RESTORE_SCOPES } from "./oauth.ts";
export { normaliseDetails } from "./playlist-details.ts";
export { isQuotaExhausted } from "./quota.ts";
export { SPOTIFY_ACCOUNTS_URL, SPOTIFY_API_URL, type SpotifySettings } from "./settings.ts";

/** The settings and services that {@link createSpotify} needs. */
export interface SpotifyOptions {
  readonly settings: SpotifySettings;
  /** Its `isQuotaExhausted` must be {@link isQuotaExhausted}. The caller closes it. */
  readonly http: HttpClient;
  readonly log: Log;
  /**
   * Keeps a refresh token that Spotify gave in place of the one in the settings. Awaited before the
   * new login is used; if it fails, the call that needed the login fails, too.
   */
  readonly onRefreshToken?: (token: Secret) => Promise<void>;
  /** Receives every secret, tokens included, before its first use. */
  readonly onSecret?: (secret: Secret) => void;
}

/** One Spotify account. */
export interface Spotify {
  readonly provider: MusicProvider;
  readonly writer: MusicWriter;
  readonly catalogue: Catalogue;
  /** The time before which Spotify wants no more requests; `null`: it never said so. */
  pausedUntil(): Date | null;
  /** The scopes of the login; `null` before its first use, or when Spotify did not say. */
  scopes(): readonly string[] | null;
}

/**
 * One Spotify account, for reading and for writing with the same login. Sends nothing before the
 * first call.
 *
 * Throws `UsageError` `config/invalid-url`, `config/insecure-url` for the addresses in the
 * settings.
 */
export function createSpotify(options: SpotifyOptions): Spotify {
  const { settings, http, log, onRefreshToken, onSecret } = options;
  const accountsUrl = parseBaseUrl(
    "SPOTIFY_ACCOUNTS_URL",
    settings.accountsUrl ?? SPOTIFY_ACCOUNTS_URL,
  );
  const apiUrl = parseBaseUrl("SPOTIFY_API_URL", settings.apiUrl ?? SPOTIFY_API_URL);
  onSecret?.(settings.refreshToken);
  if (settings.clientSecret) onSecret?.(settings.clientSecret);
  const tokens = createTokenSource({ settings, accountsUrl, http, log, onRefreshToken, onSecret });
  const api = createApi({ apiUrl, http, tokens });
  return {
    provider: createProvider(api, http, log),
    writer: createSpotifyWriter(api, tokens),
    catalogue: createSpotifyCatalogue(api),
    pausedUntil: () => latest([apiUrl, accountsUrl].map(({ host }) => http.closedUntil(host))),
    scopes: () => tokens.scopes(),
  };
}

function latest(dates: readonly (Date | null)[]): Date | null {
  return dates.reduce((a, b) => (a === null || (b !== null && b > a) ? b : a), null);
}

function createProvider(api: Api, http: HttpClient, log: Log): MusicProvider {
  const entries = createEntriesReader(api, log);
  let known: Promise<WireProfile> | undefined;

  /** Reads the profile once; again only after a failure. */
  function profile(): Promise<WireProfile> {
    known ??= api
      .get(profileSchema, {
        what: "the account's profile",
        path: "me",
        scopes: ["user-read-private"],
      })
      .catch((error: unknown) => {
        known = undefined;
        throw error;
      });
    return known;
  }

  return {
    name: "spotify",
    link: linkTo,
    requests: () => http.requests(),
    account: async () => toAccount(await profile()),
    collection: (collection) => walkCollection(api, collection),
    playlists: async () => listPlaylists(api, (await profile()).id, log),
    entries,
    cover: async ({ coverUrl }) => (coverUrl === null ? null : fetchCover(http, coverUrl)),
  };
}
