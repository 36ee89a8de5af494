import { refuse } from "./replies.ts";
import type { Call } from "./world.ts";

/** The parts of a Spotify URI. */
export interface Uri {
  readonly uri: string;
  readonly kind: string;
  readonly id: string;
}

/** The kinds that `/me/library` takes, according to Spotify's list. */
export const LIBRARY_KINDS = [
  "track",
  "album",
  "episode",
  "show",
  "audiobook",
  "user",
  "playlist",
] as const;

const LIBRARY_MAXIMUM = 40;

/**
 * The `uris` in the query of a request to `/me/library`; a body is ignored. Refuses with 400 when
 * they are missing, more than 40, malformed, or of a kind that is not listed.
 */
export function requestedUris({ query }: Call, kinds: readonly string[]): Uri[] {
  const text = query.get("uris");
  if (text === null || text === "") refuse(400, "Missing required field: uris");
  const uris = text.split(",").map(parseUri);
  if (uris.length > LIBRARY_MAXIMUM) refuse(400, `Too many URIs. Maximum: ${LIBRARY_MAXIMUM}.`);
  for (const { kind } of uris) if (!kinds.includes(kind)) refuse(400, "Unsupported URI type");
  return uris;
}

/**
 * The parts of `spotify:{kind}:{id}`; 400 for any other text, including one with blanks around it.
 */
export function parseUri(uri: string): Uri {
  const [, kind, id] = /^spotify:([a-z]+):([^:,\s]+)$/.exec(uri) ?? [];
  if (kind === undefined || id === undefined) refuse(400, "Invalid URI format");
  if (kind !== "user" && !/^[0-9A-Za-z]{22}$/.test(id)) refuse(400, "Invalid base62 id");
  return { uri, kind, id: kind === "user" ? decodeName(id) : id };
}

function decodeName(id: string): string {
  try {
    return decodeURIComponent(id);
  } catch {
    return refuse(400, "Invalid URI format");
  }
}
