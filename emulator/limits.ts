import { apiError, type Reply } from "./replies.ts";

/** At most `requests` per `windowMs`; then 429 for `retryAfterSeconds` (default: what is left). */
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

/** Whether a request may pass. */
export interface Verdict {
  /** The 429 to answer; `undefined`: go on. */
  readonly refusal: Reply | undefined;
  /** It was sent by a client that had been told to wait. */
  readonly duringPenalty: boolean;
}

/** The app's limiters, and the ban that follows from exceeding them. */
export interface Limits {
  /** Judges and counts a request that came in on `socket`. */
  admit(socket: object): Verdict;
  /** Starts a ban for `seconds`; for injected faults. */
  ban(seconds: number, quota: boolean): void;
  /** To be called when a 429 goes out on `socket`: from then on its client knows. */
  told(socket: object): void;
}

interface Ban {
  until: number;
  readonly quota: boolean;
  /** By how much each request in it lengthens it. */
  readonly extensionMs: number;
  readonly toldSockets: WeakSet<object>;
  /** When the first 429 went out, on the machine's clock and on the emulator's. */
  told: { readonly machine: number; readonly emulator: number } | undefined;
}

const DAY = 24 * 3600 * 1000;
/** A request that was on its way when the first 429 went out cannot be blamed. */
const ON_ITS_WAY_MS = 200;
/** How long that takes at most on a busy machine. */
const SLOW_MACHINE_MS = 30_000;
/** Timers fire up to a millisecond early; a wait of whole seconds is kept all the same. */
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
 * Whether the client of a request on `socket` had heard of the ban when it sent it: it got a 429 on
 * that socket, or the emulator's clock was moved on since the first 429, or nothing takes that long
 * to arrive.
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
