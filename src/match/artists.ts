import type { Artist, Track } from "../model/records.ts";
import { namesIn, toName, withoutEnsemble } from "./artist-names.ts";
import type { Title } from "./title.ts";

/** The relation between the artists of two recordings, best first. */
export type ArtistAgreement =
  /** The first artist is the same. */
  | "primary"
  /** Both name one of the artists. */
  | "shared"
  /** A part of a name, or the name of an ensemble, is the same. */
  | "near"
  | "none"
  /** The names are equal, but the provider knows them as two artists. */
  | "namesake";

/** Names that stand for no particular artist. */
const NOBODY = new Set(["", "various artists", "various", "va", "unknown artist", "unknown"]);

interface Names {
  /** The names as they are given. */
  readonly wholes: readonly string[];
  /** The single names in them, if they are lists. */
  readonly pieces: readonly string[];
  /** The guests that the title names. */
  readonly guests: readonly string[];
}

/** Compares the artists of two recordings, including the guests that the titles credit. */
export function compareArtists(
  a: { readonly track: Track; readonly title: Title },
  b: { readonly track: Track; readonly title: Title },
): ArtistAgreement {
  const [left, right] = [readNames(a.track, a.title), readNames(b.track, b.title)];
  const [first, other] = [left.wholes[0], right.wholes[0]];
  if (first === undefined || other === undefined) return "none";
  if (first === other) {
    return areTwo(a.track.artists[0], b.track.artists[0]) ? "namesake" : "primary";
  }
  if (left.pieces[0] === right.pieces[0]) {
    return isAllIn(left, right) && isAllIn(right, left) ? "primary" : "near";
  }
  if (isNamedBy(left, right) || isNamedBy(right, left)) return "shared";
  return isNear(left, right) ? "near" : "none";
}

/** All artists of a recording, folded: its own, and those that its title credits. */
export function allArtistsOf(track: Track, title: Title): ReadonlySet<string> {
  const { wholes, pieces, guests } = readNames(track, title);
  return new Set([...wholes, ...pieces, ...guests]);
}

function readNames({ artists }: Track, { guests, partners }: Title): Names {
  const somebody = (name: string) => !NOBODY.has(name);
  return {
    wholes: artists.map(({ name }) => toName(name)).filter(somebody),
    pieces: artists.flatMap(({ name }) => namesIn(name)).filter(somebody),
    guests: [...guests, ...partners],
  };
}

function areTwo(a: Artist | undefined, b: Artist | undefined): boolean {
  const providers = Object.keys(a?.refs ?? {}).filter(
    (provider) => b?.refs[provider] !== undefined,
  );
  return providers.length > 0 && providers.every((each) => a?.refs[each] !== b?.refs[each]);
}

/** Whether the first artist of `one` is a list that names only artists whom `other` names, too. */
function isAllIn(one: Names, other: Names): boolean {
  if (one.pieces[0] === one.wholes[0]) return true;
  const names = new Set([...other.wholes, ...other.pieces, ...other.guests]);
  return one.pieces.every((name) => names.has(name));
}

function isNamedBy(one: Names, other: Names): boolean {
  return one.wholes.some((name) => other.wholes.includes(name) || other.guests.includes(name));
}

function isNear(a: Names, b: Names): boolean {
  const [left, right] = [a, b].map(
    ({ wholes, pieces }) => new Set([...wholes, ...pieces].map(withoutEnsemble)),
  );
  return [...(left ?? [])].some((name) => right?.has(name));
}
