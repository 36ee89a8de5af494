import * as z from "zod";
import { ProviderError } from "../errors.ts";
import type { MusicWriter } from "../model/writer.ts";
import { notAccepted } from "./answer-errors.ts";
import { type Api, asJson } from "./api.ts";
import { idOf, kindOf, type ReferenceKind } from "./references.ts";

/** The most URIs that `/me/library` takes. Spotify: Web API reference, "Save Items to Library". */
export const SAVE_LIMIT = 40;

const WRITE_SCOPES: Readonly<Record<ReferenceKind, string>> = {
  track: "user-library-modify",
  album: "user-library-modify",
  episode: "user-library-modify",
  show: "user-library-modify",
  audiobook: "user-library-modify",
  artist: "user-follow-modify",
  playlist: "playlist-modify-public",
};

/**
 * The deprecated call answers with these codes if the app may not use it. None of them refuses a
 * track.
 */
const NOT_OFFERED: ReadonlySet<string> = new Set([
  "provider/forbidden",
  "provider/not-found",
  "provider/gone",
  "provider/refused",
]);

/** The part of a {@link MusicWriter} that checks what is in the library and adds to it. */
export function createLibraryWriter(
  api: Api,
): Pick<MusicWriter, "contains" | "likeDated" | "save"> {
  let hasDates = true;

  return {
    contains: (references) => contains(api, references),
    save: (references) => save(api, references),
    async likeDated(likes) {
      if (hasDates) hasDates = await likeDated(api, likes);
      return hasDates ? "done" : "unsupported";
    },
  };
}

/** Spotify: Web API reference, "Check User's Saved Items". */
async function contains(api: Api, references: readonly string[]): Promise<readonly boolean[]> {
  const asked = [...new Set(references)].filter((reference) => kindOf(reference) !== undefined);
  if (asked.length === 0) return references.map(() => false);
  const answers = await api.get(z.array(z.boolean()).length(asked.length), {
    what: "what the library contains",
    path: "me/library/contains",
    query: { uris: asked.join(",") },
    scopes: ["user-library-read", "user-follow-read", "playlist-read-private"],
  });
  const contained = new Set(asked.filter((_, index) => answers[index]));
  return references.map((reference) => contained.has(reference));
}

/**
 * Spotify: Web API reference, "Save Items to Library". The URIs are in the query; a body is
 * refused.
 */
async function save(api: Api, references: readonly string[]): Promise<void> {
  if (references.length === 0) return;
  const what = "the library";
  const scopes = references.map((reference) => WRITE_SCOPES[kindOrRefuse(reference, what)]);
  await api.change({
    changes: true,
    method: "PUT",
    what,
    path: "me/library",
    query: { uris: references.join(",") },
    scopes: [...new Set(scopes)],
    refusable: true,
  });
}

/**
 * Likes tracks with their dates; `false` if Spotify does not let this login do so. Spotify: Web API
 * reference, "Save Tracks for Current User". The call is deprecated and closed to most apps, but it
 * is the only one that keeps the dates.
 */
async function likeDated(
  api: Api,
  likes: Parameters<MusicWriter["likeDated"]>[0],
): Promise<boolean> {
  if (likes.length === 0) return true;
  const what = "the liked songs";
  for (const { reference } of likes) {
    if (kindOrRefuse(reference, what) !== "track") throw notAccepted(what);
  }
  const dated = likes.map(({ reference, addedAt }) => ({ id: idOf(reference), added_at: addedAt }));
  try {
    await api.change({
      changes: true,
      method: "PUT",
      what,
      path: "me/tracks",
      content: asJson({ timestamped_ids: dated }),
      scopes: [WRITE_SCOPES.track],
      refusable: true,
    });
    return true;
  } catch (error) {
    if (error instanceof ProviderError && NOT_OFFERED.has(error.code)) return false;
    throw error;
  }
}

function kindOrRefuse(reference: string, what: string): ReferenceKind {
  const kind = kindOf(reference);
  if (kind === undefined) throw notAccepted(what);
  return kind;
}
