import { ProviderError } from "../errors.ts";
import { estimateBackupRequests } from "../history/estimate-requests.ts";
import { isBelieved, type ListedSnapshot } from "../history/list.ts";
import { readMetadata } from "../history/walk-snapshots.ts";
import { REPORTED_DAILY_QUOTA } from "../model/reported-quota.ts";
import { VERIFY_WORKFLOW } from "../setup/repository-step.ts";
import { findGaps } from "../snapshot/gaps.ts";
import type { SnapshotSummary } from "../snapshot/summary.ts";
import {
  type Check,
  day,
  days,
  type Finding,
  ok,
  problem,
  snapshotCheck,
  UNREAD,
  unknown,
  warning,
} from "./check.ts";
import type { CheckSubject, SubjectSnapshots } from "./check-subject.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/** Gaps that ended longer ago are no news. */
const GAP_DAYS = 90;

/** A weekly schedule, with a week of grace. */
const VERIFIED_DAYS = 15;

const GROWTH_DAYS = 30;

/** A part of the quota after which a person should know of it. */
const MUCH_OF_QUOTA = 0.8;

/** GitHub recommends that a repository stays below this (GitHub: Repository limits). */
const LARGE_BYTES = 1e9;

/** Checks of all snapshots of an account, and of what is done with them. */
export const HISTORY_CHECKS: readonly Check[] = [
  historyCheck(
    "gaps",
    `whether a day without a snapshot is among the last ${GAP_DAYS}`,
    examineGaps,
  ),
  historyCheck(
    "requests",
    "how much of a day's requests the backups of the last 24 hours took",
    examineRequests,
  ),
  snapshotCheck("verified", "when all snapshots were last verified", examineVerified),
  historyCheck("growth", "how large the snapshots are, and how fast they grow", examineGrowth),
];

const NONE = "Not checked: no snapshot exists yet.";

/** A check of the snapshots that are believed. Another check reports metadata that is damaged. */
function historyCheck(
  name: string,
  looksAt: string,
  examine: (
    believed: readonly Believed[],
    snapshots: SubjectSnapshots,
    subject: CheckSubject,
  ) => Promise<Finding>,
): Check {
  return snapshotCheck(name, looksAt, async (snapshots, subject) => {
    const all = await snapshots.all().catch(() => null);
    return all === null ? unknown(UNREAD) : examine(all.filter(isBelieved), snapshots, subject);
  });
}

/** A snapshot that is believed, with its metadata. */
type Believed = ListedSnapshot & { readonly metadata: SnapshotSummary };

const timeOf = ({ metadata }: Believed): number => Date.parse(metadata.createdAt);

async function examineGaps(
  believed: readonly Believed[],
  { list }: SubjectSnapshots,
  { now }: CheckSubject,
): Promise<Finding> {
  const times = believed
    .filter(({ metadata }) => metadata.status !== "failed")
    .map(timeOf)
    .sort((a, b) => a - b);
  if (times.length === 0) return unknown(NONE);
  const since = now.getTime() - GAP_DAYS * DAY_MS;
  const gaps = findGaps(times).filter(({ before }) => (times[before] ?? 0) > since);
  const last = gaps.at(-1);
  if (last === undefined) return ok(`The last ${GAP_DAYS} days have no gap between snapshots.`);
  const count = gaps.length === 1 ? "1 gap" : `${gaps.length} gaps`;
  const length = days(Math.round(last.ms / DAY_MS));
  return warning(
    `The last ${GAP_DAYS} days have ${count} between snapshots. The last one took ${length} and ended on ${day(new Date(times[last.before] ?? 0))}.`,
    await list(),
  );
}

async function examineRequests(
  believed: readonly Believed[],
  snapshots: SubjectSnapshots,
  { now }: CheckSubject,
): Promise<Finding> {
  const store = await snapshots.store();
  const recent = believed.filter((one) => now.getTime() - timeOf(one) < DAY_MS);
  let requests = 0;
  for (const snapshot of recent) {
    const { metadata } = await readMetadata(store, snapshot);
    if (metadata !== null) requests += estimateBackupRequests(metadata);
  }
  const runs = recent.length === 1 ? "1 backup" : `${recent.length} backups`;
  const text = `The last 24 hours have ${runs} with about ${requests} requests, judged by what they read. Spotify is reported to allow about ${REPORTED_DAILY_QUOTA} a day, for all apps of a developer together.`;
  if (requests <= MUCH_OF_QUOTA * REPORTED_DAILY_QUOTA) return ok(text);
  return warning(
    `${text} \`--max-requests\` (in a workflow: the input \`max-requests\`) limits what a backup sends.`,
    await snapshots.list(),
  );
}

async function examineVerified(
  snapshots: SubjectSnapshots,
  { now, repository }: CheckSubject,
): Promise<Finding> {
  if (repository === null) {
    return unknown(
      "Nothing keeps a record of when a directory was verified.",
      await snapshots.verify(),
    );
  }
  const workflows = await repository.workflows();
  if ((await workflows.workflow(VERIFY_WORKFLOW)) === null) {
    return unknown(
      `Not checked: the repository has no workflow ${VERIFY_WORKFLOW}.`,
      await snapshots.verify(),
    );
  }
  const start = `gh workflow run ${VERIFY_WORKFLOW} --repo ${repository.name}`;
  const passed = await workflows.lastRun(VERIFY_WORKFLOW, { passed: true });
  const last = await workflows.lastRun(VERIFY_WORKFLOW);
  const when =
    passed === null
      ? "It has never passed."
      : `It last passed on ${day(passed.startedAt)}, ${agoText(passed.startedAt, now)}.`;
  if (last?.conclusion === "failure") {
    return problem(
      new ProviderError(
        "provider/run-failed",
        `The last verification, of ${day(last.startedAt)}, failed. ${when}`,
        { hint: `The page of the run says which files are damaged: ${last.url}` },
      ),
      `gh run view ${last.id} --log-failed --repo ${repository.name}`,
    );
  }
  const text = `The snapshots are verified by the workflow ${VERIFY_WORKFLOW}. ${when}`;
  const isFresh =
    passed !== null && now.getTime() - passed.startedAt.getTime() <= VERIFIED_DAYS * DAY_MS;
  return isFresh ? ok(text) : warning(text, start);
}

function agoText(at: Date, now: Date): string {
  const passed = Math.floor((now.getTime() - at.getTime()) / DAY_MS);
  return passed <= 0 ? "within a day" : `${days(passed)} ago`;
}

async function examineGrowth(
  believed: readonly Believed[],
  { prune }: SubjectSnapshots,
  { now, repository }: CheckSubject,
): Promise<Finding> {
  const newest = believed.at(-1);
  if (newest === undefined) return unknown(NONE);
  const earlier = believed.findLast((one) => now.getTime() - timeOf(one) >= GROWTH_DAYS * DAY_MS);
  const then =
    earlier === undefined
      ? ""
      : `; ${GROWTH_DAYS} days before it had ${megabytes(earlier.metadata.bytes)}`;
  const size = `The newest snapshot has ${megabytes(newest.metadata.bytes)}${then}.`;
  const bytes = repository === null ? sumOf(believed) : await storedBytes(repository);
  if (bytes === null) return ok(size);
  const place = repository === null ? "All snapshots together take" : "The repository takes";
  const text = `${place} ${megabytes(bytes)}. ${size}`;
  if (repository === null || bytes < LARGE_BYTES) return ok(text);
  return warning(
    `${text} GitHub recommends less than 1 GB.`,
    `${await prune()} --keep-daily 90 --keep-monthly 24 --rewrite --dry-run`,
  );
}

/** The size of the repository that has the snapshots, in bytes; `null`: GitHub does not tell. */
async function storedBytes(
  repository: NonNullable<CheckSubject["repository"]>,
): Promise<number | null> {
  return ((await repository.other()) ?? (await repository.facts())).bytes;
}

const sumOf = (believed: readonly Believed[]): number =>
  believed.reduce((sum, { metadata }) => sum + metadata.bytes, 0);

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
}
