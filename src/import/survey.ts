import type { Entry } from "../model/records.ts";
import type { ListEntries } from "./entries.ts";

/** The facts that a list has and lacks, counted. */
export interface Survey {
  readonly rows: number;
  /** Local files aside. */
  readonly tracks: number;
  /** The number of rows without a Spotify reference. */
  readonly references: number;
  /** The number of tracks without an ISRC. */
  readonly isrcs: number;
  /** The number of rows that do not say when they were added. */
  readonly dates: number;
  /** The number of rows without any content in the file. */
  readonly contents: number;
  /** The first and the last date in the order of the list; `null`: there is none. */
  readonly firstDate: number | null;
  readonly lastDate: number | null;
}

/** Looks through a list once. */
export async function surveyEntries(entries: ListEntries): Promise<Survey> {
  const counts = { tracks: 0, references: 0, isrcs: 0, dates: 0, contents: 0 };
  let firstDate: number | null = null;
  let lastDate: number | null = null;
  const look = (entry: Entry) => {
    if (entry.type === "unavailable") counts.contents += 1;
    else if (!entry.item.refs["spotify"]) counts.references += 1;
    if (entry.type === "track") {
      counts.tracks += 1;
      if (entry.item.isrc === undefined) counts.isrcs += 1;
    }
    if (entry.addedAt === null) counts.dates += 1;
    else {
      lastDate = Date.parse(entry.addedAt);
      firstDate ??= lastDate;
    }
  };
  for await (const page of entries.pages()) page.forEach(look);
  return { rows: entries.length, ...counts, firstDate, lastDate };
}
