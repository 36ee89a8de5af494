import { describeItem } from "../model/describe-item.ts";
import type { Entry, Refs } from "../model/records.ts";
import { plainLine } from "../safe-text.ts";
import { fitColumns } from "./columns.ts";

/** A name that is longer is cut for a person. */
const NAME_AT_MOST = 70;

/** An entry of a list, as JSON. */
export interface EntryJson {
  readonly type: Entry["type"];
  readonly title: string | null;
  readonly artists: readonly string[];
  readonly refs: Refs;
  readonly addedAt: string | null;
}

/** An entry as JSON. `title` is `null` where nothing is known of it. */
export function entryJson(entry: Entry): EntryJson {
  const { type, addedAt } = entry;
  const known = entry.type === "unavailable" ? entry.known : entry;
  if (known === undefined) return { type, title: null, artists: [], refs: {}, addedAt };
  const { title, artists } = describeItem(known);
  return { type, title, artists, refs: known.item.refs, addedAt };
}

/** An entry as a person reads it: its title and the first of its artists. */
export function entryText(entry: Entry): string {
  const { title, artists } = entryJson(entry);
  if (title === null) return "an entry that is no longer available";
  return fitColumns(
    plainLine([title, ...artists.slice(0, 2)].filter(Boolean).join(" – ")),
    NAME_AT_MOST,
  );
}
