import { describe, expect, it } from "vitest";
import { type AppError, AuthError, RateLimitError } from "../../src/errors.ts";
import { EXIT, exitOfUnattended, type UnattendedBackup } from "../../src/report/exit.ts";

const now = new Date("2026-11-22T03:17:00Z");
const daysAgo = (days: number) => new Date(now.getTime() - days * 24 * 3600 * 1000);
const pause = (code: string, isTold: boolean): AppError =>
  new RateLimitError(code, "No more requests.", { retryAt: now, isTold });
const TOLD = pause("provider/quota", true);
const UNTOLD = pause("provider/quota", false);

const part = { name: "likes.json", bytes: 1, sha256: "0".repeat(64) };
const ok = { kind: "likes", state: "ok", parts: [part] } as const;
const index = { kind: "index", state: "ok", parts: [part] } as const;
const half = { kind: "likes", state: "incomplete", parts: [part] } as const;
const none = { kind: "likes", state: "incomplete", parts: [] } as const;
const carried = (days: number) =>
  ({ kind: "likes", parts: [part], readAt: daysAgo(days).toISOString() }) as const;

function exitOf(
  backup: Partial<UnattendedBackup>,
  { newest = null as Date | null, failOn = "failed" as "failed" | "partial" } = {},
): number {
  return exitOfUnattended(
    { status: "partial", error: null, snapshot: {}, files: [], ...backup },
    { failOn, newestSnapshotAt: newest, now },
  );
}

describe("a backup that nobody watches", () => {
  it.each([
    ["a file was read", [ok, none]],
    ["part of a file was read", [half]],
    ["a playlist is withheld", [{ ...none, kind: "playlists", state: "withheld" }]],
  ] as const)("is well, though partial, where %s", (_, files) => {
    expect(exitOf({ error: UNTOLD, files })).toBe(EXIT.done);
    expect(exitOf({ error: UNTOLD, files }, { failOn: "partial" })).toBe(EXIT.rateLimit);
  });

  it("is not where nothing was read, unless the provider named a time and all is fresh", () => {
    const stale = (days: number) => [none, index, { ...carried(days), state: "stale" as const }];
    expect(exitOf({ error: TOLD, files: stale(1.9) })).toBe(EXIT.done);
    expect(exitOf({ error: TOLD, files: stale(2) })).toBe(EXIT.rateLimit);
    expect(exitOf({ error: UNTOLD, files: stale(1) })).toBe(EXIT.rateLimit);
    expect(exitOf({ error: TOLD, files: [none, index] })).toBe(EXIT.rateLimit);
    const goneOn = [{ ...carried(3), state: "incomplete" as const }];
    expect(exitOf({ error: TOLD, files: goneOn })).toBe(EXIT.rateLimit);
    expect(exitOf({ files: stale(1) })).toBe(EXIT.partial);
  });

  it("is not where nothing was stored, unless the provider named a time and all is fresh", () => {
    const nothing = { snapshot: null, files: [ok] };
    expect(exitOf({ ...nothing, error: TOLD }, { newest: daysAgo(1.9) })).toBe(EXIT.done);
    expect(exitOf({ ...nothing, error: TOLD }, { newest: daysAgo(2) })).toBe(EXIT.rateLimit);
    expect(exitOf({ ...nothing, error: TOLD })).toBe(EXIT.rateLimit);
    expect(exitOf({ ...nothing, error: UNTOLD }, { newest: now })).toBe(EXIT.rateLimit);
    const github = pause("store/rate-limited", false);
    expect(exitOf({ ...nothing, error: github }, { newest: now })).toBe(EXIT.rateLimit);
    expect(exitOf({ ...nothing, status: "failed", error: TOLD }, { newest: now })).toBe(
      EXIT.rateLimit,
    );
  });

  it("says by its exit code why it failed", () => {
    const expired = new AuthError("auth/expired", "It has ended.");
    expect(exitOf({ status: "failed", error: expired, files: [ok] })).toBe(EXIT.auth);
    expect(exitOf({ status: "complete", files: [ok] })).toBe(EXIT.done);
  });
});
