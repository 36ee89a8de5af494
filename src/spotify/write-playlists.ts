import { ProviderError } from "../errors.ts";
import { decode } from "../http/json.ts";
import type { MusicWriter, PlaylistDetails } from "../model/writer.ts";
import { notAccepted, UPLOAD_SCOPE } from "./answer-errors.ts";
import { type Api, type ApiChange, asJson, type RequestBody } from "./api.ts";
import { normaliseDetails } from "./playlist-details.ts";
import { kindOf } from "./references.ts";
import { createdSchema } from "./wire-schemas.ts";

/** The most URIs that one request adds. Spotify: Web API reference, "Add Items to Playlist". */
export const ITEM_LIMIT = 100;

/**
 * The size limit of an upload, in base64. Spotify: Web API reference, "Add Custom Playlist Cover
 * Image".
 */
const MAX_COVER_BYTES = 256 * 1024;

/**
 * A change needs one of the two, depending on whether the playlist is public. A request cannot set
 * that.
 */
export const PLAYLIST_SCOPES = ["playlist-modify-public", "playlist-modify-private"];

/** The part of a {@link MusicWriter} that makes and changes playlists. */
export function createPlaylistWriter(
  api: Api,
): Pick<MusicWriter, "createPlaylist" | "updatePlaylist" | "addItems" | "setCover"> {
  return {
    async createPlaylist(playlist) {
      const { description, ...others } = toBody(playlist);
      const answer = await api.change({
        changes: true,
        method: "POST",
        what: "the list of playlists",
        path: "me/playlists",
        // A missing description was seen to become the word "null".
        content: asJson({ ...others, description: description ?? "" }),
        scopes: PLAYLIST_SCOPES,
      });
      return decode(createdSchema, answer, "a new playlist").id;
    },

    async updatePlaylist(id, playlist) {
      // With an empty description Spotify refuses the whole change, so an existing description
      // stays.
      await api.change(
        changeOf("a playlist", { method: "PUT", id, content: asJson(toBody(playlist)) }),
      );
    },

    async addItems(id, references, at) {
      if (references.length === 0) return;
      const what = "a playlist";
      if (!references.every(isPlayable)) throw notAccepted(what);
      const content = asJson({ uris: references, position: at });
      const change = changeOf(what, { method: "POST", id, part: "/items", content });
      await api.change({ ...change, refusable: true });
    },

    async setCover(id, jpeg) {
      const what = "the cover of a playlist";
      const body = Buffer.from(jpeg).toString("base64");
      const isJpeg = jpeg[0] === 0xff && jpeg[1] === 0xd8;
      if (!isJpeg || body.length > MAX_COVER_BYTES) throw notAccepted(what);
      const content = { type: "image/jpeg", body };
      const change = changeOf(what, { method: "PUT", id, part: "/images", content });
      await api.change({ ...change, refusable: true, scopes: [UPLOAD_SCOPE, ...PLAYLIST_SCOPES] });
    },
  };
}

/** A change of the playlist `id`. An `id` that would lead elsewhere in a path is no playlist. */
function changeOf(
  what: string,
  request: {
    readonly method: "POST" | "PUT";
    readonly id: string;
    readonly part?: string;
    readonly content: RequestBody;
  },
): ApiChange {
  const { method, id, part = "", content } = request;
  if (!/^[\w-]+$/.test(id)) {
    throw new ProviderError("provider/not-found", "Spotify has no playlist with this identifier.");
  }
  const path = `playlists/${id}${part}`;
  return { changes: true, method, what, path, content, scopes: PLAYLIST_SCOPES };
}

/** Spotify: Web API reference, "Change Playlist Details". */
function toBody(playlist: PlaylistDetails) {
  const { name, description, visibility, collaborative } = normaliseDetails(playlist);
  return {
    name,
    public: visibility === "public",
    collaborative,
    ...(description !== null && { description }),
  };
}

function isPlayable(reference: string): boolean {
  const kind = kindOf(reference);
  return kind === "track" || kind === "episode";
}
