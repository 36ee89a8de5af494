import type { FileRecord, Metadata } from "../snapshot/metadata.ts";
import type { Problem, Verification } from "../snapshot/verify.ts";
import { countKinds } from "./backup.ts";
import { type DoubtLine, doubtSentences, doubtText, unprovedSentence } from "./doubts.ts";
import { count, counted, size, table } from "./text.ts";

/** What a listing needs to know of a snapshot. */
export interface SnapshotLine extends DoubtLine {
  readonly user: string;
  readonly metadata: Metadata | null;
  readonly problem: string | null;
  readonly latest: boolean;
}

/** What a report needs to know of a verified snapshot. */
export interface VerifiedLine extends DoubtLine {
  readonly user: string;
  readonly verification: Verification;
}

/** A listing as JSON. */
export function snapshotsJson(snapshots: readonly SnapshotLine[]) {
  return snapshots.map(({ user, name, metadata, problem, latest, doubt }) => ({
    user,
    name,
    latest,
    sealed: metadata === null ? null : metadata.encryption !== null,
    keyId: metadata?.encryption?.keyId ?? null,
    doubt,
    status: metadata?.status ?? "damaged",
    ...(problem === null ? {} : { problem }),
    kinds: countKinds(metadata?.files ?? []),
    bytes: bytesOf(metadata?.files ?? []),
    warnings: metadata?.warnings ?? [],
  }));
}

/** A listing as a person reads it, a table for each user. */
export function snapshotsText(snapshots: readonly SnapshotLine[]): string {
  if (snapshots.length === 0) return "There are no snapshots yet.";
  const users = [...new Set(snapshots.map(({ user }) => user))];
  return users
    .map((user) => {
      const own = snapshots.filter((snapshot) => snapshot.user === user);
      const rows = table(own.map(snapshotRow)).map((row) => `  ${row}`);
      const heading = `${user} (${counted(own.length, "snapshot")})`;
      return [heading, ...rows, ...doubtSentences(own), ...keyLines(own)].join("\n");
    })
    .join("\n");
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

function snapshotRow(line: SnapshotLine): readonly string[] {
  const { name, metadata, latest } = line;
  const kinds = countKinds(metadata?.files ?? []);
  const likes = kinds.find(({ kind }) => kind === "likes")?.entries ?? 0;
  const playlists = kinds.find(({ kind }) => kind === "playlists")?.files ?? 0;
  const marks = [
    latest ? "latest" : "",
    metadata?.warnings.some(({ code }) => code === "shrunk") ? "shrunk" : "",
    doubtText(line),
  ];
  return [
    name,
    metadata?.status ?? "damaged",
    `${count(likes)} likes`,
    counted(playlists, "playlist"),
    size(bytesOf(metadata?.files ?? [])),
    marks.filter(Boolean).join(", "),
  ];
}

function bytesOf(files: readonly FileRecord[]): number {
  return files.flatMap(({ parts }) => parts).reduce((all, { bytes }) => all + bytes, 0);
}

/** A verification as JSON. */
export function verifiedJson(verified: readonly VerifiedLine[]) {
  return {
    ok: problemsOf(verified).length === 0,
    snapshots: verified.map(({ user, name, doubt, verification }) => ({
      user,
      name,
      status: verification.metadata?.status ?? "damaged",
      doubt,
      files: verification.files,
      bytes: verification.bytes,
      problems: verification.problems,
    })),
  };
}

/** A verification as a person reads it. */
export function verifiedText(verified: readonly VerifiedLine[]): string {
  const lines = verified.flatMap(({ name, verification }) => [
    `${name}: ${verdict(verification)}`,
    ...verification.problems.map(({ code, message }) => `  ${message} [${code}]`),
  ]);
  // Damaged metadata has its problem above.
  const readable = verified.filter(({ verification }) => verification.metadata !== null);
  lines.push(...doubtSentences(verified), unprovedSentence(readable));
  const bad = problemsOf(verified).length;
  lines.push(bad === 0 ? "Everything is as it was written." : `${counted(bad, "problem")} found.`);
  return lines.filter(Boolean).join("\n");
}

function verdict({ metadata, files, bytes, opened, problems }: Verification): string {
  if (problems.length > 0) return counted(problems.length, "problem");
  const good = `${counted(files, "file")} good (${size(bytes)})`;
  if (!metadata?.encryption) return good;
  return `${good}${opened ? ", sealed files opened" : ", sealed; with AGE_IDENTITY the content is checked, too"}`;
}

/** All problems of all snapshots. */
export function problemsOf(verified: readonly VerifiedLine[]): readonly Problem[] {
  return verified.flatMap(({ verification }) => verification.problems);
}
