import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type LockOwner, lock } from "../../src/disk/lock.ts";
import { appErrorOf } from "../support/app-error.ts";

let directory = "";
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "tracksafe-lock-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

/** The ids of the processes that run, with the times of their starts. */
const running = new Map<number, string>();
const processOf = (pid: number, host = "here"): LockOwner => ({
  host,
  pid,
  isRunning: (other) => running.has(other),
  startOf: (other) => running.get(other) ?? "0",
});

const take = (owner: LockOwner | undefined, subject = "an account") =>
  lock(
    { directory: join(directory, "locks"), subject, what: "A restore" },
    owner === undefined ? {} : { owner },
  );
const locks = () => readdir(join(directory, "locks"));

beforeEach(() => {
  running.clear();
  for (const pid of [1, 2]) running.set(pid, `${pid}000`);
});

describe("a lock", () => {
  it("keeps a second process away until the first is done", async () => {
    const first = await take(processOf(1));
    const error = await appErrorOf(() => take(processOf(2)));
    expect(error).toMatchObject({ name: "ConflictError", code: "store/locked" });
    expect(error.message).toBe("A restore is already running (process 1).");
    expect(error.hint).toContain(join(directory, "locks", (await locks())[0] ?? ""));
    expect((await locks()).length).toBe(1);
    await (await take(processOf(2), "another account"))[Symbol.asyncDispose]();
    await first[Symbol.asyncDispose]();
    expect(await locks()).toEqual([]);
    await using _ = await take(processOf(2));
    expect((await locks()).length).toBe(1);
  });

  it("keeps this very process away, too", async () => {
    await using _ = await take(undefined);
    expect(await appErrorOf(() => take(undefined))).toMatchObject({ code: "store/locked" });
    expect((await locks()).length).toBe(1);
  });

  it("is never held by two, whatever the order of their steps", async () => {
    for (let round = 0; round < 20; round += 1) {
      const takers = [1, 2, 3, 4].map((pid) => {
        running.set(pid, `${pid}000`);
        return take(processOf(pid));
      });
      const held = (await Promise.allSettled(takers)).flatMap((each) =>
        each.status === "fulfilled" ? [each.value] : [],
      );
      expect(held.length).toBeLessThanOrEqual(1);
      for (const each of held) await each[Symbol.asyncDispose]();
      expect(await locks()).toEqual([]);
    }
  });

  it.each([
    ["a process that is gone", () => running.delete(1), true],
    ["a process whose number another one has now", () => running.set(1, "7777"), true],
    ["a process of which nobody knows the start", () => running.set(1, "0"), false],
  ])("that %s left is taken over: %#", async (_, change, expected) => {
    await take(processOf(1));
    change();
    const taken = await take(processOf(2)).then(
      () => true,
      () => false,
    );
    expect(taken).toBe(expected);
    expect((await locks()).length).toBe(1);
  });

  it("a lock of another machine is left alone, and so is any other file", async () => {
    await take(processOf(9, "there"));
    expect(await appErrorOf(() => take(processOf(1)))).toMatchObject({ code: "store/locked" });
    await rm(join(directory, "locks"), { recursive: true });
    await using _ = await take(processOf(1));
    await writeFile(join(directory, "locks", "restore-0123456789abcdef"), "");
    await using _other = await take(processOf(2), "another account");
    expect((await locks()).length).toBe(3);
  });

  it("says what is wrong with the place", async () => {
    await writeFile(join(directory, "locks"), "");
    expect(await appErrorOf(() => take(processOf(1)))).toMatchObject({
      code: "store/io",
      message: expect.stringContaining(directory),
    });
  });
});
