import { isDamage, KeyError } from "../errors.ts";
import { describeItem } from "../model/describe-item.ts";
import type { Entry, Known, Playlist, Refs } from "../model/records.ts";
import { identityOf } from "./diff.ts";
import { readAhead } from "./read-ahead.ts";
import { createRowReader, type ReadRows, type RowReaderDeps } from "./row-reader.ts";
import type { FileVersion, SkippedSnapshot, Versions } from "./versions.ts";

/** A time during which something was in one list. */
export interface Span {
  /** The kind (`likes`), or the name of the playlist; `playlists`: the account's list of them. */
  readonly in: string;
  /** The id of the file. */
  readonly file: string;
  readonly addedAt: string | null;
  /** The name of the first snapshot that has it. */
  readonly from: string;
  /** The name of the first snapshot that no longer has it; `null`: it is still there. */
  readonly until: string | null;
}

/** Something whose words match, and where it was when. */
export interface FoundItem {
  readonly type: Known["type"] | "playlist";
  readonly title: string;
  readonly artists: readonly string[];
  readonly refs: Refs;
  /** In the order of the files, and of time. */
  readonly spans: readonly Span[];
}

/** The result of a search. */
export interface FoundItems {
  readonly matches: readonly FoundItem[];
  /** Snapshots or files that could not be searched, so that the answer may be incomplete. */
  readonly skipped: readonly SkippedSnapshot[];
  /** The number of sealed snapshots that were not searched, because there is no identity. */
  readonly locked: number;
}

/** Something that the history has, and all words by which a person may look for it. */
export interface Life extends FoundItem {
  readonly words: readonly string[];
}

/** The lives of what was looked for. */
export interface Lives {
  /** In the order of the files in which they are found first. */
  readonly lives: readonly Life[];
  /** Snapshots or files that could not be read, so that something may be missing. */
  readonly skipped: readonly SkippedSnapshot[];
  /** The number of sealed snapshots that were not read, because there is no identity. */
  readonly locked: number;
}

/** The number of versions of a file that are read and opened while the ones before are searched. */
const AT_ONCE = 4;

/** An item that is wanted, in one row of a document. */
interface WantedRow {
  readonly identity: string;
  readonly addedAt: string | null;
  readonly item: Omit<Life, "spans">;
}

/**
 * Searches all versions of all files for what has every word of `text` in its title, artists,
 * album, show or authors. Case, accents and the width of letters do not matter.
 *
 * A version of a file that cannot be read says nothing: the one before it is taken to go on.
 * `onRead` is told of each version.
 *
 * Throws `KeyError` `key/no-match` when the identity opens none of the sealed files, and what the
 * store throws.
 */
export async function findItems(
  versions: Versions,
  text: string,
  deps: RowReaderDeps,
  onRead: () => void = () => {},
): Promise<FoundItems> {
  const wanted = foldText(text).split(/\s+/).filter(Boolean);
  const { lives, ...rest } = await readLives(
    versions,
    deps,
    (words) => hasWords(words, wanted),
    onRead,
  );
  return { matches: lives.map(({ words: _, ...item }) => item), ...rest };
}

/**
 * Reads all versions of all files for what `isWanted` says of its words, and when it was where.
 * `onRead` is told of each version. Throws as {@link findItems} does.
 */
export async function readLives(
  { snapshots, files, skipped: unread }: Versions,
  deps: RowReaderDeps,
  isWanted: (words: readonly string[]) => boolean,
  onRead: () => void = () => {},
): Promise<Lives> {
  const reader = createRowReader(deps, (entry) => wantedEntry(entry, isWanted));
  const skipped = [...unread];
  const found = new Map<string, { item: WantedRow["item"]; spans: Span[] }>();
  const record = ({ identity, item }: Pick<WantedRow, "identity" | "item">, span: Span): void => {
    const known = found.get(identity);
    if (known === undefined) found.set(identity, { item, spans: [span] });
    else known.spans.push(span);
  };
  let wasRead = files.size === 0;
  let refusal: KeyError | null = null;
  const locked = new Set<number>();
  const nameAt = (position: number): string | null => snapshots[position]?.name ?? null;
  const readOrFail = async (version: FileVersion) => {
    try {
      const read = await reader.read(version);
      return { version, reading: () => read };
    } catch (error) {
      const reading = (): ReadRows<WantedRow> => {
        throw error;
      };
      return { version, reading };
    }
  };

  for (const [file, versions] of files) {
    const timeline = createTimeline(nameAt);
    const titles = createTimeline(nameAt);
    let name = file;
    for await (const { version, reading } of readAhead(versions, AT_ONCE, readOrFail)) {
      onRead();
      try {
        const { head, rows } = reading();
        wasRead = true;
        if (head.kind === "playlist") {
          name = head.playlist.name;
          const title = wantedPlaylist(file, head.playlist, isWanted);
          titles.add(version, title === null ? [] : [title]);
        }
        timeline.add(version, rows);
      } catch (error) {
        timeline.goOn(version);
        titles.goOn(version);
        if (isKeyMissing(error)) {
          for (let at = version.first; at <= version.last; at += 1) locked.add(at);
          continue;
        }
        if (!isDamage(error) && !isOtherKey(error)) throw error;
        if (isOtherKey(error)) refusal = error;
        skipped.push({ name: version.ref.name, reason: error.code });
      }
    }
    for (const { row, ...span } of timeline.spans()) record(row, { in: name, file, ...span });
    for (const { row, ...span } of titles.spans()) record(row, { in: "playlists", file, ...span });
  }
  if (!wasRead && refusal !== null) throw refusal;
  const lives = [...found.values()].map(({ item, spans }) => ({ ...item, spans }));
  return { lives, skipped, locked: locked.size };
}

function isKeyMissing(error: unknown): boolean {
  return error instanceof KeyError && error.code === "key/missing";
}

/** A snapshot that was sealed for an older key of the person's. */
function isOtherKey(error: unknown): error is KeyError {
  return error instanceof KeyError && error.code === "key/no-match";
}

/** During which snapshots each row of one file was there. */
function createTimeline(nameAt: (position: number) => string | null) {
  const open = new Map<string, { row: WantedRow; first: number; last: number }>();
  const closed: { row: WantedRow; first: number; end: number | null }[] = [];
  return {
    add({ first, last }: FileVersion, rows: readonly WantedRow[]): void {
      const present = new Map(rows.map((row) => [`${row.addedAt} ${row.identity}`, row]));
      for (const [key, span] of open) {
        if (present.has(key) && span.last === first - 1) continue;
        closed.push({ row: span.row, first: span.first, end: span.last + 1 });
        open.delete(key);
      }
      for (const [key, row] of present) {
        open.set(key, { row, first: open.get(key)?.first ?? first, last });
      }
    },
    /** Lets all that was there go on to the end of a version that cannot be read. */
    goOn({ first, last }: FileVersion): void {
      for (const [key, span] of open) {
        if (span.last === first - 1) open.set(key, { ...span, last });
      }
    },
    spans() {
      const all = [
        ...closed,
        ...[...open.values()].map(({ row, first, last }) => ({ row, first, end: last + 1 })),
      ].sort((a, b) => a.first - b.first);
      return all.map(({ row, first, end }) => ({
        row,
        addedAt: row.addedAt,
        from: nameAt(first) ?? "",
        until: end === null ? null : nameAt(end),
      }));
    },
  };
}

function wantedEntry(
  entry: Entry,
  isWanted: (words: readonly string[]) => boolean,
): WantedRow | null {
  const known = entry.type === "unavailable" ? entry.known : entry;
  if (known === undefined) return null;
  const { title, artists, more } = describeItem(known);
  const words = [title, ...artists, ...more];
  if (!isWanted(words)) return null;
  return {
    identity: identityOf(entry),
    addedAt: entry.addedAt,
    item: { type: known.type, title, artists, refs: known.item.refs, words },
  };
}

function wantedPlaylist(
  file: string,
  { name, owner, description, refs }: Playlist,
  isWanted: (words: readonly string[]) => boolean,
): WantedRow | null {
  const words = [name, description ?? ""];
  if (!isWanted(words)) return null;
  return {
    identity: file,
    addedAt: null,
    item: { type: "playlist", title: name, artists: [owner.name], refs, words },
  };
}

function hasWords(texts: readonly string[], wanted: readonly string[]): boolean {
  const folded = foldText(texts.join(" "));
  return wanted.every((word) => folded.includes(word));
}

/** Text such that two spellings of the same word are the same: case, accents and width are gone. */
export function foldText(text: string): string {
  // Upper case comes first, because `ß` and `SS` only become equal there.
  return text
    .normalize("NFKD")
    .replace(/\p{Mn}+/gu, "")
    .toUpperCase()
    .toLowerCase()
    .replaceAll("ς", "σ");
}
