import type { Entry, Kind, Known, Playlist } from "../model/records.ts";

/** One list that is exported. */
export interface ExportList {
  readonly kind: Kind;
  /** Its name, which no other list of the same export has. */
  readonly title: string;
  /** `null`: it is a collection. */
  readonly playlist: Playlist | null;
  readonly entries: readonly Entry[];
}

/** The content of an entry, or the last that was known of it; `null`: nothing is known. */
export function knownIn(entry: Entry): Known | null {
  return entry.type === "unavailable" ? (entry.known ?? null) : entry;
}

/** Whether it is a track or a local file with a title, also one that is no longer available. */
export function isTrack(entry: Entry): boolean {
  const known = knownIn(entry);
  return (known?.type === "track" || known?.type === "local") && known.item.title.trim() !== "";
}
