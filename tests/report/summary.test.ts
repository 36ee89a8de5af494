import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AuthError, RateLimitError } from "../../src/errors.ts";
import {
  backupSummary,
  type SummarizedBackup,
  type SummaryOptions,
} from "../../src/report/summary.ts";
import type { Metadata } from "../../src/snapshot/metadata.ts";
import { hostile } from "../support/hostile-text.ts";
import { fileOf } from "./files.ts";

const PLAIN_ID = "playlist_3KF3dtJg84HHDHg34ykqML";
const OPAQUE_ID = "playlist_0123456789abcdef01234567";

const previous: Metadata = {
  format: "tracksafe",
  formatVersion: 1,
  kind: "metadata",
  createdAt: "2026-11-21T03:17:00.000Z",
  finishedAt: "2026-11-21T03:18:00.000Z",
  tool: { name: "tracksafe", version: "1.0.0" },
  provider: "spotify",
  user: "0011223344556677",
  status: "complete",
  include: ["likes", "playlists"],
  covers: false,
  encryption: null,
  files: [
    fileOf("likes", ["a"], { entries: 1_000 }),
    fileOf(PLAIN_ID, ["b"], { entries: 20 }),
    fileOf(OPAQUE_ID, ["c"], { entries: 30 }),
  ],
  login: null,
  warnings: [],
  digest: "0".repeat(64),
};

function partialBackup(titles: ReadonlyMap<string, string> = new Map()): SummarizedBackup {
  return {
    status: "partial",
    error: null,
    snapshot: {
      user: previous.user,
      name: "2026-11-22T03-17-00",
      location: "somebody/music/backups/0011223344556677/2026-11-22T03-17-00",
    },
    commit: "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
    files: [
      fileOf("likes", ["a2"], { entries: 1_003 }),
      fileOf(PLAIN_ID, ["b"], { entries: 20, state: "stale", error: "provider/unavailable" }),
      fileOf(OPAQUE_ID, [], { state: "failed", error: "backup/moving" }),
    ],
    titles,
    warnings: [{ code: "shrunk", file: PLAIN_ID, was: 100, now: 20 }],
    changes: null,
    previous: { name: "2026-11-21T03-17-00", metadata: previous },
    requests: 1_234,
    durationMs: 65_000,
  };
}

const privately: SummaryOptions = {
  isPublic: false,
  names: true,
  login: null,
  likes: [],
  unrecordedKeyId: null,
  repositoryUrl: null,
};
const publicly: SummaryOptions = {
  isPublic: true,
  names: true,
  login: null,
  likes: [],
  unrecordedKeyId: null,
  repositoryUrl: null,
};
const TITLES = new Map([
  [PLAIN_ID, "Road trip"],
  [OPAQUE_ID, "Secret crush"],
]);

describe("backupSummary", () => {
  it("does not call a library complete of which the provider shows only names", () => {
    const backup = partialBackup();
    const files = [1, 2].map((at) =>
      fileOf(`playlist_${`${at}`.repeat(24)}`, ["x"], { state: "withheld" }),
    );
    const text = backupSummary({ ...backup, status: "complete", files, warnings: [] }, publicly);
    expect(text).toContain("## Backup: complete");
    expect(text).toContain(
      "2 playlists of other people: only name and link are kept, because Spotify does not show their tracks.",
    );
  });

  it("says how it went, what changed, what went wrong, where it is and how long the login lasts", () => {
    const login = { at: new Date("2026-12-28T10:00:00Z"), daysLeft: 35 };
    expect(backupSummary(partialBackup(), { ...privately, login })).toBe(`## Backup: partial

**Not complete: 2 lists could not be read.** The snapshot holds what was read, and the last good content of the rest where there is one. The next run tries again. It holds 1,003 likes (+3), 2 playlists.

|  | now | change |
| --- | ---: | ---: |
| likes | 1,003 | +3 |
| playlists | 2 |  |
| in playlists | 20 | −30 |

> [!WARNING]
> **Lists that could not be read**
>
> - \`${PLAIN_ID}\`: could not be read; the last good content is kept (\`provider/unavailable\`)
> - \`${OPAQUE_ID}\`: could not be read (\`backup/moving\`)

> [!WARNING]
> **Warnings**
>
> - \`${PLAIN_ID}\` shrank from 100 to 20. If you removed the entries yourself, you need not do anything. \`latest\` stays at the snapshot before.

<details>
<summary>Details</summary>

- Compared with \`2026-11-21T03-17-00\`.
- Snapshot: \`somebody/music/backups/0011223344556677/2026-11-22T03-17-00\`
- Commit: \`4b825dc642cb6eb9a060e54bf8d69288fbee4904\`
- 1,234 requests in 1 min 5 s
- The login ends on 2026-12-28, in 35 days.

</details>
`);
  });

  it.each([30, 0, -1])("says how to renew a login that ends in %d days", (daysLeft) => {
    const login = { at: new Date("2026-12-18T10:00:00Z"), daysLeft };
    const repositoryUrl = "https://github.example/somebody/music";
    const summary = backupSummary(partialBackup(), { ...publicly, login, repositoryUrl });
    expect(summary).toContain("**Renew the login**");
    expect(summary).toContain(`(${repositoryUrl}/actions/workflows/reauthorize.yml)`);
    expect(summary).toContain(`(${repositoryUrl}/blob/HEAD/docs/setup.md)`);
    const later = { ...login, daysLeft: 31 };
    expect(
      backupSummary(partialBackup(), { ...publicly, login: later, repositoryUrl }),
    ).not.toContain("Renew");
  });

  it("says of a failed run what to do, and that nothing was left", () => {
    const error = new AuthError("auth/expired", "Spotify no longer accepts this login.", {
      hint: "Log in again.",
    });
    const failed = { ...partialBackup(), status: "failed" as const, error, snapshot: null };
    const summary = backupSummary({ ...failed, commit: null, files: [], warnings: [] }, privately);
    expect(summary).toContain(
      "> `Spotify no longer accepts this login. [auth/expired]`\n>\n> `Log in again.`",
    );
    expect(summary).not.toMatch(/Snapshot|Commit|\bchanged/);
  });

  it("does not say of a blocked run that anything was stored", () => {
    const error = new RateLimitError("provider/quota", "Enough for today.");
    const blocked = { ...partialBackup(), error, snapshot: null, commit: null, files: [] };
    const summary = backupSummary({ ...blocked, warnings: [], previous: null }, privately);
    expect(summary).toContain("there is no new snapshot.** Earlier snapshots are unchanged.");
    expect(summary).not.toContain("The snapshot holds what was read");
  });

  it("says so when nothing changed, and when there was nothing before", () => {
    const same = { ...partialBackup(), status: "complete" as const, files: previous.files };
    expect(backupSummary(same, privately)).toContain(
      "Nothing changed since `2026-11-21T03-17-00`.",
    );
    const first = backupSummary({ ...same, previous: null }, privately);
    expect(first).toContain("This is the first snapshot.");
    expect(first).toContain("| likes | 1,000 |  |");
  });

  it("shows titles where they are wanted and nobody else reads them", () => {
    const summary = (options: SummaryOptions) => backupSummary(partialBackup(TITLES), options);
    expect(summary(privately)).toContain(`- \`Secret crush\` (\`${OPAQUE_ID}\`): could not be`);
    for (const options of [{ ...privately, names: false }, publicly]) {
      expect(summary(options)).not.toMatch(/Road trip|Secret crush/);
    }
  });

  it("shows in public neither the provider's ids nor places, but opaque ids", () => {
    const summary = backupSummary(partialBackup(TITLES), publicly);
    expect(summary).not.toContain(PLAIN_ID.slice("playlist_".length));
    expect(summary).not.toContain("somebody");
    expect(summary).not.toContain(previous.user);
    expect(summary).toContain("- a playlist: could not be read; the last good content is kept");
    expect(summary).toContain(`- \`${OPAQUE_ID}\`: could not be read`);
    expect(summary).toContain("- a playlist shrank from 100 to 20.");
    expect(summary).toContain("- Snapshot: `2026-11-22T03-17-00`");
  });

  it("keeps its shape whatever the titles are", () => {
    const shape = (title: string) => {
      const titles = new Map([[PLAIN_ID, title]]);
      const lines = backupSummary(partialBackup(titles), privately).split("\n");
      return lines.map((line) =>
        line.startsWith("|") ? line.split("|").length : line.replace(/`[^`]+`/g, "`…`"),
      );
    };
    const expected = shape("x");
    fc.assert(
      fc.property(hostile, (title) => {
        fc.pre(title !== "");
        expect(shape(title)).toEqual(expected);
      }),
    );
  });

  it("counts files with the same trouble instead of naming very many", () => {
    const files = Array.from({ length: 6 }, (_, at) =>
      fileOf(`playlist_${at}`, [], { state: "incomplete", error: "provider/quota" }),
    );
    expect(backupSummary({ ...partialBackup(), files }, privately)).toContain(
      "- 6 files: not read yet (`provider/quota`)",
    );
  });
});
