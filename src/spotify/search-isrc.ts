import type { Track } from "../model/records.ts";
import type { Api } from "./api.ts";
import { toTrack } from "./mapping.ts";
import { searchSchema } from "./wire-schemas.ts";

/** The most recordings that one search returns. Spotify: Web API reference, "Search for Item". */
const SEARCH_LIMIT = 10;

/**
 * Recordings with exactly this ISRC, best first. A malformed ISRC is not searched for: in a search
 * it could mean anything. Throws as {@link Api.get} does.
 */
export async function findByIsrc(api: Api, isrc: string): Promise<readonly Track[]> {
  if (!/^[A-Z0-9]{12}$/.test(isrc)) return [];
  const { tracks } = await api.get(searchSchema, {
    what: "the recordings with an ISRC",
    path: "search",
    query: { q: `isrc:${isrc}`, type: "track", limit: SEARCH_LIMIT },
    scopes: [],
  });
  return tracks.items
    .filter((wire) => wire !== null)
    .map(toTrack)
    .filter((track) => track.isrc === isrc);
}
