import { createHash } from "node:crypto";
import { AppError, CancelledError, IntegrityError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Entry } from "../model/records.ts";
import type { SnapshotRef, SnapshotStore } from "../model/snapshot-store.ts";
import type { State } from "../model/state.ts";
import { decodeEntries } from "../snapshot/document.ts";
import type { FileRecord, PartRecord } from "../snapshot/metadata.ts";

/** What earlier runs read, as far as this one still can. */
export interface Recall {
  /**
   * The entries of a file of the previous snapshot, in order. Every call reads anew. Throws
   * {@link LostError}, perhaps after some of them.
   */
  entries(file: FileRecord): AsyncIterable<readonly Entry[]>;
}

/** What an earlier run read cannot be had any more. It must be read from the provider again. */
export class LostError extends Error {
  override readonly name = "LostError";
}

/** A run without a past. */
export const NO_RECALL: Recall = {
  // biome-ignore lint/correctness/useYield: it never comes to one.
  async *entries() {
    throw new LostError("There is no earlier run.");
  },
};

/** Recalls from the previous snapshot itself, which is in the clear. */
export function createSnapshotRecall(store: SnapshotStore, ref: SnapshotRef, log: Log): Recall {
  return {
    entries: (file) =>
      decode(file, log, async function* () {
        for (const part of file.parts) yield* checked(await store.open(ref, part.name), part);
      }),
  };
}

/** Recalls a sealed snapshot from `state`, where its parts are kept by their content ids. */
export function createStateRecall(state: State, log: Log): Recall {
  return {
    entries: (file) =>
      decode(file, log, async function* () {
        for (const { contentId } of file.parts) {
          const bytes = contentId === undefined ? null : await state.read(contentId);
          if (bytes === null) throw new LostError("The state does not have it.");
          yield bytes;
        }
      }),
  };
}

async function* decode(
  file: FileRecord,
  log: Log,
  read: () => AsyncIterable<Uint8Array>,
): AsyncGenerator<readonly Entry[]> {
  let count = 0;
  try {
    for await (const entries of decodeEntries(read(), file.id)) {
      count += entries.length;
      yield entries;
    }
  } catch (error) {
    if (error instanceof LostError || error instanceof CancelledError) throw error;
    if (!(error instanceof AppError)) throw error;
    log.warn("backup.recall-failed", { file: file.id, code: error.code });
    throw new LostError("It is damaged.", { cause: error });
  }
  if (count !== file.entries) throw new LostError("It is not what the metadata says.");
}

/** `content`, which at its end is proved to be what was stored as `part`. */
async function* checked(
  content: AsyncIterable<Uint8Array>,
  part: PartRecord,
): AsyncGenerator<Uint8Array> {
  const hash = createHash("sha256");
  for await (const chunk of content) {
    hash.update(chunk);
    yield chunk;
  }
  if (hash.digest("hex") === part.sha256) return;
  throw new IntegrityError("snapshot/corrupt", `${part.name} was changed after the backup.`);
}
