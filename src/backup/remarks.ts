import type { WalkReport } from "../model/provider.ts";
import type { FileRecord, Metadata, Warning } from "../snapshot/metadata.ts";

/** What a person should know of how a list was read: warnings about its file. */
export type Remarks = readonly Warning[];

const ABOUT_CONTENT: ReadonlySet<string> = new Set(["count-differs", "malformed-rows"]);

/** The remarks on a list of so many entries, of which the provider says that they are `total`. */
export function remarksOn(
  file: string,
  { disagreeing, malformed }: WalkReport,
  total: number,
  entries = 0,
): Remarks {
  const differs = disagreeing > 0 || entries !== total;
  return [
    ...(differs ? [{ code: "count-differs", file, was: total, now: entries }] : []),
    ...(malformed > 0 ? [{ code: "malformed-rows", file, now: malformed }] : []),
  ];
}

/** What a snapshot remarks on a file; true of its content wherever that is taken over. */
export function remarksIn(
  { warnings }: Pick<Metadata, "warnings">,
  { id }: Pick<FileRecord, "id">,
) {
  return warnings.filter(({ code, file }) => file === id && ABOUT_CONTENT.has(code));
}

/** How many more entries the provider said there are than it shows; less than 0: how many fewer. */
export function gapIn(remarks: Remarks): number {
  const { was = 0, now = 0 } = remarks.find(({ code }) => code === "count-differs") ?? {};
  return was - now;
}
