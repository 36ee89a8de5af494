import type { Artist, Track } from "../model/records.ts";
import { namesIn, toName, withoutEnsemble } from "./names.ts";
import type { Title } from "./title.ts";

/** How the artists of two recordings stand to each other, from the best. */
export type ArtistAgreement =
  /** The first one is the same. */
  | "primary"
  /** One is named by both. */
  | "shared"
  /** A part of a name, or the name of an ensemble, is the same. */
  | "near"
  | "none"
  /** Same name, but the provider knows them as two. */
  | "namesake";

/** Names of nobody. */
const NOBODY = new Set(["", "various artists", "various", "va", "unknown artist", "unknown"]);

interface Names {
  /** The names as they are given. */
  readonly wholes: readonly string[];
  /** The names in them, where they are lists. */
  readonly pieces: readonly string[];
  /** Who else is named, in the title. */
  readonly guests: readonly string[];
}

/** Compares who made two recordings. Titles count for whom they credit. */
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

/** Everybody a recording names, folded: its artists, and those its title credits. */
export function everybodyOf(track: Track, title: Title): ReadonlySet<string> {
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

/** Whether `one`, when its first artist is a list, names nobody that `other` does not. */
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
