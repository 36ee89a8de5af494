import type { Known, Refs } from "../model/records.ts";
import { toReference } from "../spotify/references.ts";
import { refsOf, type TrackFields, toLocalTrack, trackFromFields } from "./list.ts";

const RECORDING = /^https?:\/\/(?:www\.)?musicbrainz\.org\/recording\/[0-9a-f-]{36}$/;

/** The references among `links`. Links to other sites are dropped: nothing uses them later. */
function linkedRefs(links: readonly string[]): Refs {
  const spotify = links.map((link) => toReference(link)).find((each) => each !== undefined);
  const musicbrainz = links.find((link) => RECORDING.test(link));
  return {
    ...(musicbrainz !== undefined && { musicbrainz }),
    ...refsOf(spotify),
  };
}

/** The thing that links and words name: a local file, an episode or a track; `null`: nothing. */
export function linkedContent(
  links: readonly string[],
  fields: Omit<TrackFields, "refs">,
): Known | null {
  const trimmed = links.map((link) => link.trim());
  const local = trimmed.map(toLocalTrack).find((each) => each !== null);
  if (local !== undefined) return { type: "local", item: local };
  const refs = linkedRefs(trimmed);
  if (fields.title === "" && Object.keys(refs).length === 0) return null;
  if (!refs["spotify"]?.startsWith("spotify:episode:")) {
    return { type: "track", item: trackFromFields({ ...fields, refs }) };
  }
  const { title, artists, durationMs = 0 } = fields;
  const [show] = artists;
  return {
    type: "episode",
    item: { title, durationMs, refs, ...(show && { show: { title: show.name, refs: {} } }) },
  };
}
