import * as z from "zod";
import type {
  Album,
  Artist,
  Audiobook,
  Entry,
  Episode,
  Known,
  Playlist,
  Show,
  Track,
} from "../model/records.ts";

/** The canonical records as format v1 stores them. Unknown fields are ignored on reading. */

const refs = z.record(z.string(), z.string());
const count = z.int().nonnegative();

const artist = z.object({ name: z.string(), refs }) satisfies z.ZodType<Artist>;

const album = z.object({
  title: z.string(),
  artists: z.array(artist),
  releaseDate: z.string().exactOptional(),
  type: z.string().exactOptional(),
  upc: z.string().exactOptional(),
  refs,
}) satisfies z.ZodType<Album>;

const track = z.object({
  title: z.string(),
  artists: z.array(artist),
  album: album.exactOptional(),
  durationMs: count,
  isrc: z.string().exactOptional(),
  discNumber: count.exactOptional(),
  trackNumber: count.exactOptional(),
  explicit: z.boolean().exactOptional(),
  refs,
}) satisfies z.ZodType<Track>;

const show = z.object({
  title: z.string(),
  publisher: z.string().exactOptional(),
  refs,
}) satisfies z.ZodType<Show>;

const episode = z.object({
  title: z.string(),
  show: show.exactOptional(),
  durationMs: count,
  releaseDate: z.string().exactOptional(),
  explicit: z.boolean().exactOptional(),
  refs,
}) satisfies z.ZodType<Episode>;

const audiobook = z.object({
  title: z.string(),
  authors: z.array(z.string()),
  narrators: z.array(z.string()),
  publisher: z.string().exactOptional(),
  refs,
}) satisfies z.ZodType<Audiobook>;

const shapes = {
  track: { type: z.literal("track"), item: track },
  episode: { type: z.literal("episode"), item: episode },
  local: { type: z.literal("local"), item: track },
  album: { type: z.literal("album"), item: album },
  artist: { type: z.literal("artist"), item: artist },
  show: { type: z.literal("show"), item: show },
  audiobook: { type: z.literal("audiobook"), item: audiobook },
};

const known = z.discriminatedUnion("type", [
  z.object(shapes.track),
  z.object(shapes.episode),
  z.object(shapes.local),
  z.object(shapes.album),
  z.object(shapes.artist),
  z.object(shapes.show),
  z.object(shapes.audiobook),
]) satisfies z.ZodType<Known>;

const added = {
  addedAt: z.string().nullable(),
  addedBy: z.string().nullable().exactOptional(),
};

/** One row of a collection or playlist. */
export const entrySchema = z.discriminatedUnion("type", [
  z.object({ ...added, ...shapes.track }),
  z.object({ ...added, ...shapes.episode }),
  z.object({ ...added, ...shapes.local }),
  z.object({ ...added, ...shapes.album }),
  z.object({ ...added, ...shapes.artist }),
  z.object({ ...added, ...shapes.show }),
  z.object({ ...added, ...shapes.audiobook }),
  z.object({ ...added, type: z.literal("unavailable"), known: known.exactOptional() }),
]) satisfies z.ZodType<Entry>;

/** A playlist without its entries. */
export const playlistSchema = z.object({
  name: z.string(),
  description: z.string().nullable(),
  visibility: z.enum(["public", "private", "unknown"]),
  collaborative: z.boolean(),
  owner: artist,
  relation: z.enum(["owned", "followed"]),
  refs,
}) satisfies z.ZodType<Playlist>;
