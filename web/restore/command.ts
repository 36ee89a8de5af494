import { isSnapshotName } from "../../src/store/names.ts";

/** A restore that a person wants to run. */
export interface WantedRestore {
  /** The place of the snapshots: a path, or `github:owner/repo`. */
  readonly place: string;
  readonly user: string;
  readonly snapshot: string;
  /** Kinds and ids of files; empty: everything. */
  readonly only: readonly string[];
  readonly isSameAccount: boolean;
}

/** The command that does it. It shows its plan and asks before it writes. */
export function commandFor(wanted: WantedRestore): string {
  const { place, user, snapshot, only, isSameAccount } = wanted;
  return [
    "tracksafe",
    "restore",
    `${place.replace(/\/+$/, "")}/${user}/${snapshot}`,
    ...(only.length === 0 ? [] : ["--only", only.join(",")]),
    ...(isSameAccount ? ["--same-account"] : []),
  ]
    .map(quoted)
    .join(" ");
}

/** `word` as one word of a shell. */
function quoted(word: string): string {
  return /^[\w./:,@+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** The values for the workflow Restore, by the names of its inputs. */
export function workflowInputs({
  user,
  snapshot,
  only,
  isSameAccount,
}: WantedRestore): readonly (readonly [string, string])[] {
  return [
    ["snapshot", snapshot],
    ["user", user],
    ["only", only.join(",")],
    ["target", isSameAccount ? "same" : "other"],
  ];
}

/**
 * The folder of the snapshots that a command names, as far as the page knows where `place` is. The
 * folder around that of an account, or of a single snapshot, has no name that the page could know.
 */
export function placeOf(place: string, user: string): string {
  if (place === user || isSnapshotName(place)) return ".";
  return /^(?:github:|\/|[A-Za-z]:\\)/.test(place) ? place : `./${place.replace(/\.zip$/i, "")}`;
}
