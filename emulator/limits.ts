import { apiError, type Reply } from "./replies.ts";

/**
 * Allows `requests` per `windowMs`; then 429 for `retryAfterSeconds` (default: the rest of the
 * window).
 */
export interface RateWindow {
  readonly requests: number;
  readonly windowMs: number;
  readonly retryAfterSeconds?: number;
}

export interface LimitOptions {
  readonly rateWindow: RateWindow | undefined;
  /** Requests per 24 hours, counted from the first one. */
  readonly dailyQuota: number | undefined;
  readonly now: () => number;
}

/** The decision about a request. */
export interface Verdict {
  /** The 429 to answer with; `undefined`: the request may pass. */
  readonly refusal: Reply | undefined;
  /** Whether the client had been told to wait when it sent the request. */
  readonly duringPenalty: boolean;
}

/** The app's limits, and the ban that follows when they are exceeded. */
export interface Limits {
  /** Judges and counts a request that arrived on `socket`. */
  admit(socket: object): Verdict;
  /** Starts a ban for `seconds`; for injected faults. */
  ban(seconds: number, quota: boolean): void;
  /** Must be called when a 429 is sent on `socket`. From then on its client knows about the ban. */
  told(socket: object): void;
}

interface Ban {
  until: number;
  readonly quota: boolean;
  /** The time that each request during the ban adds to it. */
  readonly extensionMs: number;
  readonly toldSockets: WeakSet<object>;
  /** The time when the first 429 was sent, on the machine's clock and on the emulator's. */
  told: { readonly machine: number; readonly emulator: number } | undefined;
}

const DAY = 24 * 3600 * 1000;
/**
 * A request that was already on its way when the first 429 was sent is not the client's mistake.
 */
const ON_ITS_WAY_MS = 200;
/** The longest time that a request takes to arrive on a busy machine. */
const SLOW_MACHINE_MS = 30_000;
/** Timers fire up to a millisecond early. A wait of whole seconds counts as kept all the same. */
const CLOCK_GRAIN_MS = 5;

export function createLimits({ rateWindow, dailyQuota, now }: LimitOptions): Limits {
  let ban: Ban | undefined;
  let recent: number[] = [];
  let day = { start: Number.NEGATIVE_INFINITY, count: 0 };
  const start = (ms: number, quota: boolean): Reply => {
    const extensionMs = quota ? 60_000 : ms;
    const told = undefined;
    ban = { until: now() + ms, quota, extensionMs, toldSockets: new WeakSet(), told };
    return tooMany(ms, quota);
  };
  const judge = (): Reply | undefined => {
    const at = now();
    if (at >= day.start + DAY) day = { start: at, count: 0 };
    day.count += 1;
    if (dailyQuota !== undefined && day.count > dailyQuota)
      return start(day.start + DAY - at, true);
    if (rateWindow === undefined) return undefined;
    const { requests, windowMs, retryAfterSeconds } = rateWindow;
    recent = recent.filter((earlier) => earlier > at - windowMs);
    if (recent.length < requests) {
      recent.push(at);
      return undefined;
    }
    const left = (recent[0] ?? at) + windowMs - at;
    recent = [];
    return start(1000 * (retryAfterSeconds ?? Math.ceil(left / 1000)), false);
  };
  return {
    admit(socket) {
      if (ban === undefined || now() >= ban.until - CLOCK_GRAIN_MS) {
        ban = undefined;
        return { refusal: judge(), duringPenalty: false };
      }
      const duringPenalty = mustKnow(ban, socket, now());
      if (duringPenalty) ban.until += ban.extensionMs;
      return { refusal: tooMany(ban.until - now(), ban.quota), duringPenalty };
    },
    ban(seconds, quota) {
      start(seconds * 1000, quota);
    },
    told(socket) {
      if (ban === undefined) return;
      ban.toldSockets.add(socket);
      ban.told ??= { machine: performance.now(), emulator: now() };
    },
  };
}

/**
 * Whether the client of a request on `socket` knew about the ban when it sent the request. It did
 * if it got a 429 on that socket, if the emulator's clock was moved on since the first 429, or if
 * so much time has passed that the request cannot have been on its way.
 */
function mustKnow({ told, toldSockets }: Ban, socket: object, now: number): boolean {
  if (told === undefined) return false;
  const passed = performance.now() - told.machine;
  const movedOn = now - told.emulator - passed;
  return toldSockets.has(socket) || movedOn > ON_ITS_WAY_MS || passed > SLOW_MACHINE_MS;
}

/** Spotify: Web API > Rate limits; `reason` as in the changelog of July 2026. */
export function tooMany(ms: number, quota: boolean): Reply {
  const message = quota ? "API quota exceeded" : "API rate limit exceeded";
  return {
    ...apiError(429, message, quota ? "QUOTA_EXCEEDED" : undefined),
    headers: { "retry-after": String(Math.ceil(ms / 1000)) },
  };
}
