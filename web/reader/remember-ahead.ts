import type { SnapshotRef } from "../../src/model/snapshot-store.ts";
import type { SnapshotReader } from "./snapshot-reader.ts";

/** Once so much is remembered, a file that was read ahead is forgotten when it is read. */
const MOST_BYTES = 32 * 1024 * 1024;

/**
 * `reader`, which reads ahead without waiting, and remembers what it read ahead: the metadata of all
 * snapshots is needed for the timeline, for the changes, with the key and for the search.
 */
export function rememberAhead(reader: SnapshotReader): SnapshotReader {
  const remembered = new Map<string, Promise<Uint8Array>>();
  let bytes = 0;

  async function remember(key: string, reading: Promise<Uint8Array>): Promise<void> {
    remembered.set(key, reading);
    try {
      bytes += (await reading).length;
    } catch {
      // The call of `read` that follows throws it, or reads it after all.
      remembered.delete(key);
    }
  }

  return {
    ...reader,
    async prefetch(refs, name) {
      const unknown = refs.filter((ref) => !remembered.has(keyOf(ref, name)));
      if (unknown.length === 0) return;
      await reader.prefetch(unknown, name);
      for (const ref of unknown) void remember(keyOf(ref, name), reader.read(ref, name));
    },
    read(ref, name) {
      const key = keyOf(ref, name);
      const reading = remembered.get(key);
      if (reading === undefined) return reader.read(ref, name);
      if (bytes > MOST_BYTES) remembered.delete(key);
      return reading;
    },
  };
}

function keyOf({ user, name }: SnapshotRef, file: string): string {
  return `${user}/${name}/${file}`;
}
