import { REPORTED_DAILY_QUOTA } from "../model/reported-quota.ts";
import { plainLine } from "../safe-text.ts";
import { reasonText } from "./doubts.ts";
import { count, counted } from "./text.ts";

/** The facts that a report needs about an item that is not put back. */
export interface SkipLine {
  readonly file: string;
  readonly reason: string;
  readonly title: string;
  readonly artists: readonly string[];
  /** The name of the playlist it was in; `null`: it was in none. */
  readonly playlist: string | null;
  /** Its place there, from 1; `null`: it is a playlist itself. */
  readonly position: number | null;
  readonly link: string | null;
}

/** The steps that are left for the person. */
export type TodoLine =
  | { readonly kind: "make-private"; readonly title: string }
  | { readonly kind: "local-files"; readonly file: string; readonly items: readonly SkipLine[] }
  | { readonly kind: "folders" };

/** A file that could not be used, or not in whole. */
export interface UnusableLine {
  readonly source: string;
  readonly file: string;
  readonly code: string;
}

/** The largest number of names in a list of the report. */
export const SHOWN = 20;

/** The reasons for which something is not put back, in words. */
export const REASONS: Readonly<Record<string, string>> = {
  unavailable: "already unavailable at the time of the backup, and nothing tells what they were",
  "not-found": "looked for, and not found",
  doubtful: "looked for, and not certain",
  declined: "skipped, as you decided",
  unasked: "not looked for yet, because Spotify did not answer; the next run tries again",
  unmatched: "albums, artists and episodes without a Spotify id, which are not looked for",
  refused: "no longer accepted by the provider",
  withheld: "not shown by the provider, and they cannot be followed",
  cover: "covers that the provider does not accept; their playlists are restored",
};

/** Stands where a playlist has no name that could be shown. */
export const UNNAMED_PLAYLIST = "a playlist without a name";

/** The items that are not put back, as lines. Local files are among the steps to do by hand. */
export function skippedItemLines(skipped: readonly SkipLine[]): string[] {
  return Object.entries(REASONS).flatMap(([reason, text]) => {
    const own = skipped.filter((skip) => skip.reason === reason);
    if (own.length === 0) return [];
    const shown = own.slice(0, SHOWN).map((skip) => `    ${skipText(skip)}`);
    const rest = own.length - shown.length;
    const more = rest > 0 ? [`    and ${count(rest)} more, which the JSON report names`] : [];
    return [`  ${count(own.length)} left out: ${text}`, ...shown, ...more];
  });
}

/** Something that is put back into a collection. */
export type MissingLine = Pick<SkipLine, "title" | "artists">;

/** The items that are put back into collections, as lines, the newest of each first. */
export function missingItemLines(
  collections: readonly { readonly kind: string; readonly missing: readonly MissingLine[] }[],
): string[] {
  return collections.flatMap(({ kind, missing }) => {
    if (missing.length === 0) return [];
    const shown = missing.slice(-SHOWN).toReversed();
    const rest = missing.length - shown.length;
    const lines = shown.map((one) => `    ${nameOf({ ...one, position: 0 })}`);
    return [`  Added to ${kind}:`, ...lines, ...(rest > 0 ? [`    and ${count(rest)} more`] : [])];
  });
}

/** `Blue Monday by New Order, number 12 of Rainy days: https://…` */
function skipText(skip: SkipLine): string {
  const place =
    skip.position === null ? "" : `, number ${count(skip.position)} of ${placeOf(skip)}`;
  const link = skip.link === null ? "" : `: ${skip.link}`;
  return `${nameOf(skip)}${place}${link}`;
}

function nameOf({
  title,
  artists,
  position,
}: Pick<SkipLine, "title" | "artists" | "position">): string {
  const name = plain(title) || (position === null ? UNNAMED_PLAYLIST : "an item without a title");
  const by = artists.map(plain).filter(Boolean).join(", ");
  return by === "" ? name : `${name} by ${by}`;
}

/** The name of a playlist, or else the kind of the collection. */
function placeOf({ file, playlist }: Pick<SkipLine, "file" | "playlist">): string {
  return playlist === null ? file : plain(playlist) || UNNAMED_PLAYLIST;
}

/** A playlist that is there more than once, and which copies to delete. */
export interface DoubleLine {
  readonly title: string;
  readonly remove: readonly { readonly id: string; readonly link: string | null }[];
}

/** The copies to delete, as lines. All are named, since only the person can delete them. */
export function doubleLines(doubles: readonly DoubleLine[]): string[] {
  if (doubles.length === 0) return [];
  return [
    "  These playlists exist more than once, because another restore made them at the same time. Delete these copies:",
    ...doubles.flatMap(({ title, remove }) =>
      remove.map(({ id, link }) => `    ${plain(title) || UNNAMED_PLAYLIST}: ${link ?? id}`),
    ),
  ];
}

/** Files that could not be used, as lines. */
export function unusableLines(unusable: readonly UnusableLine[]): string[] {
  return unusable.map(
    ({ source, file, code }) => `  Cannot be used: ${file} of ${source} [${code}]`,
  );
}

/** Files that were not read to their end, as lines. */
export function incompleteLines(incomplete: readonly UnusableLine[]): string[] {
  return incomplete.map(
    ({ source, file, code }) =>
      `  The backup read only a part of it: ${file} of ${source} [${code}]; an older snapshot may have more`,
  );
}

/** A file that nothing proves. */
export type UnprovedLine = Pick<UnusableLine, "source" | "file">;

/** Files that are restored although nothing proves them, as lines. */
export function unprovedLines(unproved: readonly UnprovedLine[]): string[] {
  return unproved.map(({ source, file }) => `  NOT PROVED to be yours: ${file} of ${source}`);
}

/** The steps to do by hand, as lines; at most `most` of each kind, and the number of the rest. */
export function todoLines(
  todo: readonly TodoLine[],
  most: number = Number.POSITIVE_INFINITY,
): string[] {
  if (todo.length === 0) return [];
  const head = "  The provider's interface cannot do these steps, so you have to do them by hand:";
  const kinds = [...Map.groupBy(todo, ({ kind }) => kind).values()];
  return [
    head,
    ...kinds.flatMap((own) => {
      const texts = own.flatMap(todoTexts);
      const shown = texts.slice(0, most).map((text) => `    ${text}`);
      const rest = texts.length - shown.length;
      return rest > 0 ? [...shown, `    and ${count(rest)} more`] : shown;
    }),
  ];
}

function todoTexts(todo: TodoLine): readonly string[] {
  switch (todo.kind) {
    case "make-private":
      return [`Make private: ${plain(todo.title) || UNNAMED_PLAYLIST}`];
    case "local-files":
      return todo.items.map((item) => `Add the local file ${skipText(item)}`);
    case "folders":
      return ["Put playlists into folders again, if you had any"];
    default:
      return todo satisfies never;
  }
}

/** A name as it is shown; empty where there is nothing to be seen in it. */
export function plain(text: string): string {
  const line = plainLine(text).trim();
  return /[^\uFFFD\s]/.test(line) ? line : "";
}

const NOT_LATEST: Readonly<Record<string, string>> = {
  partial: "not complete",
  failed: "from a run that failed",
  shrunk: "a list in it became much shorter",
  "fewer-kinds": "holds fewer kinds",
};

/** The reason why a newer snapshot is not the latest, in a few words. */
export function whyNotLatest(reason: string): string {
  return NOT_LATEST[reason] ?? reasonText(reason);
}

/** The newer snapshots that were not chosen, newest first, as lines. */
export function newerLines(
  newer: readonly { readonly name: string; readonly reason: string }[],
): string[] {
  const lines = newer
    .toReversed()
    .slice(0, SHOWN)
    .map(({ name, reason }) => `  Newer, and not chosen: ${name} (${whyNotLatest(reason)})`);
  const more = newer.length - lines.length;
  return more > 0 ? [...lines, `  and ${count(more)} more that are newer`] : lines;
}

/** A sentence about the time that a restore takes, from the number of its requests. */
export function timeText(requests: number): string {
  const days = Math.ceil(requests / REPORTED_DAILY_QUOTA);
  const about = `It takes about ${counted(requests, "more request", "more requests")}.`;
  if (days <= 1) return `${about} That is less than Spotify seems to allow in a day.`;
  return `${about} Spotify seems to allow about ${count(REPORTED_DAILY_QUOTA)} a day, so it takes about ${days} days. Each run says when to run it again.`;
}

/** Sentences about the dates of likes and of items of playlists, as known beforehand. */
export const DATES_OF_LIKES =
  "Likes keep their order. They also keep their dates if Spotify lets this app set them. The first likes will show that.";
export const DATES_OF_ITEMS =
  "The items of playlists get the date of the restore, because the provider does not let anybody set it.";
