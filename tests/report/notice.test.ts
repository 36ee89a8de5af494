import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  AuthError,
  IntegrityError,
  ProviderError,
  RateLimitError,
  StoreError,
} from "../../src/errors.ts";
import { loginExpiry } from "../../src/model/login-expiry.ts";
import { decideNotice, type NoticeInput } from "../../src/report/notice.ts";

const NOW = new Date("2026-11-22T12:00:00Z");
const DAY = 24 * 60 * 60 * 1000;
const inDays = (days: number) => new Date(NOW.getTime() + days * DAY);

const healthy: NoticeInput = {
  now: NOW,
  status: "complete",
  error: null,
  warnings: [],
  foreign: null,
  partialsInARow: 0,
  newestSnapshotAt: NOW,
  login: loginExpiry(new Date("2026-09-01T00:00:00Z"), NOW),
  secretsTokenEndsAt: null,
  secretsTokenError: null,
  repositoryUrl: null,
  runUrl: null,
};

const expired = new AuthError("auth/expired", "Spotify no longer accepts this login.");
const login = (since: string) => loginExpiry(new Date(since), NOW);
const titleOf = (change: Partial<NoticeInput>) =>
  decideNotice({ ...healthy, ...change })?.title ?? null;

describe("decideNotice", () => {
  it("has nothing to tell when all is well, or nothing is known", () => {
    expect(decideNotice(healthy)).toBeNull();
    const unknown = { status: null, newestSnapshotAt: null, login: null };
    expect(decideNotice({ ...healthy, ...unknown })).toBeNull();
  });

  it.each<[string, Partial<NoticeInput>]>([
    ["tracksafe: the Spotify login has ended", { status: "failed", error: expired }],
    ["tracksafe: the run failed", { status: "failed" }],
    [
      "tracksafe: the run failed",
      { status: "failed", error: new StoreError("store/io", "The store did not answer.") },
    ],
    [
      "tracksafe: the token may not store the snapshot",
      { status: "failed", error: new StoreError("store/permission", "Not allowed.") },
    ],
    [
      "tracksafe: a snapshot was changed or damaged",
      { status: null, error: new IntegrityError("snapshot/corrupt", "It was changed.") },
    ],
    ["tracksafe: the Spotify login has reached its end", { login: login("2026-05-01T00:00:00Z") }],
    ["tracksafe: the Spotify login ends soon", { login: login("2026-06-01T00:00:00Z") }],
    [
      "tracksafe: the recipients of the snapshots have changed",
      { warnings: [{ code: "recipients-changed" }] },
    ],
    [
      "tracksafe: the library has lost many entries",
      { warnings: [{ code: "shrunk", file: "likes", was: 100, now: 3 }] },
    ],
    ["tracksafe: the newest snapshot is old", { newestSnapshotAt: inDays(-9) }],
    ["tracksafe: Spotify replaced the login", { warnings: [{ code: "login-replaced" }] }],
    [
      "tracksafe: the last three backups are not complete",
      { status: "partial", partialsInARow: 3 },
    ],
    ["tracksafe: the token in `secrets-token` expires soon", { secretsTokenEndsAt: inDays(30) }],
  ])("tells: %s", (title, change) => {
    expect(titleOf(change)).toBe(title);
  });

  it("keeps its peace until it matters", () => {
    expect(titleOf({ status: "partial", partialsInARow: 2 })).toBeNull();
    expect(titleOf({ status: "complete", partialsInARow: 3 })).toBeNull();
    expect(titleOf({ newestSnapshotAt: inDays(-8) })).toBeNull();
    expect(titleOf({ secretsTokenEndsAt: inDays(31) })).toBeNull();
    expect(titleOf({ login: login("2026-06-23T12:00:00Z") })).toBeNull();
    expect(titleOf({ login: login("2026-06-22T12:00:00Z") })).not.toBeNull();
    expect(titleOf({ warnings: [{ code: "hidden-playlists", now: 1 }] })).toBeNull();
  });

  it("takes a run that was told to wait for a partial one, not for a failed one", () => {
    const error = new RateLimitError("provider/quota", "Enough for today.", { retryAt: NOW });
    expect(titleOf({ status: "partial", error, partialsInARow: 1 })).toBeNull();
    expect(titleOf({ status: "partial", error, partialsInARow: 3 })).toBe(
      "tracksafe: the last three backups are not complete",
    );
  });

  it("says of an old snapshot where to look: at the schedule, or at what blocks every backup", () => {
    const bodyOf = (change: Partial<NoticeInput>) =>
      decideNotice({ ...healthy, newestSnapshotAt: inDays(-9), ...change })?.body ?? "";
    expect(bodyOf({ status: null })).toContain(
      "Check under Actions whether the backup workflow still runs",
    );
    expect(bodyOf({ status: null })).toContain("closes it after the next run without");
    const blocked = [1, 2].map((days) => {
      const retryAt = inDays(days);
      const error = new RateLimitError("provider/quota", "Enough for today.", { retryAt });
      return bodyOf({ status: "partial", error });
    });
    expect(blocked[0]).toContain(
      "none of them has made a snapshot since then. The reason for the last one: Spotify's quota",
    );
    expect(blocked[0]).toContain("closes it after the next complete backup without");
    expect(blocked[0]).not.toContain("schedule");
    expect(blocked[1]).toBe(blocked[0]);
    expect(bodyOf({ status: "failed", error: expired })).toMatch(
      /has made a snapshot since then\.\n/,
    );
  });

  it.each<[string, Partial<NoticeInput>]>([
    ["has ended", { status: "failed", error: expired }],
    ["has reached its end", { login: login("2026-05-01T00:00:00Z") }],
    ["ends soon", { login: login("2026-06-01T00:00:00Z") }],
    ["was replaced", { warnings: [{ code: "login-replaced" }] }],
  ])("leads to where a login that %s can be renewed", (_, change) => {
    const repositoryUrl = "https://github.example/somebody/music";
    const body = decideNotice({ ...healthy, ...change, repositoryUrl })?.body;
    expect(body).toContain(`(${repositoryUrl}/actions/workflows/reauthorize.yml)`);
    expect(body).toContain(`(${repositoryUrl}/blob/HEAD/docs/setup.md)`);
  });

  it("tells an outage of the login service from a lost login", () => {
    const outage = new ProviderError(
      "provider/unavailable",
      "The host answered a GET request to api.spotify.com with a server error (503).",
    );
    const notice = decideNotice({ ...healthy, status: "failed", error: outage });
    expect(notice?.title).toBe(
      "tracksafe: the run failed because of a problem with the network or a service",
    );
    expect(notice?.body).not.toMatch(/log in|tracksafe auth|reauthorize/i);
  });

  it("tells of a token for secrets that does not do, with the reason", () => {
    const refused = new AuthError("auth/github-token", "GitHub does not accept the token.");
    const notice = decideNotice({ ...healthy, secretsTokenError: refused });
    expect(notice?.title).toBe("tracksafe: the token in `secrets-token` cannot be used");
    expect(notice?.body).toContain("auth/github-token");
  });

  it("puts several reasons into one notice, the most urgent first, each with its section", () => {
    const notice = decideNotice({
      ...healthy,
      status: "failed",
      error: expired,
      login: login("2026-05-01T00:00:00Z"),
      newestSnapshotAt: inDays(-20),
      secretsTokenEndsAt: inDays(-1),
      runUrl: "https://github.example/run/1",
    });
    expect(notice?.title).toBe("tracksafe: the Spotify login has ended (and 2 more)");
    expect(notice?.body.match(/^## .*/gm)).toEqual([
      "## the Spotify login has ended",
      "## the newest snapshot is old",
      "## the token in `secrets-token` expires soon",
    ]);
    expect(notice?.body).toContain("node bin/tracksafe.js auth");
    expect(notice?.body).toContain("[The last run](https://github.example/run/1)");
  });

  it("says the same on the next day, so that nothing looks new that is not", () => {
    const change: Partial<NoticeInput> = {
      status: "partial",
      partialsInARow: 3,
      login: login("2026-06-01T00:00:00Z"),
      secretsTokenEndsAt: inDays(3),
    };
    const tomorrow = { ...change, now: inDays(1), newestSnapshotAt: inDays(1) };
    const later = loginExpiry(new Date("2026-06-01T00:00:00Z"), inDays(1));
    expect(decideNotice({ ...healthy, ...tomorrow, login: later })).toEqual(
      decideNotice({ ...healthy, ...change }),
    );
  });

  it("names no playlist: not by the id in a warning, nor by that in an error", () => {
    const id = "3KF3dtJg84HHDHg34ykqML";
    const opaque = "0123456789abcdef01234567";
    const error = new IntegrityError("snapshot/corrupt", `playlist_${id}.json was changed.`);
    const shrunk = [`playlist_${id}`, `playlist_${opaque}`, "playlists", "likes"].map((file) => ({
      code: "shrunk",
      file,
      was: 5_000,
      now: 12,
    }));
    fc.assert(
      fc.property(fc.subarray(shrunk), (warnings) => {
        const notice = decideNotice({ ...healthy, status: "failed", error, warnings });
        expect(JSON.stringify(notice)).not.toContain(id);
        expect(JSON.stringify(notice)).not.toContain(opaque);
      }),
    );
    expect(decideNotice({ ...healthy, warnings: shrunk })?.body).toContain(
      [
        "- A playlist: from 5,000 to 12",
        "- A playlist: from 5,000 to 12",
        "- The number of playlists: from 5,000 to 12",
        "- Saved likes: from 5,000 to 12",
      ].join("\n"),
    );
  });
});
