import type { FileRecord, Metadata } from "../snapshot/metadata.ts";
import type { Problem, Verification } from "../snapshot/verify.ts";
import { countKinds, countNameOnly, nameOnlyText } from "./backup.ts";
import { count, counted, size, table } from "./text.ts";

/** What a listing needs to know of a snapshot. */
export interface SnapshotLine {
  readonly user: string;
  readonly name: string;
  readonly metadata: Metadata | null;
  readonly problem: string | null;
  readonly latest: boolean;
}

/** What a report needs to know of a verified snapshot. */
export interface VerifiedLine {
  readonly user: string;
  readonly name: string;
  readonly verification: Verification;
}

/** A listing as JSON. */
export function snapshotsJson(snapshots: readonly SnapshotLine[]) {
  return snapshots.map(({ user, name, metadata, problem, latest }) => ({
    user,
    name,
    latest,
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
      return [`${user} (${counted(own.length, "snapshot")})`, ...rows].join("\n");
    })
    .join("\n");
}

function snapshotRow({ name, metadata, latest }: SnapshotLine): readonly string[] {
  const kinds = countKinds(metadata?.files ?? []);
  const likes = kinds.find(({ kind }) => kind === "likes")?.entries ?? 0;
  const playlists = kinds.find(({ kind }) => kind === "playlists")?.files ?? 0;
  const nameOnly = countNameOnly(metadata?.files ?? []);
  const marks = [
    latest ? "latest" : "",
    metadata?.warnings.some(({ code }) => code === "shrunk") ? "shrunk" : "",
    nameOnly === 0 ? "" : `${count(nameOnly)} by name and link only`,
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
    snapshots: verified.map(({ user, name, verification }) => ({
      user,
      name,
      status: verification.metadata?.status ?? "damaged",
      files: verification.files,
      bytes: verification.bytes,
      nameOnly: countNameOnly(verification.metadata?.files ?? []),
      problems: verification.problems,
    })),
  };
}

/** A verification as a person reads it. */
export function verifiedText(verified: readonly VerifiedLine[]): string {
  const lines = verified.flatMap(({ name, verification }) => [
    `${name}: ${verdict(verification)}`,
    ...indented(nameOnlyText(verification.metadata?.files ?? [])),
    ...verification.problems.map(({ code, message }) => `  ${message} [${code}]`),
  ]);
  const bad = problemsOf(verified).length;
  lines.push(bad === 0 ? "Everything is as it was written." : `${counted(bad, "problem")} found.`);
  return lines.join("\n");
}

function indented(text: string): readonly string[] {
  return text === "" ? [] : [`  ${text}`];
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
