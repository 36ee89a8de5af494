import type { Entry } from "../model/records.ts";
import type { ExportFormat } from "./format.ts";
import type { ExportList } from "./list.ts";
import { playableIn, uriOf, urisOf, webPageOf } from "./playable.ts";

/** The keys of the fields that ListenBrainz and others add. */
const PLAYLIST_EXTENSION = "https://musicbrainz.org/doc/jspf#playlist";
const TRACK_EXTENSION = "https://musicbrainz.org/doc/jspf#track";

/** One playlist as JSON, with the additions of ListenBrainz. */
export const jspf: ExportFormat = {
  extension: "jspf",
  kinds: ["likes", "playlists", "episodes"],
  canWrite: () => true,
  writeList: (list) => `${JSON.stringify({ playlist: playlistOf(list) }, null, 2)}\n`,
  combined: null,
};

function playlistOf({ title, playlist, entries }: ExportList) {
  return {
    title,
    ...(playlist !== null && {
      creator: playlist.owner.name || undefined,
      annotation: playlist.description ?? undefined,
      identifier: uriOf(playlist.refs) || undefined,
      extension: { [PLAYLIST_EXTENSION]: { public: playlist.visibility === "public" } },
    }),
    track: entries.map(trackOf),
  };
}

function trackOf(entry: Entry) {
  const playable = playableIn(entry);
  const page = playable && webPageOf(playable.refs);
  return {
    ...(playable !== null && {
      title: playable.title,
      creator: playable.artists || undefined,
      album: playable.album || undefined,
      trackNum: playable.trackNumber,
      duration: playable.durationMs || undefined,
      location: page === null ? undefined : [page],
      identifier: urisOf(playable.refs),
    }),
    extension: {
      [TRACK_EXTENSION]: {
        added_at: entry.addedAt ?? undefined,
        added_by: entry.addedBy ?? undefined,
        additional_metadata: playable?.isrc ? { isrc: playable.isrc } : undefined,
      },
    },
  };
}
