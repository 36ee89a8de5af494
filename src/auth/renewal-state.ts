import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import type { Secret } from "../secret.ts";

/** The time that a link to log in is valid, in milliseconds: one hour. */
export const LINK_LIFE_MS = 60 * 60 * 1000;

/** The largest accepted difference between the clocks of two machines, in milliseconds. */
const CLOCK_SKEW_MS = 60_000;

/**
 * Tells, without anything being kept, whether a link to log in was made here, what for, and when.
 */
export interface RenewalStates {
  /**
   * Makes the state of a link made at `now`: digits, a dash and hex, so that no filter takes it for
   * an id.
   */
  create(now: Date): string;
  /**
   * When the link with this state was made; `null` for one that was not made here, and for this.
   */
  read(state: string): Date | null;
  /** Whether a link that was made at `madeAt` is no longer good. */
  isOver(madeAt: Date, now: Date): boolean;
}

/**
 * States for links that are to renew `purpose`, under a key derived from `secret`: who does not
 * know the secret can make none, and one made for something else is no good here.
 */
export function createRenewalStates(secret: Secret, purpose: string): RenewalStates {
  const key = Buffer.from(hkdfSync("sha256", secret.reveal(), "", "tracksafe renewal state", 32));

  function sign(seconds: string): string {
    return createHmac("sha256", key).update(`${seconds}\0${purpose}`).digest("hex");
  }

  return {
    create(now) {
      const seconds = String(Math.floor(now.getTime() / 1000));
      return `${seconds}-${sign(seconds)}`;
    },
    read(state) {
      const [, seconds, mac] = /^(\d{1,12})-([0-9a-f]{64})$/.exec(state) ?? [];
      if (seconds === undefined || mac === undefined) return null;
      if (!timingSafeEqual(Buffer.from(mac), Buffer.from(sign(seconds)))) return null;
      return new Date(Number(seconds) * 1000);
    },
    isOver(madeAt, now) {
      const age = now.getTime() - madeAt.getTime();
      return age > LINK_LIFE_MS || age < -CLOCK_SKEW_MS;
    },
  };
}
