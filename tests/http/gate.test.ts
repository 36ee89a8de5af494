import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CancelledError, RateLimitError } from "../../src/errors.ts";
import { rateLimited } from "../../src/http/failures.ts";
import { createGate, type Gate } from "../../src/http/gate.ts";
import { appErrorOf } from "../support/app-error.ts";
import { createFakeClock } from "../support/fake-clock.ts";

const START = "2026-11-22T03:17:00.000Z";

function setUp(maxInFlight: number) {
  const clock = createFakeClock(START);
  const stop = new AbortController();
  const gate = createGate(clock, stop.signal, maxInFlight);
  const inSeconds = (seconds: number): Date => new Date(clock.now().getTime() + seconds * 1000);
  const closeFor = (seconds: number): void => {
    const until = inSeconds(seconds);
    gate.close(until, () => rateLimited("example.org", until, true));
  };
  return { clock, stop, gate, inSeconds, closeFor };
}

/** Sends `count` tasks to the gate, each of which runs until its number is finished. */
function createTasks(gate: Gate, count: number) {
  const started: number[] = [];
  const ends: (() => void)[] = [];
  const settled = Array.from({ length: count }, (_, index) =>
    gate.run(
      () =>
        new Promise<number>((resolve) => {
          started.push(index);
          ends[index] = () => resolve(index);
        }),
    ),
  );
  const finish = async (index: number): Promise<void> => {
    ends[index]?.();
    await settled[index];
  };
  return { started, settled, finish };
}

describe("complaints in a row", () => {
  test("are counted from one good answer to the next, a burst as one", async () => {
    const { gate, clock, inSeconds } = setUp(4);
    expect(gate.noteComplaint()).toBe(1);
    const letGo = gate.hold();
    expect(gate.noteComplaint()).toBe(1);
    gate.pause(inSeconds(4));
    letGo();
    // One of those that were in flight gets through.
    gate.noteOtherAnswer();
    expect(gate.noteComplaint()).toBe(1);
    await clock.advance(4000);
    expect(gate.noteComplaint()).toBe(2);
    gate.noteOtherAnswer();
    expect(gate.noteComplaint()).toBe(1);
  });
});

describe("in flight", () => {
  test("no more than allowed, first come, first served", async () => {
    const { gate } = setUp(2);
    const { started, finish, settled } = createTasks(gate, 5);
    expect(started).toEqual([0, 1]);
    await finish(1);
    expect(started).toEqual([0, 1, 2]);
    await finish(0);
    await finish(2);
    expect(started).toEqual([0, 1, 2, 3, 4]);
    await finish(3);
    await finish(4);
    expect(await Promise.all(settled)).toEqual([0, 1, 2, 3, 4]);
  });

  test("a task that fails makes room like any other", async () => {
    const { gate } = setUp(1);
    const first = gate.run(() => Promise.reject(new Error("broken")));
    const second = gate.run(async () => "fine");
    await expect(first).rejects.toThrow("broken");
    expect(await second).toBe("fine");
  });

  test("is halved once for a burst of complaints, and grows back by one after 20 quiet ones", async () => {
    const { gate, clock, inSeconds } = setUp(4);
    const tasks = createTasks(gate, 100);
    const inFlight = (): number => tasks.started.length - finished;
    let finished = 0;
    const finishOne = async (): Promise<void> => tasks.finish(finished++);
    expect(inFlight()).toBe(4);
    for (let complaint = 0; complaint < 3; complaint += 1) gate.pause(inSeconds(2));
    for (let quiet = 0; quiet < 4; quiet += 1) await finishOne();
    await clock.advance(2000);
    expect(inFlight()).toBe(2);
    gate.pause(inSeconds(1));
    await clock.advance(1000);
    await finishOne();
    await finishOne();
    expect(inFlight()).toBe(1);
    gate.pause(inSeconds(1));
    await clock.advance(1000);
    expect(inFlight()).toBe(1);
    const growth: number[] = [];
    for (let quiet = 1; quiet <= 80; quiet += 1) {
      const before = inFlight();
      await finishOne();
      if (inFlight() > before) growth.push(quiet);
    }
    expect(growth).toEqual([20, 40, 60]);
  });
});

describe("pause", () => {
  test("holds everybody back until it is over, with one sleep for all", async () => {
    const { gate, clock, inSeconds } = setUp(10);
    expect(gate.pause(inSeconds(2))).toBe(true);
    const { started } = createTasks(gate, 3);
    await clock.advance(1999);
    expect(started).toEqual([]);
    await clock.advance(1);
    expect(started).toEqual([0, 1, 2]);
    expect(clock.sleeps).toEqual([2000]);
  });

  test("can be made longer, never shorter", async () => {
    const { gate, clock, inSeconds } = setUp(2);
    gate.pause(inSeconds(3));
    expect(gate.pause(inSeconds(1))).toBe(false);
    const { started } = createTasks(gate, 1);
    await clock.advance(2000);
    expect(gate.pause(inSeconds(5))).toBe(true);
    await clock.advance(4999);
    expect(started).toEqual([]);
    await clock.advance(1);
    expect(started).toEqual([0]);
    expect(clock.sleeps).toEqual([3000, 4000]);
  });

  test("nobody waiting, nobody asleep", async () => {
    const { gate, clock, inSeconds } = setUp(2);
    gate.pause(inSeconds(60));
    expect(clock.sleeping()).toBe(0);
  });

  test("a hold keeps everybody back until the last one lets go", async () => {
    const { gate } = setUp(2);
    const letGo = [gate.hold(), gate.hold()];
    const { started } = createTasks(gate, 1);
    letGo[0]?.();
    expect(started).toEqual([]);
    letGo[1]?.();
    expect(started).toEqual([0]);
  });
});

describe("close", () => {
  test("turns away who waits and who comes, lets finish who is in flight, and ends by itself", async () => {
    const { gate, clock, closeFor } = setUp(1);
    const { started, settled, finish } = createTasks(gate, 2);
    closeFor(3600);
    const waiting = await appErrorOf(() => settled[1]);
    const coming = await appErrorOf(() => gate.run(async () => started.push(99)));
    for (const refusal of [waiting, coming]) {
      expect(refusal).toBeInstanceOf(RateLimitError);
      expect(refusal.retryAt).toEqual(new Date("2026-11-22T04:17:00.000Z"));
    }
    await finish(0);
    await clock.advance(3_600_000);
    expect(await gate.run(async () => "open again")).toBe("open again");
    expect(started).toEqual([0]);
  });

  test("is never shortened", async () => {
    const { gate, closeFor } = setUp(1);
    closeFor(3600);
    closeFor(60);
    const refusal = await appErrorOf(() => gate.run(async () => "in"));
    expect(refusal.retryAt).toEqual(new Date("2026-11-22T04:17:00.000Z"));
  });
});

describe("an aborted signal", () => {
  const reason = new Error("Ctrl-C");

  test.each([
    ["behind a task that does not end", 0],
    ["during a pause", 60],
  ])("turns away who waits %s", async (_name, seconds) => {
    const { gate, clock, stop, inSeconds } = setUp(1);
    void gate.run(() => new Promise(() => {}));
    gate.pause(inSeconds(seconds));
    const { started, settled } = createTasks(gate, 2);
    stop.abort(reason);
    for (const run of settled) {
      const error = await appErrorOf(() => run);
      expect(error).toBeInstanceOf(CancelledError);
      expect([error.code, error.cause]).toEqual(["cancelled", reason]);
    }
    expect(started).toEqual([]);
    expect(clock.sleeping()).toBe(0);
  });

  test("lets nobody in any more, even when there is room", async () => {
    const { gate, stop } = setUp(1);
    const started: string[] = [];
    stop.abort(reason);
    const error = await appErrorOf(() => gate.run(async () => started.push("late")));
    expect(error.code).toBe("cancelled");
    expect(started).toEqual([]);
  });
});

describe("random schedules", () => {
  const LONGEST_PAUSE_MS = 20_000;

  /** One request: when it comes, how long it takes, and what the host says to it. */
  const job = fc.record({
    comesAt: fc.integer({ min: 0, max: 60_000 }),
    takes: fc.integer({ min: 0, max: 5000 }),
    answer: fc.oneof(
      { weight: 6, arbitrary: fc.constant({ kind: "fine", ms: 0 } as const) },
      {
        weight: 3,
        arbitrary: fc
          .integer({ min: 1, max: 20_000 })
          .map((ms) => ({ kind: "pause", ms }) as const),
      },
      {
        weight: 1,
        arbitrary: fc
          .integer({ min: 1, max: 90_000 })
          .map((ms) => ({ kind: "close", ms }) as const),
      },
    ),
  });

  test("never too many in flight, none inside a pause, in order, and everybody gets an end", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(job, { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 1, max: 5 }),
        async (jobs, maxInFlight) => {
          const clock = createFakeClock(START, { autoAdvance: true });
          const gate = createGate(clock, new AbortController().signal, maxInFlight);
          const came: number[] = [];
          const started: number[] = [];
          let inFlight = 0;
          let nobodyBefore = 0;

          const send = async (index: number, { comesAt, takes, answer }: (typeof jobs)[number]) => {
            await clock.sleep(comesAt);
            came.push(index);
            return gate.run(async () => {
              expect(clock.now().getTime()).toBeGreaterThanOrEqual(nobodyBefore);
              inFlight += 1;
              expect(inFlight).toBeLessThanOrEqual(maxInFlight);
              started.push(index);
              await clock.sleep(takes);
              const until = new Date(clock.now().getTime() + answer.ms);
              nobodyBefore = Math.max(nobodyBefore, until.getTime());
              if (answer.kind === "pause") gate.pause(until);
              if (answer.kind === "close")
                gate.close(until, () => rateLimited("host", until, true));
              inFlight -= 1;
            });
          };

          const ends = await Promise.allSettled(jobs.map((one, index) => send(index, one)));
          const refused = ends.flatMap((end, index) => {
            if (end.status === "fulfilled") return [];
            expect(end.reason).toBeInstanceOf(RateLimitError);
            return [index];
          });
          expect(started).toEqual(came.filter((index) => !refused.includes(index)));
          // A pause that everybody was turned away from is still waited out.
          await clock.advance(LONGEST_PAUSE_MS);
          expect(clock.sleeping()).toBe(0);
        },
      ),
      { numRuns: 200 },
    );
  });
});
