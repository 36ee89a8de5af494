import * as z from "zod";

/**
 * The parts of Spotify's answers that are used. Spotify: Web API reference. The schemas are
 * tolerant on purpose: fields that Development Mode no longer sends are optional, fields that were
 * seen to be null may be null, and unknown fields are ignored. They are strict only where a missing
 * answer could otherwise pass for an empty one.
 */

const text = z.string().nullish();
const flag = z.boolean().nullish();
const number = z.number().nullish();
const count = z.int().nonnegative().nullish();
const listOf = <T extends z.ZodType>(item: T) => z.array(item.nullable()).nullish();

/** An artist, followed or in a credit. */
export const artistSchema = z.object({ name: text, uri: text });

const externalIds = z.object({ isrc: text, upc: text }).nullish();

/** An album, saved or in a track. */
export const albumSchema = z.object({
  name: text,
  uri: text,
  artists: listOf(artistSchema),
  release_date: text,
  album_type: text,
  external_ids: externalIds,
});

/** A podcast, saved or in an episode. */
export const showSchema = z.object({ name: text, uri: text, publisher: text });

/** Content that can be liked or put into a playlist: a track, a local file or an episode. */
export const contentSchema = z.object({
  type: text,
  uri: text,
  name: text,
  duration_ms: number,
  explicit: flag,
  is_local: flag,
  artists: listOf(artistSchema),
  album: albumSchema.nullish(),
  disc_number: number,
  track_number: number,
  external_ids: externalIds,
  show: showSchema.nullish(),
  release_date: text,
});

const user = z.object({ id: text, uri: text });

const names = listOf(z.object({ name: text }));

/** A saved audiobook. */
export const audiobookSchema = z.object({
  name: text,
  uri: text,
  authors: names,
  narrators: names,
  publisher: text,
});

/** An artist as Spotify sends it. */
export type WireArtist = z.infer<typeof artistSchema>;
/** An album as Spotify sends it. */
export type WireAlbum = z.infer<typeof albumSchema>;
/** A podcast as Spotify sends it. */
export type WireShow = z.infer<typeof showSchema>;
/** A track, a local file or an episode as Spotify sends it. */
export type WireContent = z.infer<typeof contentSchema>;
/** Somebody who owns a playlist or added something to it. */
export type WireUser = z.infer<typeof user>;
/** An audiobook as Spotify sends it. */
export type WireAudiobook = z.infer<typeof audiobookSchema>;

/**
 * One row of a collection or playlist. If the row or its content is null, Spotify does not show it.
 */
export type WireRow<T> = {
  readonly added_at?: string | null | undefined;
  readonly added_by?: WireUser | null | undefined;
  readonly is_local?: boolean | null | undefined;
  readonly item: T | null;
} | null;

/** The way to recognize rows with content of one kind. */
export interface RowShape<T> {
  /** Brings the row into the form of `schema`, if it is as documented. */
  readonly normalize: (row: unknown) => unknown;
  readonly schema: z.ZodType<WireRow<T>, WireRow<T>>;
}

/**
 * A row whose content is called `name` or, under Spotify's new name, `item`. A row with neither is
 * refused: otherwise, after another renaming, every song would look unavailable.
 */
export function rowShape<T>(name: string, content: z.ZodType<T, T>): RowShape<T> {
  return {
    normalize: (row) => {
      if (!isRecord(row)) return row;
      return {
        added_at: row["added_at"],
        added_by: row["added_by"],
        is_local: row["is_local"],
        item: row["item"] ?? (name in row ? row[name] : row["item"]),
      };
    },
    schema: z
      .object({
        added_at: text,
        added_by: user.nullish(),
        is_local: flag,
        item: content.nullable(),
      })
      .nullable(),
  };
}

/** Like {@link rowShape}, but the content may also be there without a row around it. */
export function bareRowShape<T>(name: string, content: z.ZodType<T, T>): RowShape<T> {
  const { normalize, schema } = rowShape(name, content);
  const isBare = (row: unknown) =>
    isRecord(row) && "uri" in row && !("item" in row) && !(name in row);
  return { normalize: (row) => normalize(isBare(row) ? { item: row } : row), schema };
}

const oddRowSchema = z
  .object({ added_at: text.catch(null), added_by: user.nullish().catch(null) })
  .catch({ added_at: null, added_by: null });

/**
 * A row without content, in place of one that does not match {@link rowShape}. It keeps the time
 * and the adder, if they can be read.
 */
export function oddRow(row: unknown): NonNullable<WireRow<never>> {
  return { ...oddRowSchema.parse(row), item: null };
}

/** A page of a list that is read by offset. Its rows have schemas of their own. */
export const pageSchema = z.object({
  items: z.array(z.unknown()),
  total: count,
  limit: count,
  offset: count,
  next: text,
});

/** A page of followed artists, which are read by cursor. */
export const followingSchema = z.object({
  artists: z.object({
    items: z.array(z.unknown()),
    total: z.int().nonnegative(),
    limit: count,
    next: text,
    cursors: z.object({ after: text }).nullish(),
  }),
});

const size = z.object({ total: count }).nullish();

/** It is used in paths. */
const playlistId = z.string().regex(/^[\w-]+$/);

/** A playlist in the account's list; null where Spotify does not say what it is. */
export const wirePlaylistSchema = z
  .object({
    id: playlistId,
    snapshot_id: text,
    name: text,
    description: text,
    public: flag,
    collaborative: flag,
    owner: user.extend({ display_name: text }).nullish(),
    images: listOf(z.object({ url: text })),
    items: size,
    tracks: size,
  })
  .nullable();

/** A playlist of the account's list as Spotify sends it. */
export type WirePlaylist = NonNullable<z.infer<typeof wirePlaylistSchema>>;

/** The one field that is needed of a playlist that was just made. */
export const createdSchema = z.object({ id: playlistId });

/** The tracks that a search found. */
export const searchSchema = z.object({
  tracks: z.object({ items: z.array(contentSchema.nullable()) }),
});

/** The account's profile. */
export const profileSchema = z.object({
  id: z.string().min(1),
  account_id: text,
  display_name: text,
});

/** A profile as Spotify sends it. */
export type WireProfile = z.infer<typeof profileSchema>;

/** The token endpoint's answer to a success. Spotify: Web API > Refreshing tokens. */
export const tokenSchema = z.object({
  access_token: z.string().min(1),
  refresh_token: text,
  scope: text,
});

/** The token endpoint's refusal. RFC 6749, section 5.2. */
export const tokenErrorSchema = z.object({ error: z.string() });

/** The API's refusal. */
export const errorSchema = z.object({ error: z.object({ message: z.string() }) });

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
