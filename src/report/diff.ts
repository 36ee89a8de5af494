import { type Entry, KINDS, type Playlist } from "../model/records.ts";
import { plainLine, plainLines } from "../safe-text.ts";
import { fitColumns } from "./columns.ts";
import { entryJson, entryText } from "./entry-text.ts";
import { EXIT } from "./exit.ts";
import { bullets, codeSpan } from "./markdown.ts";
import {
  exitOfAnswer,
  type SkippedLine,
  skippedSnapshotLines,
  withoutRepeats,
} from "./skipped-snapshots.ts";
import { count, counted } from "./text.ts";

/** The largest number of entries of one list that are named to a person. */
const NAMED_AT_MOST = 20;

/** A name of a playlist that is wider is cut. */
const NAME_COLUMNS = 36;

/** The difference of two snapshots, as far as a report needs it. */
export interface DiffReport {
  readonly from: string;
  readonly to: string;
  readonly diff: {
    readonly collections: ReadonlyMap<string, ListChange>;
    readonly playlists: readonly PlaylistChange[];
  };
  /** See {@link OutlineReport}; `null`: the entries were compared. */
  readonly outline: OutlineReport | null;
  readonly skipped: readonly SkippedLine[];
}

/** The differences that metadata shows of sealed snapshots. */
export interface OutlineReport {
  readonly lists: readonly {
    readonly id: string;
    readonly kind: string;
    readonly change: string;
    readonly was: number | null;
    readonly now: number | null;
  }[];
  /** Whether both are sealed for the same keys. */
  readonly isSameSeal: boolean;
}

/** The difference of a list. */
export interface ListChange {
  readonly added: readonly PlacedLine[];
  readonly removed: readonly PlacedLine[];
  readonly moved: readonly (PlacedLine & { readonly from: number })[];
  readonly changed: readonly (PlacedLine & { readonly was: Entry })[];
}

interface PlacedLine {
  readonly at: number;
  readonly entry: Entry;
}

/** The difference of a playlist. */
export interface PlaylistChange {
  readonly id: string;
  readonly change: string;
  readonly was: VersionLine | null;
  readonly now: VersionLine | null;
  /** `null`: they cannot be compared. */
  readonly entries: ListChange | null;
}

interface VersionLine {
  readonly playlist: Pick<Playlist, "name">;
}

/** The exit code of a comparison: that of a partial answer where something could not be compared. */
export function exitOfDiff({ outline, skipped }: DiffReport): number {
  return outline === null ? exitOfAnswer(skipped) : EXIT.partial;
}

/** The difference as JSON. */
export function diffJson({ from, to, diff, outline, skipped }: DiffReport) {
  const locked = outline !== null;
  const skippedOnce = withoutRepeats(skipped);
  if (locked) return { from, to, locked, ...outlineJson(outline), skipped: skippedOnce };
  const collections = [...diff.collections].map(([kind, list]) => [kind, listJson(list)] as const);
  return {
    from,
    to,
    locked,
    ...Object.fromEntries(collections),
    playlists: diff.playlists.map(({ id, change, was, now, entries }) => ({
      id,
      title: (now ?? was)?.playlist.name ?? "",
      was: was?.playlist.name ?? null,
      change,
      ...(entries === null ? NOT_COMPARED : listJson(entries)),
    })),
    skipped: skippedOnce,
  };
}

function outlineJson({ lists }: OutlineReport) {
  const collections = lists.filter(({ kind }) => kind !== "playlists");
  return {
    ...Object.fromEntries(
      collections.map(({ kind, was, now }) => [kind, { ...NOT_COMPARED, entries: { was, now } }]),
    ),
    playlists: lists
      .filter(({ kind }) => kind === "playlists")
      .map(({ id, change, was, now }) => ({
        id,
        title: null,
        was: null,
        change,
        ...NOT_COMPARED,
        entries: { was, now },
      })),
  };
}

const NOT_COMPARED = { added: null, removed: null, moved: null, changed: null };

function listJson({ added, removed, moved, changed }: ListChange) {
  const placed = ({ at, entry }: PlacedLine) => ({ ...entryJson(entry), at });
  return {
    added: added.map(placed),
    removed: removed.map(placed),
    moved: moved.map(({ from, ...one }) => ({ ...placed(one), from })),
    changed: changed.map(({ was, ...one }) => ({ ...placed(one), was: entryJson(was) })),
  };
}

/** The difference as a person reads it. */
export function diffText({ from, to, diff, outline, skipped }: DiffReport): string {
  const sections = outline === null ? sectionsOf(diff) : outlineSections(outline);
  return plainLines([
    `From ${from} to ${to}:`,
    ...(sections.length === 0 ? [nothingChanged(skipped)] : []),
    ...sections.flatMap((section) => {
      const { lines, more } = firstLines(section);
      return [
        section.heading,
        ...lines.map((one) => `  ${one}`),
        ...(more === 0 ? [] : [`  and ${counted(more, "more", "more")}; --json shows all`]),
      ];
    }),
    ...(outline === null ? [] : lockedLines(outline)),
    ...skippedSnapshotLines(skipped),
  ]);
}

function nothingChanged(skipped: readonly SkippedLine[]): string {
  return skipped.length === 0 ? "Nothing changed." : "Nothing changed in what could be compared.";
}

/** The lists that differ by the metadata, without entries. */
export function outlineSections({ lists }: OutlineReport): readonly Section[] {
  return lists.map(({ id, kind, change, was, now }) => {
    const name = kind === "playlists" ? `playlist ${id}` : kind;
    const numbers = [was, now].filter((number) => number !== null);
    const entries = numbers.length === 0 ? "" : `, ${[...new Set(numbers)].map(count).join(" → ")}`;
    return { heading: `${name}: ${change}${entries}`, ...NO_LINES };
  });
}

function lockedLines({ isSameSeal }: OutlineReport): readonly string[] {
  return [
    ...(isSameSeal
      ? []
      : ["The two are not sealed for the same keys, so a list may only be sealed anew."]),
    "The snapshots are sealed, so only numbers are shown. Set AGE_IDENTITY to your key or to the path of its file to see names, and what was added and removed.",
  ];
}

/** The difference as Markdown, with the titles: only for those who may read the library. */
export function diffMarkdown({ from, to, diff, outline, skipped }: DiffReport): string {
  const sections =
    outline === null ? diffSections(diff, Number.POSITIVE_INFINITY) : outlineMarkdown(outline);
  return [
    `### From ${codeSpan(from)} to ${codeSpan(to)}`,
    sections === "" ? nothingChanged(skipped) : sections,
    bullets(skippedSnapshotLines(skipped).map(codeSpan)),
  ]
    .filter(Boolean)
    .join("\n\n");
}

function outlineMarkdown(outline: OutlineReport): string {
  const lists = bullets(outlineSections(outline).map(({ heading }) => codeSpan(heading)));
  return [lists, ...lockedLines(outline)].filter(Boolean).join("\n\n");
}

/**
 * The lists that differ as Markdown, with the titles; at most `limit` of them. Empty: nothing differs.
 */
export function diffSections(diff: DiffReport["diff"], limit: number): string {
  const sections = sectionsOf(diff);
  const more = sections.length - limit;
  return [
    ...sections.slice(0, limit).flatMap((section) => {
      const { lines, more: others } = firstLines(section);
      return [
        `#### ${codeSpan(section.heading)}`,
        bullets([
          ...lines.map(codeSpan),
          ...(others === 0 ? [] : [`and ${counted(others, "more", "more")}`]),
        ]),
      ];
    }),
    ...(more > 0 ? [`And ${counted(more, "more list")}.`] : []),
  ]
    .filter(Boolean)
    .join("\n\n");
}

/** One list that differs, in words. */
export interface Section {
  readonly heading: string;
  /** The number of its entries that differ. */
  readonly length: number;
  /** One of them as a line of text; `at` is from 0. It is made when it is asked for. */
  readonly line: (at: number) => string;
}

const NO_LINES: Omit<Section, "heading"> = { length: 0, line: () => "" };

/** The lines of a section that are shown to a person, and the number of the others. */
function firstLines({ length, line }: Section) {
  const shown = Math.min(length, NAMED_AT_MOST);
  return { lines: Array.from({ length: shown }, (_, at) => line(at)), more: length - shown };
}

/** The lists that differ. */
export function sectionsOf({ collections, playlists }: DiffReport["diff"]): readonly Section[] {
  const lists = KINDS.flatMap((kind) => {
    const list = collections.get(kind);
    const words = list === undefined ? "" : countsOf(list);
    return list === undefined || words === "" ? [] : [section(`${kind}: ${words}`, list)];
  });
  return [...lists, ...playlists.map((one) => section(playlistHeading(one), one.entries))];
}

function playlistHeading({ change, was, now, entries }: PlaylistChange): string {
  const [before, after] = [was, now].map((version) =>
    fitColumns(plainLine(version?.playlist.name ?? ""), NAME_COLUMNS),
  );
  const name = change === "renamed" ? `${before} → ${after}` : after || before;
  const details = entries === null ? "the provider does not show the items" : countsOf(entries);
  return plainLine(`playlist ${name}: ${[change, details].filter(Boolean).join(", ")}`);
}

function countsOf({ added, removed, moved, changed }: ListChange): string {
  const counts: readonly (readonly [number, string])[] = [
    [added.length, "added"],
    [removed.length, "removed"],
    [moved.length, "moved"],
    [changed.length, "changed"],
  ];
  return counts
    .filter(([many]) => many > 0)
    .map(([many, what]) => counted(many, what, what))
    .join(", ");
}

function section(heading: string, list: ListChange | null): Section {
  if (list === null) return { heading, ...NO_LINES };
  const { added, removed, moved, changed } = list;
  const entries = [...added, ...removed, ...moved, ...changed];
  const [removedFrom, movedFrom] = [added.length, added.length + removed.length];
  const changedFrom = movedFrom + moved.length;
  const line = (at: number): string => {
    const entry = entries[at];
    if (entry === undefined) return "";
    const text = entryText(entry.entry);
    if (at < removedFrom) return `+ ${text}`;
    if (at < movedFrom) return `- ${text}`;
    if (at >= changedFrom) return `~ ${text}`;
    return `${text}: ${(moved[at - movedFrom]?.from ?? 0) + 1} → ${entry.at + 1}`;
  };
  return { heading, length: entries.length, line };
}
