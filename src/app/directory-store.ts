import { UsageError } from "../errors.ts";
import type { SnapshotStore } from "../model/snapshot-store.ts";
import { createDirectoryStore } from "../store/directory/store.ts";
import type { World } from "./world.ts";

/**
 * The store in the directory `path`, which need not exist yet.
 *
 * Throws `UsageError` `usage/location` for a place that cannot be meant.
 */
export function openStore(path: string, world: World): SnapshotStore {
  if (path.trim() === "" || path.includes("\0")) {
    throw new UsageError("usage/location", "The place for the snapshots is empty.", {
      hint: "Name a directory, such as ./backups.",
    });
  }
  return createDirectoryStore(path, { clock: world.clock, log: world.log });
}
