import type { Collection } from "../model/records.ts";
import type { MusicWriter } from "../model/writer.ts";
import { missingScopes, scopeError, UPLOAD_SCOPE } from "./answer-errors.ts";
import type { Api } from "./api.ts";
import type { TokenSource } from "./token.ts";
import { createLibraryWriter, SAVE_LIMIT } from "./write-library.ts";
import { createPlaylistWriter, ITEM_LIMIT, PLAYLIST_SCOPES } from "./write-playlists.ts";

const LIBRARY = ["user-library-modify"];

/** Spotify: Web API > Scopes. */
const SCOPES: Readonly<Record<Collection | "playlists" | "covers", readonly string[]>> = {
  likes: LIBRARY,
  albums: LIBRARY,
  shows: LIBRARY,
  episodes: LIBRARY,
  audiobooks: LIBRARY,
  artists: ["user-follow-modify"],
  playlists: PLAYLIST_SCOPES,
  covers: [UPLOAD_SCOPE, ...PLAYLIST_SCOPES],
};

/** The {@link MusicWriter} over the Web API. Sends nothing before the first call. */
export function createSpotifyWriter(api: Api, tokens: TokenSource): MusicWriter {
  return {
    saveLimit: SAVE_LIMIT,
    itemLimit: ITEM_LIMIT,
    async checkScopes(kinds) {
      const scopes = [...new Set(kinds.flatMap((kind) => SCOPES[kind]))];
      // The granted scopes come with a token.
      await tokens.get();
      const granted = tokens.scopes();
      if (granted === null || missingScopes(scopes, granted).length === 0) return;
      throw scopeError({ what: "what is to be restored", scopes, changes: true }, granted);
    },
    ...createLibraryWriter(api),
    ...createPlaylistWriter(api),
  };
}
