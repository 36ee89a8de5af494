import type { Entry } from "../model/records.ts";
import type { ImportedList } from "./list.ts";

/** The direction of a list. */
export type Order = "newest-first" | "oldest-first";

/** Likes with the newest one first, and the reason for taking them so. */
export interface OrderedLikes {
  readonly lists: readonly ImportedList[];
  /** The direction of the likes in the file; `null`: it has no likes. */
  readonly order: Order | null;
  /** Whether the dates show the direction. Otherwise it is the one asked for, or the usual one. */
  readonly isDated: boolean;
}

/** Reverses the likes if the oldest one comes first. */
export function orderLikes(lists: readonly ImportedList[], asked?: Order): OrderedLikes {
  const likes = lists.find(({ kind }) => kind === "likes");
  if (likes === undefined) return { lists, order: null, isDated: false };
  const dated = asked === undefined ? orderByDates(likes.entries) : null;
  const order = asked ?? dated ?? "newest-first";
  const turned = (list: ImportedList) =>
    list === likes && order === "oldest-first"
      ? { ...list, entries: list.entries.toReversed() }
      : list;
  return { lists: lists.map(turned), order, isDated: dated !== null };
}

/** The direction that the first and the last date show; `null` if they are missing or equal. */
function orderByDates(entries: readonly Entry[]): Order | null {
  const dates = entries.flatMap(({ addedAt }) => (addedAt === null ? [] : [Date.parse(addedAt)]));
  const [first, last] = [dates[0], dates.at(-1)];
  if (first === undefined || last === undefined || first === last) return null;
  return first > last ? "newest-first" : "oldest-first";
}
