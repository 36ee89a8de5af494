import { compareService } from "../compare/service.ts";
import { exportService } from "../export/service.ts";
import { restoreService } from "../restore/service.ts";
import { searchService } from "../search/service.ts";
import { snapshotService } from "../snapshot/service.ts";
import { timelineService } from "../timeline/service.ts";
import { createWorkerSession } from "./session.ts";
import { createViews, type WindowRequest } from "./views.ts";

/** Everything that the page can ask: the services of all screens. */
export function createHistoryService(now: () => Date) {
  const session = createWorkerSession(now);
  const views = createViews();
  return {
    ...timelineService(session),
    ...snapshotService(session, views),
    ...searchService(session, views),
    ...compareService(session, views),
    ...restoreService(session),
    ...exportService(session),
    window: async (request: WindowRequest): Promise<readonly unknown[]> => views.window(request),
  };
}

/** The type of the same. */
export type HistoryService = ReturnType<typeof createHistoryService>;
