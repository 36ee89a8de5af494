import type { Secret } from "../secret.ts";

/** The base address of the Web API. */
export const SPOTIFY_API_URL = "https://api.spotify.com/v1";

/** The base address of the service for logins and tokens. */
export const SPOTIFY_ACCOUNTS_URL = "https://accounts.spotify.com";

/** The data needed to read one account. */
export interface SpotifySettings {
  readonly clientId: string;
  /** Absent: the login was made without one (PKCE). */
  readonly clientSecret?: Secret;
  readonly refreshToken: Secret;
  /** Default {@link SPOTIFY_API_URL}. Https, or http on loopback. */
  readonly apiUrl?: string;
  /** Default {@link SPOTIFY_ACCOUNTS_URL}. Https, or http on loopback. */
  readonly accountsUrl?: string;
}
