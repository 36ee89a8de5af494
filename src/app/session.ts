import { createTokenRotation, type RotationOptions } from "../auth/token-rotation.ts";
import { createHttpClient } from "../http/client.ts";
import type { Catalogue } from "../model/catalogue.ts";
import type { MusicProvider } from "../model/provider.ts";
import type { States } from "../model/state.ts";
import type { MusicWriter } from "../model/writer.ts";
import type { Secret } from "../secret.ts";
import { createSpotify, isQuotaExhausted, type SpotifySettings } from "../spotify/index.ts";
import { VERSION } from "../version.ts";
import { rememberPause, type StateOwner } from "./state.ts";
import type { World } from "./world.ts";

export type { SpotifySettings } from "../spotify/index.ts";

/**
 * A login to one account of a provider. Disposing of it closes its connections, and saves its
 * states: also until when the provider wants no requests.
 */
export interface Session extends AsyncDisposable {
  readonly provider: MusicProvider;
  /** Writes to the account; a login that may only read is refused at the first write. */
  readonly writer: MusicWriter;
  /** Finds recordings in the provider's catalogue. */
  readonly catalogue: Catalogue;
  /** The refresh token that the session began with. It tells this login from another one. */
  readonly login: Secret;
  /**
   * The newest refresh token of the login that is stored; `login` when none was stored after it.
   */
  storedLogin(): Secret;
  /** The scopes of the login; `null` before its first use, or when the provider did not say. */
  scopes(): readonly string[] | null;
  /** The content key of sealed snapshots is derived from this; `null` for a login without it. */
  readonly keySource: Secret | null;
  /** Whether the provider replaced the login with one that is stored nowhere. */
  isLoginLost(): boolean;
  /** Until when the provider wants no more requests; `null`: it never said so. */
  pausedUntil(): Date | null;
  /** The states that runs leave for later runs; `null`: none. */
  readonly states: States | null;
}

/** The part of a session that a backup needs. */
export type ReadingSession = Pick<
  Session,
  "provider" | "login" | "storedLogin" | "keySource" | "isLoginLost" | "states"
>;

/** The options of a session. */
export interface SessionOptions extends RotationOptions {
  /** After this time it sends nothing, so that a run ends before it is killed. */
  readonly endAt?: Date;
  /**
   * The longest time that it waits in all when Spotify wants fewer requests. Default: ten minutes.
   */
  readonly maxWaitMs?: number;
  /**
   * The number of requests that it sends in all: for the login, for images, and repeats as well.
   * Default: any number.
   */
  readonly maxRequests?: number;
  /** Called when it sends nothing until a time, because Spotify wants fewer requests. */
  readonly onPause?: (until: Date) => void;
  /** Opens what runs leave for later runs. Default: they leave nothing. */
  readonly states?: (owner: StateOwner) => States;
}

/**
 * A session with Spotify. It sends nothing before it is used, so a dead login shows then.
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
  options: SessionOptions = {},
): Session {
  const { endAt, maxWaitMs, maxRequests, onPause } = options;
  const http = createHttpClient({
    clock: world.clock,
    log: world.log,
    userAgent: `tracksafe/${VERSION}`,
    isQuotaExhausted,
    ...(endAt && { endAt }),
    ...(maxWaitMs !== undefined && { maxTotalWaitMs: maxWaitMs }),
    ...(maxRequests !== undefined && { maxRequests }),
    ...(onPause && { onPause }),
    ...(world.signal && { signal: world.signal }),
  });
  const rotation = createTokenRotation(settings.refreshToken, options);
  const { provider, writer, catalogue, scopes, pausedUntil } = createSpotify({
    settings,
    http,
    log: world.log,
    onSecret: world.onSecret,
    onRefreshToken: rotation.rotate,
  });
  const keySource = settings.clientSecret ?? null;
  const states = options.states?.({ clientId: settings.clientId, keySource }) ?? null;
  return {
    provider,
    writer,
    catalogue,
    scopes,
    login: settings.refreshToken,
    storedLogin: rotation.stored,
    keySource,
    isLoginLost: rotation.isLost,
    pausedUntil,
    states,
    async [Symbol.asyncDispose]() {
      await http[Symbol.asyncDispose]();
      const until = pausedUntil();
      if (until) await rememberPause(states, until);
      await states?.save();
    },
  };
}
