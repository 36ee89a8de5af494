import type { Artist, Entry, Refs } from "../model/records.ts";
import { kindOf, linkTo } from "../spotify/references.ts";
import { knownIn } from "./list.ts";

/** The facts that most formats have of a track. A text is empty where nothing is known. */
export interface Playable {
  readonly title: string;
  /** All artists in one text; of an episode its podcast. */
  readonly artists: string;
  readonly album: string;
  /** 0: it is not known. */
  readonly durationMs: number;
  readonly isrc: string;
  readonly trackNumber?: number;
  readonly refs: Refs;
}

/** The track, local file or episode in an entry; `null`: it has none of these. */
export function playableIn(entry: Entry): Playable | null {
  const known = knownIn(entry);
  switch (known?.type) {
    case "track":
    case "local": {
      const { title, artists, album, durationMs, isrc = "", trackNumber, refs } = known.item;
      return {
        title,
        artists: namesOf(artists),
        album: album?.title ?? "",
        durationMs,
        isrc,
        ...(trackNumber !== undefined && { trackNumber }),
        refs,
      };
    }
    case "episode": {
      const { title, show, durationMs, refs } = known.item;
      return { title, artists: show?.title ?? "", album: "", durationMs, isrc: "", refs };
    }
    default:
      return null;
  }
}

/** The names of artists in one text. */
export function namesOf(artists: readonly Artist[]): string {
  return artists.map(({ name }) => name).join(", ");
}

/** The page on the web where something can be played; `null`: there is none. */
export function webPageOf({ spotify }: Refs): string | null {
  return spotify === undefined ? null : linkTo(spotify);
}

/** The URI by which Spotify knows something, also a local file; empty: there is none. */
export function uriOf({ spotify = "" }: Refs): string {
  return kindOf(spotify) !== undefined || spotify.startsWith("spotify:local:") ? spotify : "";
}

/** All URIs by which something is known. */
export function urisOf(refs: Refs): readonly string[] {
  return [uriOf(refs), refs["musicbrainz"] ?? ""].filter((uri) => uri !== "");
}
