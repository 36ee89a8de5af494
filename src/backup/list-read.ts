import type { ProviderError } from "../errors.ts";
import { MovedError } from "../model/provider.ts";
import type { FileRecord } from "../snapshot/metadata.ts";
import { isPause, type Pause } from "./context.ts";
import type { Remarks } from "./remarks.ts";

/** All that the provider shows of a list was read. */
export interface Complete {
  readonly kind: "complete";
  readonly file: FileRecord;
  readonly remarks: Remarks;
}

/** How the reading of a list ended, and what there is of it. */
export type ListRead =
  | Complete
  /** The provider wants a pause, or the person the end. The next run goes on behind `file`. */
  | { readonly kind: "paused"; readonly file: FileRecord; readonly error: Pause }
  /** A page of it cannot be read, or no two walks showed the same. */
  | {
      readonly kind: "incomplete";
      readonly file: FileRecord;
      readonly error: ProviderError | MovedError;
    }
  /** It changed under every walk, so that nothing of it is worth keeping. */
  | { readonly kind: "moved" }
  /** Nothing of it could be read. */
  | { readonly kind: "failed"; readonly error: unknown };

/** A list that is begun to be read, or why it cannot be. */
export type Begun<W> =
  | { readonly walk: W; readonly error?: never }
  | { readonly walk?: never; readonly error: unknown };

export async function begin<W>(open: () => Promise<W>): Promise<Begun<W>> {
  try {
    return { walk: await open() };
  } catch (error) {
    return { error };
  }
}

/** A reading that `error` ended after `file`, of a list that has `total` entries. */
export function cutBy(
  error: Pause | ProviderError | MovedError,
  file: FileRecord,
  total: number,
): ListRead {
  const part = { ...file, total };
  return isPause(error)
    ? { kind: "paused", file: part, error }
    : { kind: "incomplete", file: part, error };
}

/** Why a list is not known to have been read to its end. */
export function reasonOf(read: Exclude<ListRead, Complete>): unknown {
  return read.kind === "moved" ? new MovedError() : read.error;
}

/** Throws the error behind a reading that has to end the run, since the provider wants a pause. */
export function throwPause(read: ListRead): void {
  const reason = read.kind === "complete" ? null : reasonOf(read);
  if (isPause(reason)) throw reason;
}
