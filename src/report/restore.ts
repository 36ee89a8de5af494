import { type AppError, CancelledError } from "../errors.ts";
import { plainLines } from "../safe-text.ts";
import { errorJson } from "./error.ts";
import { EXIT } from "./exit.ts";
import {
  outcomeCounts,
  type RecordingLine,
  recordingLines,
  recordingsJson,
  type SearchLine,
} from "./recordings.ts";
import {
  DATES_OF_ITEMS,
  type DoubleLine,
  doubleLines,
  incompleteLines,
  type MissingLine,
  missingItemLines,
  newerLines,
  plain,
  SHOWN,
  type SkipLine,
  skippedItemLines,
  type TodoLine,
  timeText,
  todoLines,
  UNNAMED_PLAYLIST,
  type UnprovedLine,
  type UnusableLine,
  unprovedLines,
  unusableLines,
} from "./restore-lines.ts";
import { count, counted, table } from "./text.ts";

/** The plan for a playlist. */
export interface PlannedPlaylist {
  readonly wanted: {
    readonly source: { readonly file: string; readonly playlist: { readonly name: string } };
  };
  readonly action: string;
  /** The reason for which it is taken to be the one; `null`: it will be made. */
  readonly how: string | null;
  /** Its number of entries. */
  readonly length: number;
  readonly inserts: readonly { readonly items: readonly unknown[] }[];
  readonly present: number;
  readonly id: string | null;
  readonly skipped: readonly SkipLine[];
  readonly failed: string | null;
}

/** A restore before it happens. */
export interface PreviewReport {
  readonly account: { readonly displayName: string };
  readonly isSameAccount: boolean;
  readonly isEmpty: boolean;
  /** The sources; they are named so that the person sees which snapshot `latest` is. */
  readonly sources: readonly string[];
  /** Whether an earlier restore, which chose the sources, is gone on with. */
  readonly continues: boolean;
  readonly plan: {
    readonly collections: readonly {
      readonly kind: string;
      /** Oldest first. */
      readonly missing: readonly MissingLine[];
      readonly present: number;
      readonly skipped: readonly SkipLine[];
      /** The code of why the target could not be looked at. */
      readonly failed: string | null;
    }[];
    readonly playlists: readonly PlannedPlaylist[];
    readonly todo: readonly TodoLine[];
  };
  readonly recordings: readonly RecordingLine[];
  readonly unusable: readonly UnusableLine[];
  readonly incomplete: readonly UnusableLine[];
  readonly unproved: readonly UnprovedLine[];
  /** Key ids that are believed only because the snapshots name no other. */
  readonly unrecordedKeyIds: readonly string[];
  /** The number of snapshots that are newer than the latest, and not proved. */
  readonly passedOver: number;
  /** All snapshots that are newer than the latest, and why each of them is not the latest. */
  readonly newer: readonly { readonly name: string; readonly reason: string }[];
  /** The search for recordings that this run needed. */
  readonly search: SearchLine;
  readonly requests: number;
  /** About how many more requests it takes. */
  readonly requestsToCome: number;
}

/** A restore after it happened. */
export interface RestoreReport {
  readonly status: string;
  readonly error: AppError | null;
  readonly account: { readonly displayName: string };
  readonly added: number;
  readonly present: number;
  readonly likes: "dated" | "batches" | null;
  readonly files: readonly {
    readonly file: string;
    readonly title: string;
    /** The action for a playlist. */
    readonly action?: string;
    readonly added: number;
    readonly present: number;
    readonly failed: string | null;
  }[];
  readonly skipped: readonly SkipLine[];
  readonly substituted: readonly { readonly title: string; readonly toTitle: string }[];
  readonly doubles: readonly DoubleLine[];
  readonly recordings: readonly RecordingLine[];
  readonly unusable: readonly UnusableLine[];
  readonly incomplete: readonly UnusableLine[];
  readonly todo: readonly TodoLine[];
  readonly requests: number;
}

/** Said wherever a restore goes on with the snapshot that an earlier run chose. */
export const CONTINUES =
  "This continues a restore that was not finished. To restore another snapshot, give its name.";

/** The most steps of a kind in a preview, so that its plan stays on the screen. */
const STEPS_IN_PREVIEW = 10;

/** The preview as a person reads it, before agreeing to it. */
export function previewText(report: PreviewReport): string {
  const { account, isSameAccount, isEmpty, sources, continues, plan, unusable, incomplete } =
    report;
  const rows = [
    ...plan.collections.flatMap(({ kind, missing, present, failed }) =>
      failed !== null ? [] : [[kind, `${count(missing.length)} to add`, `${count(present)} there`]],
    ),
    ...playlistRows(plan.playlists.filter(({ failed }) => failed === null)),
  ];
  const skipped = [...plan.collections, ...plan.playlists].flatMap((each) => each.skipped);
  return plainLines([
    `Restoring ${sources.join(", ")}`,
    `into the account ${plain(account.displayName)}${isSameAccount ? ", from which it came" : ""}:`,
    ...(continues ? [`  ${CONTINUES}`] : []),
    ...proofLines(report),
    ...unprovedLines(report.unproved),
    ...table(rows).map((row) => `  ${row}`),
    ...missingItemLines(plan.collections),
    ...emptyLines(plan.playlists),
    ...(plan.playlists.some(({ inserts }) => inserts.length > 0) ? [`  ${DATES_OF_ITEMS}`] : []),
    ...recordingLines(report.recordings),
    ...skippedItemLines(skipped),
    ...unusableLines(unusable),
    ...incompleteLines(incomplete),
    ...unknownLines(report),
    ...todoLines(plan.todo, STEPS_IN_PREVIEW),
    isEmpty ? emptyText(report) : `  ${timeText(report.requestsToCome)}`,
  ]);
}

/** The lines about how the snapshots were chosen. They tell nothing of the content. */
export function proofLines({
  unrecordedKeyIds,
  passedOver,
  newer,
}: Pick<PreviewReport, "unrecordedKeyIds" | "passedOver" | "newer">): string[] {
  const foreign = counted(passedOver, "newer snapshot is", "newer snapshots are");
  return [
    // A key that only the snapshots themselves name is no proof against who replaces all of them.
    ...unrecordedKeyIds.map(
      (keyId) =>
        `  The key id of the snapshots is ${keyId}. It is not recorded as yours. If it is yours, confirm it with --key-id (in a workflow: the variable TRACKSAFE_KEY_ID).`,
    ),
    ...(passedOver === 0
      ? []
      : [`  ${foreign} not proved to be yours, and not used. \`tracksafe list\` shows which.`]),
    ...newerLines(newer),
  ];
}

/** A playlist that the person may want to keep as it is. */
export function fillsEmpty({ how, length, inserts }: PlannedPlaylist): boolean {
  const isCopy = how === "same" || how === "reordered" || how === "unfinished" || how === "own";
  return isCopy && length === 0 && inserts.length > 0;
}

function emptyLines(playlists: readonly PlannedPlaylist[]): string[] {
  return playlists
    .filter(fillsEmpty)
    .map(
      ({ wanted }) =>
        `  Fills your empty playlist ${plain(wanted.source.playlist.name) || UNNAMED_PLAYLIST}`,
    );
}

/** The line for a restore with nothing to write. If lists could not be read, it says that first. */
function emptyText(report: PreviewReport): string {
  return isWhole(report)
    ? "The account has everything already, so there is nothing to write."
    : "Nothing can be written now, but it is not known whether the account has everything.";
}

/** The exit code of a restore that ends with its preview. */
export function exitOfPreview(report: PreviewReport): number {
  return isWhole(report) ? EXIT.done : EXIT.partial;
}

/** Whether all that was to be restored could be read, and all of the target be looked at. */
export function isWhole({ plan, unusable, incomplete }: PreviewReport): boolean {
  const parts = [...plan.collections, ...plan.playlists];
  return unusable.length + incomplete.length === 0 && parts.every(({ failed }) => failed === null);
}

/** The lists of the target that could not be read, so that nothing is written to them. */
function unknownLines({ plan }: PreviewReport): string[] {
  const kinds = plan.collections.map(({ kind, failed }) => ({ what: kind, failed }));
  const lists = plan.playlists.map(({ wanted, failed }) => ({
    what: plain(wanted.source.playlist.name) || UNNAMED_PLAYLIST,
    failed,
  }));
  const lines = [...kinds, ...lists].flatMap(({ what, failed }) =>
    failed === null
      ? []
      : [`  Cannot be read in the account, and is not changed: ${what} [${failed}]`],
  );
  const more = lines.length > SHOWN ? [`  and ${count(lines.length - SHOWN)} more`] : [];
  return [...lines.slice(0, SHOWN), ...more];
}

function playlistRows(playlists: readonly PlannedPlaylist[]): string[][] {
  const of = (...actions: string[]) => playlists.filter(({ action }) => actions.includes(action));
  const items = (list: readonly PlannedPlaylist[]) =>
    list.flatMap(({ inserts }) => inserts).reduce((all, { items }) => all + items.length, 0);
  const rows: string[][] = [];
  const add = (name: string, list: readonly PlannedPlaylist[]) => {
    if (list.length === 0) return;
    rows.push([name, count(list.length), `${counted(items(list), "item")} to add`]);
  };
  add("playlists to make", of("create"));
  add("playlists to bring back", of("return"));
  add(
    "playlists to follow",
    of("follow").filter(({ id }) => id === null),
  );
  add(
    "playlists to complete",
    of("fill").filter(({ inserts }) => inserts.length > 0),
  );
  const there = playlists.filter(({ id, inserts }) => id !== null && inserts.length === 0);
  if (there.length > 0) rows.push(["playlists there already", count(there.length), ""]);
  return rows;
}

/** The preview as JSON. */
export function previewJson(report: PreviewReport) {
  const { isSameAccount, isEmpty, sources, continues, plan, requests } = report;
  const { unusable, incomplete, unproved, unrecordedKeyIds, passedOver, newer } = report;
  return {
    dryRun: true,
    isSameAccount,
    isEmpty,
    sources,
    continues,
    collections: plan.collections.map(({ kind, missing, present, skipped, failed }) => ({
      kind,
      toAdd: missing.length,
      present,
      skipped,
      failed,
    })),
    playlists: plan.playlists.map((each) => {
      const { wanted, action, id, inserts, present, skipped, failed } = each;
      return {
        name: wanted.source.playlist.name,
        action,
        id,
        present,
        skipped,
        failed,
        fillsEmpty: fillsEmpty(each),
        toAdd: inserts.reduce((all, { items }) => all + items.length, 0),
      };
    }),
    unusable,
    incomplete,
    unproved,
    unrecordedKeyIds,
    passedOver,
    newer,
    todo: plan.todo,
    search: report.search,
    ...recordingParts(report),
    requests,
    requestsToCome: report.requestsToCome,
  };
}

/** The result of a restore, as a person reads it, without the error that ended it. */
export function restoreText(report: RestoreReport): string {
  const failed = report.files.filter((file) => file.failed !== null);
  return plainLines([
    `The restore is ${report.status}: ${count(report.added)} added, ${count(report.present)} were there.`,
    ...(report.likes === "batches"
      ? [
          "Likes: in their order, without their dates, because the provider did not let this app set them.",
        ]
      : report.likes === "dated"
        ? ["Likes: in their order, with their dates."]
        : []),
    ...(report.files.some(isFilled) ? [`  ${DATES_OF_ITEMS}`] : []),
    ...failed.map(
      ({ title, file, failed: code }) => `Not complete: ${plain(title) || file} [${code}]`,
    ),
    ...doubleLines(report.doubles),
    ...report.substituted
      .slice(0, SHOWN)
      .map(
        ({ title, toTitle }) =>
          `Replaced by the same recording: ${plain(title)} → ${plain(toTitle)}`,
      ),
    ...recordingLines(report.recordings),
    ...skippedItemLines(report.skipped),
    ...unusableLines(report.unusable),
    ...incompleteLines(report.incomplete),
    ...todoLines(report.todo),
    `${counted(report.requests, "request")}.`,
    ...(isResumable(report) ? ["Run the same command again. It goes on where it stopped."] : []),
  ]);
}

/** Whether items went into a playlist. */
function isFilled({ action, added }: RestoreReport["files"][number]): boolean {
  return action !== undefined && action !== "follow" && added > 0;
}

/** Whether another run does more, and no error says when that is. */
function isResumable({ error, files }: RestoreReport): boolean {
  if (error !== null) return error instanceof CancelledError;
  return files.some(({ failed }) => failed !== null);
}

/** The result of a restore, as JSON. */
export function restoreJson({ account: _account, error, ...report }: RestoreReport) {
  const parts = recordingParts(report);
  return { ...report, ...parts, error: error === null ? null : errorJson(error) };
}

function recordingParts({ recordings }: Pick<RestoreReport, "recordings">) {
  const counts = outcomeCounts(recordings).map(({ outcome, recordings }) => [outcome, recordings]);
  return { outcomes: Object.fromEntries(counts), recordings: recordingsJson(recordings) };
}
