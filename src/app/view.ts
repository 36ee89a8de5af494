import type { SnapshotStore } from "../model/snapshot-store.ts";
import { type PageServer, servePage } from "../view/page-server.ts";
import type { World } from "./world.ts";

export type { PageServer } from "../view/page-server.ts";

/**
 * Shows `store` in the page `page`, the text of `docs/tracksafe.html`, to this machine's browser,
 * until the server is disposed of. The page opens snapshots with the person's key: this program
 * needs none. Throws as {@link servePage} does.
 */
export async function view(store: SnapshotStore, page: string, world: World): Promise<PageServer> {
  return await servePage(page, store, world.log);
}
