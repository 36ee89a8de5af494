import { count, counted } from "./text.ts";

/** What a report needs to know of what is not put back. */
export interface SkipLine {
  readonly file: string;
  readonly reason: string;
  readonly title: string;
}

/** What is left for the person to do. */
export type TodoLine =
  | { readonly kind: "make-private"; readonly title: string }
  | { readonly kind: "local-files"; readonly file: string; readonly titles: readonly string[] }
  | { readonly kind: "folders" | "playlist-dates" };

/** A file that could not be used, or not in whole. */
export interface UnusableLine {
  readonly source: string;
  readonly file: string;
  readonly code: string;
}

/** How many names a list of the report has at most. */
export const SHOWN = 20;

const REASONS: Readonly<Record<string, string>> = {
  unavailable: "no longer shown by the provider when it was backed up, and not found again",
  refused: "no longer accepted by the provider",
  withheld: "not shown by the provider, and there is no way to follow them",
  cover: "covers that the provider does not take, of which the playlists are there",
};

/** What a file of the snapshot is called by its owner: file → the name of the playlist in it. */
export type Titles = ReadonlyMap<string, string>;

/** Stands where a playlist has no name that could be shown. */
export const NAMELESS = "a playlist without a name";

function placeOf(file: string, titles: Titles): string {
  const title = titles.get(file);
  // A collection is called what it is.
  if (title === undefined || !file.startsWith("playlist_")) return file;
  return plain(title) || NAMELESS;
}

/** What is not put back, as lines. Local files are among what is to be done by hand. */
export function skippedLines(skipped: readonly SkipLine[], titles: Titles): string[] {
  return Object.entries(REASONS).flatMap(([reason, text]) => {
    const own = skipped.filter((skip) => skip.reason === reason);
    if (own.length === 0) return [];
    const names = countEach(
      own.map(({ file, title }) => plain(title) || `in ${placeOf(file, titles)}`),
    );
    const shown = names.slice(0, SHOWN).map((name) => `    ${name}`);
    const more = names.length > SHOWN ? [`    and ${count(names.length - SHOWN)} more`] : [];
    return [`  ${count(own.length)} left out: ${text}`, ...shown, ...more];
  });
}

/** Each name once, with how often it is there when that is more than once. */
function countEach(names: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, times]) => (times === 1 ? name : `${name} (${count(times)})`));
}

/** A playlist that is there more than once, and which copies to delete. */
export interface DoubleLine {
  readonly title: string;
  readonly remove: readonly { readonly id: string; readonly link: string | null }[];
}

/** What to delete, as lines: all of it, since nobody else will. */
export function doubleLines(doubles: readonly DoubleLine[]): string[] {
  if (doubles.length === 0) return [];
  return [
    "  There more than once, made by another restore meanwhile. Delete these copies:",
    ...doubles.flatMap(({ title, remove }) =>
      remove.map(({ id, link }) => `    ${plain(title) || NAMELESS}: ${link ?? id}`),
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
      `  As far as the backup came: ${file} of ${source} [${code}]; an older snapshot may have more`,
  );
}

/** What is to be done by hand, as lines. */
export function todoLines(todo: readonly TodoLine[], titles: Titles): string[] {
  if (todo.length === 0) return [];
  const head = "  For you to do by hand, since the provider's interface cannot:";
  return [head, ...todo.map((each) => `    ${todoText(each, titles)}`)];
}

function todoText(todo: TodoLine, playlists: Titles): string {
  switch (todo.kind) {
    case "make-private":
      return `Make private: ${plain(todo.title) || NAMELESS}`;
    case "local-files": {
      const { file, titles } = todo;
      const place = placeOf(file, playlists);
      return `Add ${counted(titles.length, "local file")} to ${place}: ${titles.map(plain).join(", ")}`;
    }
    case "folders":
      return "Put playlists into folders again, if you had any";
    case "playlist-dates":
      return "Nothing: the items of playlists carry the date of the restore";
    default:
      return todo satisfies never;
  }
}

/** Text of others, such that nothing in it steers the terminal. */
export function plain(text: string): string {
  return text.replace(/\p{C}/gu, "").trim();
}
