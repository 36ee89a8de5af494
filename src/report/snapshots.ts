import { plainLines } from "../safe-text.ts";
import { findGaps } from "../snapshot/gaps.ts";
import type { SnapshotSummary } from "../snapshot/summary.ts";
import type { Problem, Verification } from "../snapshot/verify.ts";
import { nameOnlyText } from "./backup.ts";
import { type DoubtLine, doubtSentences, doubtText } from "./doubts.ts";
import { EXIT } from "./exit.ts";
import { count, counted, size, table } from "./text.ts";

/** The facts that a listing needs about a snapshot. */
export interface SnapshotLine extends DoubtLine {
  readonly user: string;
  readonly metadata: SnapshotSummary | null;
  readonly problem: string | null;
  /** The error code of the same. */
  readonly code: string | null;
  readonly latest: boolean;
}

/** The facts that a report needs about a verified snapshot. */
export interface VerifiedLine extends DoubtLine {
  readonly user: string;
  /** Whether a MAC proves it, or the digest in a history in the clear. */
  readonly proved: boolean;
  readonly verification: VerificationLine;
}

/** The facts that a report needs about a verification. */
export interface VerificationLine extends Omit<Verification, "metadata"> {
  readonly metadata: SnapshotSummary | null;
}

/** A listing as JSON, newest first. */
export function snapshotsJson(snapshots: readonly SnapshotLine[]) {
  return newestFirst(snapshots).map((line) => {
    const { user, name, metadata, problem, code, latest, doubt } = line;
    return {
      name,
      user,
      createdAt: metadata?.createdAt ?? null,
      status: statusText(metadata, code),
      sealed: metadata === null ? null : metadata.encryption !== null,
      latest,
      likes: likesIn(line),
      playlists: playlistsIn(line),
      bytes: metadata?.bytes ?? 0,
      warnings: metadata?.warnings ?? [],
      keyId: metadata?.encryption?.keyId ?? null,
      doubt,
      ...(problem === null ? {} : { problem }),
      kinds: metadata?.kinds ?? [],
    };
  });
}

/** The names of snapshots are times, so they are in the order of their names. */
function newestFirst(snapshots: readonly SnapshotLine[]): readonly SnapshotLine[] {
  return snapshots.toSorted((a, b) => Number(a.name < b.name) - Number(a.name > b.name));
}

/** A listing as a person reads it, a table for each user, newest first. */
export function snapshotsText(snapshots: readonly SnapshotLine[]): string {
  if (snapshots.length === 0) return "No snapshots exist yet.";
  const users = [...new Set(snapshots.map(({ user }) => user))];
  return users
    .map((user) => {
      const own = snapshots.filter((snapshot) => snapshot.user === user);
      const heading = `${user} (${counted(own.length, "snapshot")})`;
      return plainLines([heading, ...rowsOf(own), ...doubtSentences(own), ...keyLines(own)]);
    })
    .join("\n");
}

/** A line for each snapshot, and one for each gap between two of them. Newest first. */
function rowsOf(own: readonly SnapshotLine[]): readonly string[] {
  const rows = table(own.map((line, at) => snapshotRow(line, likesBefore(own, at))));
  const gaps = gapsBefore(own);
  return own
    .flatMap(({ name }, at) => {
      const gap = gaps.get(name);
      const row = `  ${rows[at]}`;
      return gap === undefined ? [row] : [`    no snapshot for ${counted(gap, "day")}`, row];
    })
    .reverse();
}

/** The days without a snapshot before each one that ends a gap, by its name. */
function gapsBefore(own: readonly SnapshotLine[]): ReadonlyMap<string, number> {
  const timed = own
    .filter(({ doubt }) => doubt === null)
    .map(({ name }) => ({ name, time: timeIn(name) }))
    .filter(({ time }) => !Number.isNaN(time));
  const gaps = findGaps(timed.map(({ time }) => time));
  return new Map(
    gaps.map(({ before, ms }) => [timed[before]?.name ?? "", Math.round(ms / DAY_MS)]),
  );
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** The time in the name of a snapshot; `NaN`: it has none. */
function timeIn(name: string): number {
  const [, day, time = ""] = /^(\d{4}-\d\d-\d\d)T(\d\d-\d\d-\d\d)/.exec(name) ?? [];
  return Date.parse(`${day}T${time.replaceAll("-", ":")}Z`);
}

/** The likes of the last snapshot before, if both are believed; otherwise `null`. */
function likesBefore(own: readonly SnapshotLine[], at: number): number | null {
  if (own[at]?.doubt !== null) return null;
  const before = own.slice(0, at).findLast((line) => line.doubt === null && likesIn(line) !== null);
  return before === undefined ? null : likesIn(before);
}

/** The number of likes; `null`: the snapshot has none of the kind. */
function likesIn({ metadata }: SnapshotLine): number | null {
  return metadata?.kinds.find(({ kind }) => kind === "likes")?.entries ?? null;
}

/** The number of playlists; `null`: the backup was not asked for them. */
function playlistsIn({ metadata }: SnapshotLine): number | null {
  if (metadata?.include.includes("playlists") !== true) return null;
  return metadata.kinds.find(({ kind }) => kind === "playlists")?.files ?? 0;
}

/** The keys that the snapshots were made with, where there is more than one. */
function keyLines(snapshots: readonly SnapshotLine[]): readonly string[] {
  const byKey = Map.groupBy(snapshots, ({ metadata }) => metadata?.encryption?.keyId ?? "");
  byKey.delete("");
  if (byKey.size <= 1) return [];
  return [...byKey].map(([keyId, own]) => {
    const [first, last] = [own[0]?.name, own.at(-1)?.name];
    return `Key ${keyId}: ${counted(own.length, "snapshot")}, from ${first} to ${last}`;
  });
}

/** A status, or why there is none. */
export function statusText(
  metadata: Pick<SnapshotSummary, "status"> | null,
  code: string | null,
): string {
  return metadata?.status ?? (code === TOO_NEW ? "newer" : "damaged");
}

/** The code of a snapshot that a newer tracksafe wrote. */
const TOO_NEW = "format/too-new";

function snapshotRow(line: SnapshotLine, before: number | null): readonly string[] {
  const { name, metadata, code, latest } = line;
  const likes = likesIn(line);
  const playlists = playlistsIn(line);
  const nameOnly = metadata?.nameOnly ?? 0;
  const marks = [
    latest ? "latest" : "",
    metadata?.warnings.some(({ code }) => code === "shrunk") ? "shrunk" : "",
    doubtText(line),
    nameOnly === 0 ? "" : `${count(nameOnly)} as name and link only`,
  ];
  return [
    name,
    statusText(metadata, code),
    likes === null ? "" : `${count(likes)} likes`,
    likes === null || before === null ? "" : changeText(likes - before),
    playlists === null ? "" : counted(playlists, "playlist"),
    size(metadata?.bytes ?? 0),
    marks.filter(Boolean).join(", "),
  ];
}

function changeText(change: number): string {
  if (change === 0) return "";
  return change > 0 ? `+${count(change)}` : `-${count(-change)}`;
}

/** A verification as JSON. */
export function verifiedJson(verified: readonly VerifiedLine[]) {
  return {
    ok: problemsOf(verified).length === 0,
    snapshots: verified.map(({ user, name, doubt, verification }) => ({
      user,
      name,
      status: verificationStatus(verification),
      doubt,
      files: verification.files,
      bytes: verification.bytes,
      nameOnly: verification.metadata?.nameOnly ?? 0,
      problems: verification.problems,
    })),
  };
}

/** The most good snapshots in a row that have a line each. */
const GOOD_LINES_AT_MOST = 3;

/** A verification as a person reads it. Many good snapshots in a row are one line. */
export function verifiedText(verified: readonly VerifiedLine[]): string {
  const lines = goodRuns(verified).flatMap(runLines);
  lines.push(...doubtSentences(verified), uncheckedSentence(verified));
  const bad = problemsOf(verified).length;
  lines.push(
    bad === 0 ? "Everything is unchanged since the backup." : `${counted(bad, "problem")} found.`,
  );
  return plainLines(lines.filter(Boolean));
}

/** The snapshots in their order: those with problems alone, and good ones of one kind in a row together. */
function goodRuns(verified: readonly VerifiedLine[]): readonly (readonly VerifiedLine[])[] {
  const runs: VerifiedLine[][] = [];
  for (const line of verified) {
    const run = runs.at(-1);
    if (run?.[0] !== undefined && isSameGood(run[0], line)) run.push(line);
    else runs.push([line]);
  }
  return runs;
}

function isSameGood(a: VerifiedLine, b: VerifiedLine): boolean {
  const isGood = [a, b].every(({ verification }) => verification.problems.length === 0);
  return isGood && a.user === b.user && remarkOf(a.verification) === remarkOf(b.verification);
}

function runLines(run: readonly VerifiedLine[]): readonly string[] {
  const [first, last] = [run[0], run.at(-1)];
  if (first === undefined || last === undefined) return [];
  if (run.length <= GOOD_LINES_AT_MOST) return run.flatMap(snapshotLines);
  const sum = (of: (line: VerificationLine) => number) =>
    run.reduce((all, { verification }) => all + of(verification), 0);
  const good = goodText(
    sum(({ files }) => files),
    sum(({ bytes }) => bytes),
  );
  return [
    `${first.name} to ${last.name}:`,
    `  ${counted(run.length, "snapshot")}, ${good}${remarkOf(first.verification)}`,
    ...indented(nameOnlyText(last.verification.metadata?.nameOnly ?? 0)),
  ];
}

function snapshotLines({ name, verification }: VerifiedLine): readonly string[] {
  return [
    `${name}: ${verdict(verification)}`,
    ...indented(nameOnlyText(verification.metadata?.nameOnly ?? 0)),
    ...verification.problems.map(({ code, message }) => `  ${message} [${code}]`),
  ];
}

function indented(text: string): readonly string[] {
  return text === "" ? [] : [`  ${text}`];
}

function verdict(verification: VerificationLine): string {
  const { files, bytes, problems } = verification;
  if (problems.length > 0) return counted(problems.length, "problem");
  return `${goodText(files, bytes)}${remarkOf(verification)}`;
}

const goodText = (files: number, bytes: number): string =>
  `${counted(files, "file")} good (${size(bytes)})`;

/** The words behind the verdict on a good snapshot, about its sealed files. */
function remarkOf({ metadata, opened }: VerificationLine): string {
  if (!metadata?.encryption) return "";
  return opened
    ? ", sealed files opened"
    : ", sealed files not opened; set AGE_IDENTITY to check their content, too";
}

/** The status of a verified snapshot, or why it has none. */
export function verificationStatus({ metadata, problems }: VerificationLine): string {
  return statusText(metadata, problems.some(({ code }) => code === TOO_NEW) ? TOO_NEW : null);
}

/** The exit code of a verification. */
export function exitOfVerified(verified: readonly VerifiedLine[]): number {
  const problems = problemsOf(verified);
  if (problems.length === 0) return EXIT.done;
  return problems.every(({ code }) => code === TOO_NEW) ? EXIT.format : EXIT.integrity;
}

/** The sentence about snapshots whose maker only a key can prove; "": there are none. */
export function uncheckedSentence(verified: readonly VerifiedLine[]): string {
  // Damaged metadata is a problem of its own.
  const open = verified.filter(
    ({ doubt, proved, verification }) => doubt === null && !proved && verification.metadata,
  );
  if (open.length === 0) return "";
  return `The maker of ${counted(open.length, "snapshot")} was not checked: this needs AGE_IDENTITY, or the app's SPOTIFY_CLIENT_SECRET.`;
}

/** All problems of all snapshots. */
export function problemsOf(verified: readonly VerifiedLine[]): readonly Problem[] {
  return verified.flatMap(({ verification }) => verification.problems);
}

/** The facts that a report needs about a snapshot that was not finished. */
export interface UnfinishedLine {
  readonly user: string;
  readonly name: string;
  readonly isRunning: boolean;
}

/** A sentence about each. */
export function unfinishedLines(unfinished: readonly UnfinishedLine[]): readonly string[] {
  return unfinished.map(({ name, isRunning }) =>
    isRunning
      ? `A running backup is writing ${name}.`
      : `An interrupted backup left ${name}. It is not a snapshot, and the next backup removes it.`,
  );
}

/** The same as JSON. */
export function unfinishedJson(unfinished: readonly UnfinishedLine[]) {
  return unfinished.map(({ user, name, isRunning }) => ({
    user,
    name,
    status: isRunning ? "running" : "interrupted",
  }));
}
