import type { FaultPlan } from "./faults.ts";
import type { AccountState, Track } from "./library.ts";
import type { RateWindow } from "./limits.ts";
import type { App } from "./token.ts";
import type { Behaviour } from "./world.ts";

/** Differences of the emulated Spotify from that of a Development Mode app in November 2026. */
export interface EmulatorOptions extends Partial<Behaviour> {
  /** Default: one empty account. */
  readonly accounts?: readonly AccountState[];
  /** Tracks that can be found and added, and are in no library. Default: none. */
  readonly songs?: readonly Track[];
  /** Milliseconds since 1970; default the machine's clock. */
  readonly now?: () => number;
  /** The time that every answer takes; default 0. */
  readonly latencyMs?: number;
  /** Default: any free port. */
  readonly port?: number;
  readonly rateWindow?: RateWindow;
  /** API requests per 24 hours; default no quota. */
  readonly dailyQuota?: number;
  /** The life of access tokens; default 3600. */
  readonly accessTokenSeconds?: number;
  /** A refresh returns a new refresh token and ends the old one; default false. */
  readonly rotateRefreshTokens?: boolean;
  /** Token answers do not name the scopes; default false. */
  readonly omitScope?: boolean;
  /** Default: `http://127.0.0.1:8888/callback` only. */
  readonly redirectUris?: readonly string[];
  /** Approves every authorization at once, as the first account or the named `accountId`. */
  readonly autoApprove?: boolean | string;
}

/** A request that the emulator received. */
export interface RequestRecord {
  readonly method: string;
  /** Below `/v1` for the Web API (`/me/tracks`), else the whole path (`/api/token`). */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** The status that was sent; 0: none (yet). */
  readonly status: number;
  /** The length of the answer's body. */
  readonly bytes: number;
  /** The time when it came, by the emulator's clock. */
  readonly at: number;
  readonly kind: "api" | "token" | "image" | "authorize";
  /** Whether its client had been told to wait longer. Always false for a good client. */
  readonly duringPenalty: boolean;
}

/** A running emulator. */
export interface Emulator {
  /** `http://127.0.0.1:PORT/v1`. */
  readonly apiUrl: string;
  readonly accountsUrl: string;
  readonly app: App;
  /** The accounts themselves; tests change them with the functions of `mutate.ts`. */
  readonly accounts: AccountState[];
  readonly requests: readonly RequestRecord[];
  readonly faults: FaultPlan;
  /** While true, every API call gets a 403, as when the app's owner stops paying. */
  ownerPremiumLapsed: boolean;
  /**
   * Calls `listener` for each request before anything is decided about it, so that a library can
   * change in the middle of a walk. Returns a function that ends this.
   */
  onRequest(listener: (record: RequestRecord) => void | Promise<void>): () => void;
  /** The refresh token of a login that happens now. */
  issueRefreshToken(accountId: string, scopes: readonly string[]): string;
  /** Ends a refresh token; access tokens stay valid. */
  revoke(refreshToken: string): void;
  /** Makes every access token expire. */
  expireAccessTokens(): void;
  /** Ends every connection at once. */
  close(): Promise<void>;
}
