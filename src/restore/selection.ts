import { UsageError } from "../errors.ts";
import { KINDS } from "../model/records.ts";
import { nearest } from "../nearest.ts";

/**
 * The files of the sources that are restored: those that the person named with `--only`, or all.
 */
export interface FileSelection {
  /** Whether a file is selected by its kind or its id. */
  has(id: string, kind: string): boolean;
  /** Whether a file may be selected by a name that is not known yet. */
  mayHave(id: string, kind: string): boolean;
  /** Whether a playlist is selected by its name. */
  hasNamed(name: string): boolean;
  /** Throws `UsageError` `usage/only` when a word fitted nothing. */
  checkUsed(): void;
}

/** A selection of the kinds, the ids of files and the names in `only`; empty: everything. */
export function createSelection(only: readonly string[]): FileSelection {
  const unused = new Set(only);
  const known = new Set<string>(KINDS);
  const names = new Map(only.filter(isName).map((word) => [plainName(word), word]));
  const isNamed = names.size > 0;

  function has(id: string, kind: string): boolean {
    // A cover belongs to its playlist.
    const of = id.replace(/^cover_/, "playlist_");
    known.add(of);
    const named = [of, kind === "covers" ? "playlists" : kind].filter((name) =>
      only.includes(name),
    );
    for (const name of named) unused.delete(name);
    return only.length === 0 || named.length > 0;
  }

  return {
    has,
    mayHave: (id, kind) => has(id, kind) || (isNamed && /^(?:playlist|cover)_/.test(id)),
    hasNamed(name) {
      if (isNamed) known.add(name);
      const word = names.get(plainName(name));
      if (word !== undefined) unused.delete(word);
      return word !== undefined;
    },
    checkUsed() {
      if (unused.size === 0) return;
      const words = [...unused].map(quote);
      throw new UsageError(
        "usage/only",
        `The snapshot has no kind, file or playlist ${words.join(" or ")}.`,
        { hint: hintFor([...unused], known, "Give kinds, ids of files, or names of playlists.") },
      );
    },
  };
}

/**
 * The words of an `--only`: kinds, ids of files and names of playlists, separated by commas or
 * lines. A name that holds a comma stands in quotes. Kinds and ids may be separated by spaces, too.
 */
export function parseOnly(text: string): readonly string[] {
  return [...text.matchAll(/\s*"([^"]*)"\s*|[^,\n]+/g)].flatMap(([piece, quoted]) => {
    if (quoted !== undefined) return [quoted];
    const words = piece.split(/\s+/).filter(Boolean).map(lowerKind);
    return words.some(isName) ? [piece.trim()] : words;
  });
}

/**
 * Throws `UsageError` `usage/only` when `only` names playlists, without repeating them: for a run
 * whose log everybody can read.
 */
export function refuseNames(only: readonly string[]): void {
  const names = only.filter(isName);
  if (names.length === 0) return;
  throw new UsageError(
    "usage/only",
    "The input `only` has a word that is neither a kind nor the id of a file. Everybody can read this log, so names of playlists are not accepted here.",
    { hint: hintFor(names, new Set(KINDS), "Give kinds or ids of files.") },
  );
}

function hintFor(words: readonly string[], known: ReadonlySet<string>, otherwise: string): string {
  const meant = words.flatMap((word) => nearest(word, known) ?? []);
  return meant.length > 0 && !meant.every((word) => words.includes(word))
    ? `Did you mean ${meant.join(", ")}?`
    : `${otherwise} Kinds are ${KINDS.join(", ")}.`;
}

function isName(word: string): boolean {
  return !KINDS.some((kind) => kind === word) && !/^(?:playlist|cover)_[A-Za-z0-9]+$/.test(word);
}

function lowerKind(word: string): string {
  return KINDS.find((kind) => kind === word.toLowerCase()) ?? word;
}

/** A name as it is compared: neither case nor the number of spaces matters. */
function plainName(name: string): string {
  return name.normalize("NFC").replace(/\s+/g, " ").trim().toLowerCase();
}

/** A word that the person gave, such that nothing in it steers a terminal. */
function quote(word: string): string {
  return `"${word.replace(/\p{C}/gu, "")}"`;
}
