import { createKeptLogin, type LoginKeeping } from "../auth/token-rotation.ts";
import { createHttpClient } from "../http/client.ts";
import type { MusicProvider } from "../model/provider.ts";
import type { MusicWriter } from "../model/writer.ts";
import type { Secret } from "../secret.ts";
import { createSpotify, isQuotaExhausted, type SpotifySettings } from "../spotify/index.ts";
import { VERSION } from "../version.ts";
import type { World } from "./world.ts";

export type { SpotifySettings } from "../spotify/index.ts";

/** A login to one account of a provider. */
export interface Session extends AsyncDisposable {
  readonly provider: MusicProvider;
  /** Writes to the account; a login that may only read is refused at the first write. */
  readonly writer: MusicWriter;
  /** What tells this login from another one of the same account. */
  readonly login: Secret;
  /** The same of what the login was replaced by, as far as that was kept; else `login`. */
  keptLogin(): Secret;
  /** What the login may do; `null` before its first use, or when the provider did not say. */
  scopes(): readonly string[] | null;
  /** What the content key of sealed snapshots is derived from; `null` for a login without one. */
  readonly keySource: Secret | null;
  /** Whether the provider replaced the login by one that nobody has kept. */
  isLoginLost(): boolean;
  /** Until when the provider wants no more requests; `null`: it never said so. */
  pausedUntil(): Date | null;
  close(): Promise<void>;
}

/** What a backup needs of a session. */
export type ReadingSession = Omit<
  Session,
  "writer" | "scopes" | "close" | typeof Symbol.asyncDispose
>;

/** What a session can do besides. */
export interface SessionOptions extends LoginKeeping {
  /** After this it sends nothing any more, so that a run is over before it is ended. */
  readonly endAt?: Date;
  /** How long it waits in all where Spotify wants fewer requests. Default: ten minutes. */
  readonly maxWaitMs?: number;
}

/**
 * A session with Spotify. Nothing is sent before it is used, so a dead login shows then.
 *
 * Throws `UsageError` `config/…` for settings that cannot be right.
 *
 * @example
 * ```ts
 * await using session = connectSpotify({ clientId, clientSecret, refreshToken }, world);
 * console.log((await session.provider.account()).displayName);
 * ```
 */
export function connectSpotify(
  settings: SpotifySettings,
  world: World,
  { endAt, maxWaitMs, ...keeping }: SessionOptions = {},
): Session {
  const http = createHttpClient({
    clock: world.clock,
    log: world.log,
    userAgent: `tracksafe/${VERSION}`,
    isQuotaExhausted,
    ...(endAt && { endAt }),
    ...(maxWaitMs !== undefined && { maxTotalWaitMs: maxWaitMs }),
    ...(world.signal === undefined ? {} : { signal: world.signal }),
  });
  const login = createKeptLogin(settings.refreshToken, keeping);
  const { provider, writer, scopes, pausedUntil } = createSpotify({
    settings,
    http,
    log: world.log,
    onSecret: world.onSecret,
    onRefreshToken: login.replace,
  });
  return {
    provider,
    writer,
    scopes,
    login: settings.refreshToken,
    keptLogin: login.current,
    keySource: settings.clientSecret ?? null,
    isLoginLost: login.isLost,
    pausedUntil,
    close: () => http.close(),
    [Symbol.asyncDispose]: () => http.close(),
  };
}
