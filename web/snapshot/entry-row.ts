import { describeItem } from "../../src/model/describe-item.ts";
import type { Entry } from "../../src/model/records.ts";
import { shownLine } from "../worker/shown.ts";

/** One entry of a list as a table shows it. Texts are safe to show, and empty where not known. */
export interface EntryRow {
  /** Its place in the list, from 0, whatever the order of the table. */
  readonly place: number;
  readonly type: Entry["type"];
  readonly title: string;
  readonly artists: string;
  /** The album, the narrators. */
  readonly album: string;
  readonly durationMs: number | null;
  readonly addedAt: string | null;
  readonly isExplicit: boolean;
  /** The provider's references of the thing. */
  readonly refs: Readonly<Record<string, string>>;
}

/** The row for `entry`, which is at `place` in its list. */
export function entryRow(entry: Entry, place: number): EntryRow {
  const { type, addedAt } = entry;
  const known = entry.type === "unavailable" ? entry.known : entry;
  if (known === undefined) return { ...UNKNOWN, place, type, addedAt };
  const { title, artists, more } = describeItem(known);
  const { item } = known;
  return {
    place,
    type,
    title: shownLine(title),
    artists: shownLine(artists.join(", ")),
    album: shownLine(more.join(", ")),
    durationMs: "durationMs" in item ? item.durationMs : null,
    addedAt,
    isExplicit: "explicit" in item && item.explicit === true,
    refs: item.refs,
  };
}

const UNKNOWN = {
  title: "",
  artists: "",
  album: "",
  durationMs: null,
  isExplicit: false,
  refs: {},
};
