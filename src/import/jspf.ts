import * as z from "zod";
import { toIsrc } from "../match/isrc.ts";
import type { Entry } from "../model/records.ts";
import { entriesAtHand } from "./entries.ts";
import { linkedRefs } from "./links.ts";
import { artistsOf, type ImportedFile, trackFromFields } from "./list.ts";
import { readTime } from "./times.ts";

const text = z.string().nullish().catch(null);
const several = z
  .union([z.array(z.string()), z.string().transform((one) => [one])])
  .nullish()
  .catch(null);

const extra = z.looseObject({
  added_at: text,
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
  const entries = entriesAtHand(track.map(toEntry));
  return {
    format: "JSPF",
    lists: [{ kind: "playlists", name: title || name, description: annotation || null, entries }],
    leftOut: new Map(),
  };
}

function toEntry(row: unknown): Entry {
  const track = trackSchema.safeParse(row).data;
  if (track === undefined) return { type: "unavailable", addedAt: null };
  const added = extra.safeParse(extensionOf(track.extension)).data;
  const addedAt = readTime(added?.added_at);
  const refs = linkedRefs([...(track.identifier ?? []), ...(track.location ?? [])]);
  if (!track.title && Object.keys(refs).length === 0) return { type: "unavailable", addedAt };
  const isrc = track.isrc ?? added?.additional_metadata?.isrc?.[0];
  const item = trackFromFields({
    title: track.title ?? "",
    artists: artistsOf(track.creator),
    album: track.album ?? "",
    durationMs: Math.round(track.duration ?? 0),
    trackNumber: track.trackNum ?? undefined,
    isrc: toIsrc(isrc ?? undefined) ?? undefined,
    refs,
  });
  return { type: "track", item, addedAt };
}

/**
 * The additional fields. ListenBrainz writes an object, the draft of JSPF a list with one object.
 */
function extensionOf(extension: Readonly<Record<string, unknown>> | null | undefined): unknown {
  const value = extension?.[TRACK_EXTENSION];
  return Array.isArray(value) ? value[0] : value;
}
