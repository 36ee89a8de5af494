import { namesIn } from "../match/artist-names.ts";
import { fold } from "../match/fold.ts";
import { toIsrc } from "../match/isrc.ts";
import { readTitle } from "../match/title.ts";
import type { SearchWords } from "../model/catalogue.ts";
import type { Track } from "../model/records.ts";
import { canonicalJson } from "../snapshot/canonical.ts";
import { sha256 } from "../snapshot/digest.ts";

/** A recording of which the reference is not known, or no longer works. */
export interface Wanted {
  /** Names it in decisions and in what is remembered; see {@link keyOf}. */
  readonly key: string;
  readonly track: Track;
}

/** Tests whether a text is a key. */
export const KEY = /^[0-9a-f]{16}$/;

/**
 * Names a recording by its words: 16 hex digits, the same in every snapshot and import that has the
 * same words for it.
 */
export function keyOf({ title, artists, album, durationMs, isrc }: Track): string {
  const names = artists.map(({ name }) => name);
  const words = [title, names, album?.title ?? null, durationMs, isrc ?? null];
  return sha256(new TextEncoder().encode(canonicalJson(words))).slice(0, 16);
}

/**
 * The searches by words for a recording, the most exact one first. There are none without a title
 * and an artist, since nothing that they find could be told from another song.
 */
export function searchesFor({ title, artists }: Track): readonly SearchWords[] {
  const artist = artists[0]?.name ?? "";
  const { core, whole } = readTitle(title);
  const [first] = namesIn(artist);
  if (core === "" || first === undefined) return [];
  const plain = core === whole ? [] : [{ title: core, artist, within: "fields" as const }];
  return [
    { title, artist, within: "fields" },
    ...plain,
    { title: core, artist: first === fold(artist) ? artist : first, within: "anywhere" },
  ];
}

/** The most requests that looking for a recording takes. */
export function mostRequests(track: Track): number {
  return searchesFor(track).length + (toIsrc(track.isrc) === null ? 0 : 1);
}
