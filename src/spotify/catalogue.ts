import type { Catalogue, SearchWords } from "../model/catalogue.ts";
import type { Track } from "../model/records.ts";
import type { Api } from "./api.ts";
import { toTrack } from "./mapping.ts";
import { kindOf, linkTo, toReference } from "./references.ts";
import { searchSchema } from "./wire-schemas.ts";

/** The most recordings that one search returns. Spotify: Web API reference, "Search for Item". */
const SEARCH_LIMIT = 10;

/** Longer queries get a 400. Searches of 250 characters and fewer were seen to be accepted. */
const QUERY_MAXIMUM = 250;

/** Spotify's catalogue. Throws as {@link Api.get} does. */
export function createSpotifyCatalogue(api: Api): Catalogue {
  /**
   * The recordings that a search finds. It names no market: with one, Spotify answers with other
   * ids for the same recordings.
   */
  async function find(query: string): Promise<readonly Track[]> {
    const { tracks } = await api.get(searchSchema, {
      what: "the recordings that a search finds",
      path: "search",
      query: { q: query, type: "track", limit: SEARCH_LIMIT },
      scopes: [],
    });
    return tracks.items.filter((wire) => wire !== null).map(toTrack);
  }

  return {
    name: "spotify",
    link: linkTo,
    async byIsrc(isrc) {
      // A malformed code could mean anything in a search.
      if (!/^[A-Z0-9]{12}$/.test(isrc)) return [];
      return (await find(`isrc:${isrc}`)).filter((track) => track.isrc === isrc);
    },
    async search(words) {
      const query = queryOf(words);
      return query === "" ? [] : find(query);
    },
    recordingAt(link) {
      const reference = toReference(link.trim(), "track");
      return reference !== undefined && kindOf(reference) === "track" ? reference : null;
    },
  };
}

/** The words as a query. Quotes and colons of a name would be taken for those of a filter. */
function queryOf({ title, artist, within }: SearchWords): string {
  const [name, by] = [title, artist].map((text) => text.replace(/[":]/g, " ").trim());
  if (!name) return "";
  if (within === "anywhere" || !by) return cut(`${name} ${by}`.trim(), QUERY_MAXIMUM);
  const half = QUERY_MAXIMUM / 2 - 'artist:""'.length;
  return `track:"${cut(name, half)}" artist:"${cut(by, half)}"`;
}

/**
 * The whole words at the beginning of `text` that fit into `most` characters. If the first word
 * does not fit, its beginning.
 */
function cut(text: string, most: number): string {
  const words = text.split(/\s+/);
  let kept = "";
  for (const word of words) {
    const longer = kept === "" ? word : `${kept} ${word}`;
    if (longer.length > most) break;
    kept = longer;
  }
  return kept || [...text].slice(0, Math.floor(most / 2)).join("");
}
