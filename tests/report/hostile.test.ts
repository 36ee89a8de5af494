import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ProviderError, StoreError } from "../../src/errors.ts";
import { logLine } from "../../src/log.ts";
import { expiryAt } from "../../src/model/login-expiry.ts";
import { backupJson, backupText } from "../../src/report/backup.ts";
import { doctorJson, doctorText, type ExaminedLine } from "../../src/report/doctor.ts";
import { causesText, errorJson, errorText, failureSummary } from "../../src/report/error.ts";
import { loginJson, loginText } from "../../src/report/login.ts";
import { decideNotice } from "../../src/report/notice.ts";
import { renewalInvitation, renewalSummary } from "../../src/report/renewal.ts";
import {
  type PreviewReport,
  previewJson,
  previewText,
  type RestoreReport,
  restoreJson,
  restoreText,
} from "../../src/report/restore.ts";
import { previewSummary } from "../../src/report/restore-preview.ts";
import { restoreSummary } from "../../src/report/restore-summary.ts";
import { setupText } from "../../src/report/setup.ts";
import {
  snapshotsJson,
  snapshotsText,
  verifiedJson,
  verifiedText,
} from "../../src/report/snapshots.ts";
import { backupSummary, type SummarizedBackup } from "../../src/report/summary.ts";
import { table } from "../../src/report/text.ts";
import { verifiedSummary } from "../../src/report/verify-summary.ts";
import { plainJson, withoutCommands } from "../../src/safe-text.ts";
import { actingIn, HOSTILE, hostile, livingIn } from "../support/hostile-text.ts";
import { seeds } from "../support/seeds.ts";
import { fileOf } from "./files.ts";

const NOW = new Date("2026-11-22T12:00:00Z");

const errorOf = (text: string) =>
  new ProviderError("provider/refused", `Refused: ${text}`, {
    hint: `See ${text}.`,
    cause: new Error(`It answered ${text}`, { cause: new StoreError("store/io", text) }),
  });

function backupOf(text: string): SummarizedBackup {
  const id = "playlist_3KF3dtJg84HHDHg34ykqML";
  return {
    status: "partial",
    error: errorOf(text),
    snapshot: { user: text, name: text, location: `${text}/${text}` },
    commit: text,
    files: [fileOf("likes"), fileOf(id, ["x"], { state: "stale", error: "provider/refused" })],
    titles: new Map([[id, text]]),
    warnings: [{ code: "shrunk", file: id, was: 100, now: 20 }],
    changes: changesOf(text, id),
    previous: null,
    requests: 7,
    durationMs: 5,
  };
}

function changesOf(text: string, id: string): SummarizedBackup["changes"] {
  const item = { title: text, artists: [{ name: text, refs: {} }], durationMs: 1, refs: {} };
  const added = [{ at: 0, entry: { type: "track" as const, addedAt: null, item } }];
  const list = { added, removed: added, moved: [], changed: [] };
  const named = { playlist: { name: text } };
  return {
    diff: {
      collections: new Map([["likes", list]]),
      playlists: [{ id, change: "renamed", was: named, now: named, entries: list }],
    },
    unread: [text],
  };
}

const WHERE = (text: string) => ({
  artists: [text, text],
  playlist: text,
  position: 3,
  link: text,
});

const skippedOf = (text: string) =>
  ["unavailable", "refused", "withheld", "cover"].flatMap((reason) => [
    { file: text, reason, title: text, ...WHERE(text) },
    { file: `playlist_${text}`, reason, title: "", ...WHERE(text), playlist: null },
  ]);

const unusableOf = (text: string) => [{ source: text, file: text, code: "snapshot/corrupt" }];

const todoOf = (text: string) => [
  { kind: "make-private" as const, title: text },
  { kind: "local-files" as const, file: `playlist_${text}`, items: skippedOf(text) },
];

function previewOf(text: string): PreviewReport {
  const wanted = { source: { file: `playlist_${text}`, playlist: { name: text } } };
  const playlist = {
    how: "same",
    length: 0,
    wanted,
    action: "create",
    inserts: [{ items: [1] }],
    present: 0,
    id: null,
  };
  return {
    account: { displayName: text },
    isSameAccount: false,
    isEmpty: false,
    sources: [text, text],
    continues: true,
    requests: 1,
    plan: {
      collections: [
        {
          kind: "likes",
          missing: [{ title: text, artists: [text] }],
          present: 1,
          skipped: skippedOf(text),
          failed: null,
        },
      ],
      playlists: [
        { ...playlist, skipped: [], failed: null },
        { ...playlist, skipped: [], failed: "provider/refused" },
      ],
      todo: todoOf(text),
    },
    unusable: unusableOf(text),
    incomplete: unusableOf(text),
    unproved: unusableOf(text),
    unrecordedKeyIds: [text],
    passedOver: 2,
    newer: [{ name: text, reason: text }],
    requestsToCome: 3_000,
    recordings: recordingsOf(text),
    search: { recordings: 2_000, requests: 4_000 },
  };
}

function recordingsOf(text: string) {
  const candidate = { reference: text, title: text, artists: [text], level: "none", reasons: [] };
  const track = { title: text, artists: [{ name: text }] };
  const resolution = {
    wanted: { key: "0123456789abcdef", track },
    outcome: "doubtful",
    reference: null,
    finding: { isClose: true, candidates: [candidate] },
  };
  return [{ resolution, places: [{ file: text, playlist: text, position: 1 }] }];
}

function restoreOf(text: string): RestoreReport {
  return {
    status: "partial",
    error: errorOf(text),
    account: { displayName: text },
    added: 1,
    present: 1,
    likes: "batches",
    requests: 1,
    files: [{ file: text, title: text, added: 1, present: 1, failed: "restore/changed" }],
    skipped: skippedOf(text),
    substituted: [{ title: text, toTitle: text }],
    recordings: recordingsOf(text),
    doubles: [{ title: text, remove: [{ id: text, link: text }] }],
    unusable: unusableOf(text),
    incomplete: unusableOf(text),
    todo: todoOf(text),
  };
}

const verifiedOf = (text: string) => [
  {
    user: text,
    name: text,
    doubt: "plain" as const,
    isForeign: true,
    proved: false,
    verification: {
      metadata: null,
      files: 1,
      bytes: 1,
      opened: false,
      unread: 0,
      problems: [{ file: text, code: "snapshot/unexpected", message: `${text} is not part.` }],
    },
  },
];

const FOREIGN = { doubt: "other-key", isForeign: true, proved: false } as const;

const listedOf = (text: string) => [
  { user: text, name: text, metadata: null, problem: text, code: text, latest: true, ...FOREIGN },
];

const examinedOf = (text: string): readonly ExaminedLine[] => [
  { name: "one", looksAt: "it", state: "ok", text },
  { name: "two", looksAt: "it", state: "warning", text, next: text },
  { name: "three", looksAt: "it", state: "problem", error: errorOf(text), next: text },
];

const loginOf = (text: string) => ({ account: text, scopes: [text, text], authorizedAt: NOW });

const setupOf = (text: string) => ({
  repository: text,
  steps: [{ name: "place", outcome: "done" }],
  written: [text, text],
  isComplete: true,
});

/** Every text for a terminal or a log. */
const texts = (text: string): readonly string[] => [
  backupText(backupOf(text)),
  snapshotsText(listedOf(text)),
  verifiedText(verifiedOf(text)),
  previewText(previewOf(text)),
  restoreText(restoreOf(text)),
  doctorText(examinedOf(text)),
  loginText(loginOf(text), NOW),
  setupText(setupOf(text), false),
  errorText(errorOf(text)),
  logLine("http.retry", { code: text, ms: 1 }),
];

/** Every result for a script. */
const results = (text: string): readonly unknown[] => [
  backupJson(backupOf(text)),
  snapshotsJson(listedOf(text)),
  verifiedJson(verifiedOf(text)),
  previewJson(previewOf(text)),
  restoreJson(restoreOf(text)),
  doctorJson(examinedOf(text)),
  loginJson(loginOf(text), NOW),
  setupOf(text),
  errorJson(errorOf(text)),
];

/** Every page of Markdown, once with what only some may see. */
const pages = (text: string): readonly string[] => {
  const login = expiryAt(NOW, NOW);
  const url = `https://github.example/${text}`;
  const notice = decideNotice({
    now: NOW,
    status: "failed",
    error: errorOf(text),
    warnings: backupOf(text).warnings,
    ...{
      foreign: 2,
      partialsInARow: 3,
      newestSnapshotAt: new Date(0),
      login,
      secretsTokenEndsAt: NOW,
    },
    secretsTokenError: errorOf(text),
    repositoryUrl: url,
    runUrl: url,
  });
  return [
    ...[true, false].flatMap((names) => [
      backupSummary(backupOf(text), {
        isPublic: !names,
        names,
        login,
        repositoryUrl: url,
        likes: [1, 2],
        unrecordedKeyId: text,
      }),
      previewSummary(previewOf(text), {
        names,
        dryRun: true,
        workflowUrl: url,
        link: () => url,
      }),
      restoreSummary(restoreOf(text), {
        names,
        sources: [text],
        key: names ? "left" : "needed",
        repositoryUrl: url,
      }),
    ]),
    verifiedSummary(verifiedOf(text)),
    failureSummary("backup", errorOf(text)),
    renewalInvitation({
      url,
      goodUntil: NOW,
      purpose: "backup",
      isFirst: true,
      newUser: true,
      sameApp: false,
      workflowUrl: url,
    }),
    renewalSummary({
      purpose: "restore",
      newUser: false,
      isFirst: false,
      isBackedUp: true,
      name: text,
      authorizedAt: NOW,
      secrets: ["TARGET_SPOTIFY_REFRESH_TOKEN"],
      day: null,
      backupUrl: url,
      secretsUrl: url,
    }),
    `# ${notice?.title}\n\n${notice?.body}`,
  ];
};

/** Without the addresses of our own links, because these come from the settings. */
const withoutAddresses = (page: string) => page.replace(/\]\(https:\/\/[^\s)]+\)/g, "](url)");

const often = { numRuns: seeds(200, 20_000), examples: HOSTILE.map((one): [string] => [one]) };

describe("any text from elsewhere", () => {
  it("a report for a terminal or a log shows it, in the lines that it has anyway", () => {
    const lines = texts("x").map((text) => text.split("\n").length);
    fc.assert(
      fc.property(hostile, (text) => {
        const shown = texts(text);
        for (const one of shown) expect(actingIn(withoutCommands(one))).toEqual([]);
        expect(shown.map((one) => one.split("\n").length)).toEqual(lines);
      }),
      often,
    );
  });

  it("a result for a script holds it whole, and does nothing in a terminal or a log", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        for (const result of results(text)) {
          const json = plainJson(result);
          expect(actingIn(json)).toEqual([]);
          expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(result)));
        }
      }),
      { ...often, numRuns: seeds(100, 20_000) },
    );
  });

  it("a summary or an issue shows it as text", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        for (const page of pages(text)) {
          expect(livingIn(withoutCommands(withoutAddresses(page)))).toEqual([]);
        }
      }),
      { ...often, numRuns: seeds(100, 20_000) },
    );
  });

  it("a table keeps its columns", () => {
    const [first = "", second = ""] = table([
      ["a\u200b\u200b\n", "1"],
      ["abcd", "2"],
    ]);
    expect([first.indexOf("1"), second.indexOf("2")]).toEqual([6, 6]);
  });

  it("no cause of an error begins a line of its own with it", () => {
    for (const text of HOSTILE) {
      const lines = causesText(errorOf(text)).split("\n");
      for (const line of lines) expect(line).toMatch(/^(?:caused by | {4})/);
    }
  });
});
