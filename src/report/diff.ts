import { type Entry, KINDS, type Playlist } from "../model/records.ts";
import { plainLine, plainLines } from "../safe-text.ts";
import { fitColumns } from "./columns.ts";
import { entryJson, entryText } from "./entry-text.ts";
import { bullets, codeSpan } from "./markdown.ts";
import { type SkippedLine, skippedSnapshotLines, withoutRepeats } from "./skipped-snapshots.ts";
import { counted } from "./text.ts";

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
  readonly skipped: readonly SkippedLine[];
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

/** The difference as JSON. */
export function diffJson({ from, to, diff, skipped }: DiffReport) {
  const collections = [...diff.collections].map(([kind, list]) => [kind, listJson(list)] as const);
  return {
    from,
    to,
    ...Object.fromEntries(collections),
    playlists: diff.playlists.map(({ id, change, was, now, entries }) => ({
      id,
      title: (now ?? was)?.playlist.name ?? "",
      was: was?.playlist.name ?? null,
      change,
      ...(entries === null ? NOT_COMPARED : listJson(entries)),
    })),
    skipped: withoutRepeats(skipped),
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
export function diffText({ from, to, diff, skipped }: DiffReport): string {
  const sections = sectionsOf(diff);
  return plainLines([
    `From ${from} to ${to}:`,
    ...(sections.length === 0 ? ["Nothing changed."] : []),
    ...sections.flatMap(({ heading, entries, more }) => [
      heading,
      ...entries.map((one) => `  ${one}`),
      ...(more === 0 ? [] : [`  and ${counted(more, "more", "more")}; --json shows all`]),
    ]),
    ...skippedSnapshotLines(skipped),
  ]);
}

/** The difference as Markdown, with the titles: only for those who may read the library. */
export function diffMarkdown({ from, to, diff, skipped }: DiffReport): string {
  const sections = diffSections(diff, Number.POSITIVE_INFINITY);
  return [
    `### From ${codeSpan(from)} to ${codeSpan(to)}`,
    sections === "" ? "Nothing changed." : sections,
    bullets(skippedSnapshotLines(skipped).map(codeSpan)),
  ]
    .filter(Boolean)
    .join("\n\n");
}

/**
 * The lists that differ as Markdown, with the titles; at most `limit` of them. Empty: nothing differs.
 */
export function diffSections(diff: DiffReport["diff"], limit: number): string {
  const sections = sectionsOf(diff);
  const more = sections.length - limit;
  return [
    ...sections
      .slice(0, limit)
      .flatMap(({ heading, entries, more: others }) => [
        `#### ${codeSpan(heading)}`,
        bullets([
          ...entries.map(codeSpan),
          ...(others === 0 ? [] : [`and ${counted(others, "more", "more")}`]),
        ]),
      ]),
    ...(more > 0 ? [`And ${counted(more, "more list")}.`] : []),
  ]
    .filter(Boolean)
    .join("\n\n");
}

/** One list that differs, in words. */
interface Section {
  readonly heading: string;
  readonly entries: readonly string[];
  /** The number of entries that are not named. */
  readonly more: number;
}

function sectionsOf({ collections, playlists }: DiffReport["diff"]): readonly Section[] {
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
  if (list === null) return { heading, entries: [], more: 0 };
  const all = [
    ...list.added.map(({ entry }) => `+ ${entryText(entry)}`),
    ...list.removed.map(({ entry }) => `- ${entryText(entry)}`),
    ...list.moved.map(({ entry, from, at }) => `${entryText(entry)}: ${from + 1} → ${at + 1}`),
    ...list.changed.map(({ entry }) => `~ ${entryText(entry)}`),
  ];
  const more = all.length - NAMED_AT_MOST;
  if (more <= 0) return { heading, entries: all, more: 0 };
  return { heading, entries: all.slice(0, NAMED_AT_MOST), more };
}
