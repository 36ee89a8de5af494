import type { Entry } from "../model/records.ts";
import type { ImportedList } from "./list.ts";

/** Which way round a list is. */
export type Order = "newest-first" | "oldest-first";

/** Lists whose likes have the newest one first, and how that was known. */
export interface OrderedLikes {
  readonly lists: readonly ImportedList[];
  /** Which way round the file has its likes; `null`: there are none. */
  readonly order: Order | null;
  /** Whether the dates say so. Otherwise it is what was asked for, or the usual. */
  readonly isDated: boolean;
}

/** Turns the likes round where the oldest one comes first. */
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

/** The order that the first and the last date tell; `null`: they are missing, or the same. */
function orderByDates(entries: readonly Entry[]): Order | null {
  const dates = entries.flatMap(({ addedAt }) => (addedAt === null ? [] : [Date.parse(addedAt)]));
  const [first, last] = [dates[0], dates.at(-1)];
  if (first === undefined || last === undefined || first === last) return null;
  return first > last ? "newest-first" : "oldest-first";
}
