import type { FaultPlan } from "./faults.ts";
import type { AccountState } from "./library.ts";
import type { RateWindow } from "./limits.ts";
import type { App } from "./token.ts";
import type { Behaviour } from "./world.ts";

/** How the emulated Spotify differs from that of a Development Mode app in November 2026. */
export interface EmulatorOptions extends Partial<Behaviour> {
  /** Default: one empty account. */
  readonly accounts?: readonly AccountState[];
  /** Milliseconds since 1970; default the machine's clock. */
  readonly now?: () => number;
  /** How long every answer takes; default 0. */
  readonly latencyMs?: number;
  /** Default: any free port. */
  readonly port?: number;
  readonly rateWindow?: RateWindow;
  /** API requests per 24 hours; default no quota. */
  readonly dailyQuota?: number;
  /** Life of access tokens; default 3600. */
  readonly accessTokenSeconds?: number;
  /** A refresh answers a new refresh token and ends the old one; default false. */
  readonly rotateRefreshTokens?: boolean;
  /** Token answers do not name the scopes; default false. */
  readonly omitScope?: boolean;
  /** Default: `http://127.0.0.1:8888/callback` only. */
  readonly redirectUris?: readonly string[];
  /** Approves every authorization at once, as the first account or the named `accountId`. */
  readonly autoApprove?: boolean | string;
}

/** A request as it was seen. */
export interface RequestRecord {
  readonly method: string;
  /** Below `/v1` for the Web API (`/me/tracks`), else the whole path (`/api/token`). */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** The status that was sent; 0: none (yet). */
  readonly status: number;
  /** How long the body of the answer is. */
  readonly bytes: number;
  /** When it came, by the emulator's clock. */
  readonly at: number;
  readonly kind: "api" | "token" | "image" | "authorize";
  /** Sent although its client had been told to wait longer. Always false for a good client. */
  readonly duringPenalty: boolean;
}

/** A running emulator. */
export interface Emulator {
  /** `http://127.0.0.1:PORT/v1`. */
  readonly apiUrl: string;
  readonly accountsUrl: string;
  readonly app: App;
  /** The accounts as they are; tests change them with the functions of `mutate.ts`. */
  readonly accounts: AccountState[];
  readonly requests: readonly RequestRecord[];
  readonly faults: FaultPlan;
  /** While true, every API call answers 403, as when the app's owner stops paying. */
  ownerPremiumLapsed: boolean;
  /**
   * Calls `listener` for each request before anything is decided about it, so that a library can
   * change in the middle of a walk. Returns what ends that.
   */
  onRequest(listener: (record: RequestRecord) => void | Promise<void>): () => void;
  /** A login that happened just now. */
  issueRefreshToken(accountId: string, scopes: readonly string[]): string;
  /** Ends a refresh token; access tokens live on. */
  revoke(refreshToken: string): void;
  /** Makes every access token one that has expired. */
  expireAccessTokens(): void;
  /** Ends every connection at once. */
  close(): Promise<void>;
}
