import { reverseEntries } from "./entries.ts";
import type { ImportedList } from "./list.ts";
import type { Survey } from "./survey.ts";

/** The direction of a list. */
export type Order = "newest-first" | "oldest-first";

/** The direction of the likes in the files, and the reason for taking them so. */
export interface LikesOrder {
  readonly order: Order;
  /** Whether the dates show the direction. Otherwise it is the one asked for, or the usual one. */
  readonly isDated: boolean;
}

/** The direction of likes: the one asked for, or that of their dates, or the newest first. */
export function orderOf(likes: Survey, asked: Order | undefined): LikesOrder {
  const dated = asked === undefined ? orderByDates(likes) : null;
  return { order: asked ?? dated ?? "newest-first", isDated: dated !== null };
}

/** The direction that the first and the last date show; `null` if they are missing or equal. */
function orderByDates({ firstDate, lastDate }: Survey): Order | null {
  if (firstDate === null || lastDate === null || firstDate === lastDate) return null;
  return firstDate > lastDate ? "newest-first" : "oldest-first";
}

/** Likes with the newest one first. */
export function newestFirst(likes: ImportedList, { order }: LikesOrder): ImportedList {
  return order === "newest-first" ? likes : { ...likes, entries: reverseEntries(likes.entries) };
}
