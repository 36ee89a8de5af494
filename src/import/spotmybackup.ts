import * as z from "zod";
import type { Entry } from "../model/records.ts";
import { toReference } from "../spotify/references.ts";
import { entriesFromArray } from "./entries.ts";
import { artistsOf, type ImportedFile, refsOf, toLocalTrack, trackFromFields } from "./list.ts";
import { readTime } from "./times.ts";

const text = z.string().nullish().catch(null);
const rows = z.array(z.unknown());

const trackSchema = z.object({
  uri: text,
  id: text,
  name: text,
  artist: text,
  album: text,
  dateAdded: text,
  added_at: text,
});

const backupSchema = z
  .object({
    playlists: z.record(z.string(), z.object({ name: text, tracks: rows })),
    saved: rows.nullish(),
    savedTracks: rows.nullish(),
    starred: rows.nullish(),
  })
  .refine(({ saved, savedTracks }) => saved || savedTracks);

/** Reads the JSON of SpotMyBackup and of its successors; `null`: it is not that. */
export function readSpotMyBackup(json: unknown): ImportedFile | null {
  const backup = backupSchema.safeParse(json).data;
  if (backup === undefined) return null;
  const { playlists, saved, savedTracks, starred } = backup;
  const list = (kind: "likes" | "playlists", name: string, tracks: readonly unknown[]) => ({
    kind,
    name,
    description: null,
    entries: entriesFromArray(tracks.map(toEntry)),
  });
  return {
    format: "SpotMyBackup",
    lists: [
      list("likes", "", saved ?? savedTracks ?? []),
      ...Object.entries(playlists).map(([key, { name, tracks }]) =>
        list("playlists", name || key, tracks),
      ),
      ...(starred?.length ? [list("playlists", "Starred", starred)] : []),
    ],
    leftOut: new Map(),
  };
}

function toEntry(row: unknown): Entry {
  const track = trackSchema.safeParse(row).data;
  const addedAt = readTime(track?.dateAdded ?? track?.added_at);
  const local = toLocalTrack(track?.uri ?? "");
  if (local !== null) return { type: "local", item: local, addedAt };
  const reference = toReference(track?.uri || track?.id || "", "track");
  if (track === undefined || (reference === undefined && !track.name)) {
    return { type: "unavailable", addedAt };
  }
  const { name, artist, album } = track;
  const refs = refsOf(reference);
  if (reference?.startsWith("spotify:episode:")) {
    return { type: "episode", item: { title: name ?? "", durationMs: 0, refs }, addedAt };
  }
  const item = trackFromFields({
    title: name ?? "",
    artists: artistsOf(artist),
    album: album ?? "",
    refs,
  });
  return { type: "track", item, addedAt };
}
