import type { Metadata } from "./metadata.ts";

/** A snapshot's name with what its metadata says. */
export interface Summary {
  readonly name: string;
  readonly metadata: Pick<Metadata, "status" | "warnings" | "include">;
}

/** Whether something in the snapshot lost so much that it may be a mistake. */
export function isShrunk(metadata: Pick<Metadata, "warnings">): boolean {
  return metadata.warnings.some(({ code }) => code === "shrunk");
}

/**
 * The snapshot that `latest` means: the newest complete one in which nothing shrank, and not one of
 * fewer kinds than another such; `null` when there is none. `snapshots` in order, oldest first.
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
