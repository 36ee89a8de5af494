/**
 * Loaded into a program, this makes time pass faster there, as far as it goes by `Date`, by
 * tracksafe's own clock, and by the promised `setTimeout`. The timeouts of connections keep their
 * length. See `fastTime` in `programs.ts`.
 */
import { syncBuiltinESMExports } from "node:module";
import timers from "node:timers/promises";
import { systemClock } from "../../src/clock.ts";

const MachineDate = Date;
const machineTimeout = timers.setTimeout;

/** `ahead`: how far our time was ahead of the machine's at `at`; `speed`: how fast it passes. */
let begun = { at: MachineDate.now(), ahead: 0, speed: 1 };

/** From now on, our time is `ahead` ms ahead of the machine's and passes `speed` times as fast. */
export function setTime(ahead: number, speed: number): void {
  begun = { at: MachineDate.now(), ahead, speed };
}

const now = (): number => begun.at + begun.ahead + (MachineDate.now() - begun.at) * begun.speed;

globalThis.Date = class extends MachineDate {
  static override now = now;
  constructor(...given: []) {
    super(...((given.length === 0 ? [now()] : given) as []));
  }
} as DateConstructor;
timers.setTimeout = ((ms = 1, ...rest) =>
  machineTimeout(ms / begun.speed, ...rest)) as typeof machineTimeout;
syncBuiltinESMExports();

// The program was built together with this file, so that both have the same clock.
const { sleep } = systemClock;
systemClock.sleep = (ms, signal) => sleep(ms / begun.speed, signal);

const [ahead = 0, speed = 1] = (process.env["TEST_TIME"] ?? "").split(" ").map(Number);
setTime(ahead, speed);
