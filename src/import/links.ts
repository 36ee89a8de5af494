import type { Refs } from "../model/records.ts";
import { toReference } from "../spotify/references.ts";
import { refsOf } from "./list.ts";

const RECORDING = /^https?:\/\/(?:www\.)?musicbrainz\.org\/recording\/[0-9a-f-]{36}$/;

/** The references among `links`. Links to other sites are dropped: nothing uses them later. */
export function linkedRefs(links: readonly string[]): Refs {
  const spotify = links.map((link) => toReference(link.trim())).find((each) => each !== undefined);
  const musicbrainz = links.find((link) => RECORDING.test(link.trim()))?.trim();
  return {
    ...(musicbrainz !== undefined && { musicbrainz }),
    ...refsOf(spotify),
  };
}
