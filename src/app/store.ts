import { UsageError } from "../errors.ts";
import type { SnapshotStore } from "../model/snapshot-store.ts";
import { createDirectoryStore } from "../store/directory/store.ts";
import type { World } from "./world.ts";

export type { SnapshotRef, SnapshotStore } from "../model/snapshot-store.ts";
export { withFallback } from "../store/fallback-store.ts";

/**
 * The snapshots in the directory `path`. It is made by the first backup if it is missing.
 *
 * Throws `UsageError` `usage/location` when `path` is empty or no path at all.
 *
 * @example
 * ```ts
 * const store = openStore("./backups", world);
 * console.log(await store.users());
 * ```
 */
export function openStore(path: string, world: World): SnapshotStore {
  if (path.trim() === "" || path.includes("\0")) {
    throw new UsageError(
      "usage/location",
      "The name of the directory for the snapshots is empty.",
      {
        hint: "Name a directory, such as ./backups.",
      },
    );
  }
  return createDirectoryStore(path, { clock: world.clock, log: world.log });
}
