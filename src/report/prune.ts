import { plainLines } from "../plain.ts";
import { counted, table } from "./text.ts";

/** A plan to prune, as far as a report needs it. */
export interface PruneReport {
  readonly kept: readonly { readonly name: string; readonly reasons: readonly string[] }[];
  readonly removed: readonly { readonly name: string }[];
}

/** The plan as JSON, newest first. */
export function pruneJson({ kept, removed }: PruneReport) {
  return {
    kept: kept.map(({ name, reasons }) => ({ name, reasons })).toReversed(),
    removed: removed.map(({ name }) => ({ name })).toReversed(),
  };
}

/** The plan as a person reads it, newest first. */
export function pruneText({ kept, removed }: PruneReport): string {
  const rows = [
    ...kept.map(({ name, reasons }) => ({
      name,
      text: `stays: ${reasons.map(reasonOf).join(", ")}`,
    })),
    ...removed.map(({ name }) => ({ name, text: "goes" })),
  ].sort((a, b) => (a.name < b.name ? 1 : -1));
  return plainLines([
    ...table(rows.map(({ name, text }) => [name, "", text])).map((row) => `  ${row}`),
    `${counted(kept.length, "snapshot stays", "snapshots stay")}, ${counted(removed.length, "goes", "go")}.`,
  ]);
}

function reasonOf(reason: string): string {
  return Object.hasOwn(REASONS, reason) ? (REASONS[reason] ?? reason) : reason;
}

const REASONS: Readonly<Record<string, string>> = {
  newest: "newest complete one",
  latest: "latest",
  "before-shrunk": "last one before lists became much shorter",
  restore: "a restore in progress uses it",
  "not-proved": "not proved to be yours",
  unreadable: "damaged or newer",
};
