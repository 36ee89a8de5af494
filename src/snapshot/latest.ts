import type { Metadata } from "./metadata.ts";

/** The name of a snapshot and the fields of its metadata that decide about `latest`. */
export interface Summary {
  readonly name: string;
  readonly metadata: Pick<Metadata, "status" | "warnings" | "include">;
}

/** Whether some list of the snapshot lost so many entries that it may be a mistake. */
export function isShrunk(metadata: Pick<Metadata, "warnings">): boolean {
  return metadata.warnings.some(({ code }) => code === "shrunk");
}

/**
 * The snapshot that `latest` means; `null` when there is none. It is the newest complete one in
 * which nothing shrank, unless an older such one holds more kinds. `snapshots` must be in order,
 * oldest first.
 */
export function chooseLatest<S extends Summary>(snapshots: readonly S[]): S | null {
  const good = snapshots.filter(
    ({ metadata }) => metadata.status === "complete" && !isShrunk(metadata),
  );
  return good.findLast((one) => !good.some((other) => hasMoreKinds(other, one))) ?? null;
}

function hasMoreKinds(other: Summary, one: Summary): boolean {
  const [more, fewer] = [other.metadata.include, one.metadata.include];
  return more.length > fewer.length && fewer.every((kind) => more.includes(kind));
}
