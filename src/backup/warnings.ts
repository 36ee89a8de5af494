import type { WalkReport } from "../model/provider.ts";
import type { Kind } from "../model/records.ts";
import type { FileRecord, Metadata, Warning } from "../snapshot/metadata.ts";

const ABOUT_CONTENT: ReadonlySet<string> = new Set(["count-differs", "malformed-rows"]);

/** Whether a warning is about the content of a file, so that it is taken over together with it. */
export function isAboutContent({ code }: Warning): boolean {
  return ABOUT_CONTENT.has(code);
}

/**
 * The warnings about a list that was read: the provider says that it has `total` entries, and shows
 * `entries` of them.
 */
export function listWarnings(
  file: string,
  { disagreeing, malformed }: WalkReport,
  total: number,
  entries = 0,
): readonly Warning[] {
  const differs = disagreeing > 0 || entries !== total;
  return [
    ...(differs ? [{ code: "count-differs", file, was: total, now: entries }] : []),
    ...(malformed > 0 ? [{ code: "malformed-rows", file, now: malformed }] : []),
  ];
}

/**
 * The number of entries that the provider counts and does not show, by the warnings; it may be
 * negative.
 */
export function countHidden(warnings: readonly Warning[]): number {
  const { was = 0, now = 0 } = warnings.find(({ code }) => code === "count-differs") ?? {};
  return was - now;
}

/** A warning for each playlist whose entries were shown once and are withheld now. */
export function findWithheld(files: readonly FileRecord[]): readonly Warning[] {
  return files.flatMap(({ id, state, entries }) =>
    state === "withheld" && entries !== undefined
      ? [{ code: "now-withheld", file: id, was: entries }]
      : [],
  );
}

const MIN_LOST = 10;
const MAX_SHARE_LEFT = 0.7;

/** The time for which a loss is compared with the count from before it. */
const REMEMBERED_MS = 30 * 24 * 60 * 60 * 1000;

/** The files that a run has, and when it began. */
export interface RunFiles {
  readonly at: Date;
  readonly include: readonly Kind[];
  readonly files: readonly FileRecord[];
}

/**
 * A `shrunk` warning for each file that lost ten entries or more and 30 % or more; `playlists`
 * stands for the number of playlists. Counts are compared with the previous snapshot. After a loss
 * they are compared for 30 days with the count from before it: otherwise the owner of an emptied
 * library would be warned once, and the next day the empty state would pass as the good one.
 */
export function findShrunk(run: RunFiles, previous: Metadata | null): readonly Warning[] {
  if (previous === null) return [];
  const countsBefore = countEntries(previous.files, previous.include);
  const shrunkBefore = new Map(
    previous.warnings.flatMap((warning): [string, Warning][] =>
      warning.code === "shrunk" && warning.file !== undefined ? [[warning.file, warning]] : [],
    ),
  );
  const rememberedSince = run.at.getTime() - REMEMBERED_MS;
  return [...countEntries(run.files, run.include)].flatMap(([file, now]) => {
    const last = countsBefore.get(file) ?? 0;
    const loss = shrunkBefore.get(file);
    const { was = 0, since = previous.createdAt } = loss ?? {};
    const isRemembered = Date.parse(since) > rememberedSince && was > last;
    const baseline = isRemembered ? { was, since } : { was: last, since: run.at.toISOString() };
    return now !== undefined && isLargeLoss(baseline.was, now)
      ? [{ code: "shrunk", file, was: baseline.was, now, since: baseline.since }]
      : [];
  });
}

function isLargeLoss(was: number, now: number): boolean {
  return was - now >= MIN_LOST && now <= was * MAX_SHARE_LEFT;
}

/** The number of entries of each file, and last the number of playlists, under `playlists`. */
function countEntries(
  files: readonly FileRecord[],
  include: readonly Kind[],
): ReadonlyMap<string, number | undefined> {
  // A file that was not read to its end has the number of entries that the provider names.
  const counts = new Map(files.map(({ id, entries, total }) => [id, total ?? entries]));
  if (include.includes("playlists")) {
    counts.delete("playlists");
    counts.set("playlists", files.filter(({ position }) => position !== undefined).length);
  }
  return counts;
}
