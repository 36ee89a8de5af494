import { AppError } from "../errors.ts";
import { walkNewest } from "../history/walk-snapshots.ts";
import type { WritePage } from "../model/snapshot-store.ts";
import type { MetadataContent } from "../snapshot/metadata.ts";
import { summarize } from "../snapshot/summary.ts";
import type { PageFacts } from "./contract.ts";
import type { BackupRun } from "./run.ts";

/** The number of snapshots on the page. */
const SHOWN = 10;

/** The search for earlier snapshots ends after so many: each costs a request. */
const SEARCHED = 30;

/**
 * Writes the page in front of the snapshots, from the metadata of the new snapshot, `content`, and
 * of earlier ones that are proved; `undefined`: there is to be no page.
 */
export function createPage(run: BackupRun, content: MetadataContent): WritePage | undefined {
  const { page, store } = run.options;
  if (page === undefined) return undefined;
  return async ({ ref: { user, name }, directory }) => {
    try {
      const own = { name, summary: summarize(content) };
      // Another run may have added a newer one meanwhile.
      const snapshots = [own, ...(await findProved(run, user))]
        .sort((a, b) => (a.name < b.name ? 1 : -1))
        .slice(0, SHOWN);
      const hasOthers = (await store.users()).some((other) => other !== user);
      return page({ location: store.location, directory, snapshots, hasOthers });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      // The snapshot matters more. The next one brings the page up to date.
      run.log.warn("backup.page-failed", { code: error.code });
      return null;
    }
  };
}

async function findProved(run: BackupRun, user: string): Promise<PageFacts["snapshots"]> {
  const proved: PageFacts["snapshots"][number][] = [];
  let searched = 0;
  for await (const snapshot of walkNewest(run.options.store, user, run.evidence)) {
    const { name, metadata } = snapshot;
    if (metadata !== null && snapshot.doubt === null && snapshot.proved) {
      proved.push({ name, summary: summarize(metadata) });
    }
    searched += 1;
    if (proved.length === SHOWN || searched === SEARCHED) break;
  }
  return proved;
}
