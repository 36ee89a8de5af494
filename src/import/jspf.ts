import * as z from "zod";
import { toIsrc } from "../match/isrc.ts";
import type { Entry } from "../model/records.ts";
import { linkedContent } from "./links.ts";
import { artistsOf, type ImportedFile, onlyListOf } from "./list.ts";
import { readTime } from "./times.ts";

const text = z.string().nullish().catch(null);
const several = z
  .union([z.array(z.string()), z.string().transform((one) => [one])])
  .nullish()
  .catch(null);

const extra = z.looseObject({
  added_at: text,
  added_by: text,
  additional_metadata: z.looseObject({ isrc: several }).nullish(),
});

const trackSchema = z.object({
  title: text,
  creator: text,
  album: text,
  duration: z.number().nonnegative().nullish().catch(null),
  trackNum: z.int().nonnegative().nullish().catch(null),
  identifier: several,
  location: several,
  isrc: text,
  extension: z.record(z.string(), z.unknown()).nullish().catch(null),
});

const playlistSchema = z.object({
  playlist: z.object({ title: text, annotation: text, track: z.array(z.unknown()) }),
});

/** The key of the fields that ListenBrainz and others add to a track. */
const TRACK_EXTENSION = "https://musicbrainz.org/doc/jspf#track";

/** Reads JSPF, also with ListenBrainz's additions; `null`: it is not JSPF. */
export function readJspf(json: unknown, name: string): ImportedFile | null {
  const read = playlistSchema.safeParse(json).data?.playlist;
  if (read === undefined) return null;
  const { title, annotation, track } = read;
  return {
    format: "JSPF",
    lists: [onlyListOf(title || name, track.map(toEntry), annotation)],
    leftOut: new Map(),
  };
}

function toEntry(row: unknown): Entry {
  const track = trackSchema.safeParse(row).data;
  if (track === undefined) return { type: "unavailable", addedAt: null };
  const added = extra.safeParse(extensionOf(track.extension)).data;
  const addedAt = readTime(added?.added_at);
  const isrc = track.isrc ?? added?.additional_metadata?.isrc?.[0];
  const known = linkedContent([...(track.identifier ?? []), ...(track.location ?? [])], {
    title: track.title ?? "",
    artists: artistsOf(track.creator),
    album: track.album ?? "",
    durationMs: Math.round(track.duration ?? 0),
    trackNumber: track.trackNum ?? undefined,
    isrc: toIsrc(isrc ?? undefined) ?? undefined,
  });
  // Other services have users of their own.
  const addedBy = added?.added_by?.startsWith("spotify:user:") ? added.added_by : undefined;
  const when = addedBy === undefined ? { addedAt } : { addedAt, addedBy };
  return known === null ? { type: "unavailable", ...when } : { ...known, ...when };
}

/**
 * The additional fields. ListenBrainz writes an object, the draft of JSPF a list with one object.
 */
function extensionOf(extension: Readonly<Record<string, unknown>> | null | undefined): unknown {
  const value = extension?.[TRACK_EXTENSION];
  return Array.isArray(value) ? value[0] : value;
}
