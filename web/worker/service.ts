import { compareQuestions } from "../compare/questions.ts";
import { exportQuestions } from "../export/questions.ts";
import { restoreQuestions } from "../restore/questions.ts";
import { searchQuestions } from "../search/questions.ts";
import { snapshotQuestions } from "../snapshot/questions.ts";
import { timelineQuestions } from "../timeline/questions.ts";
import { createSession } from "./session.ts";
import { createViews, type WindowRequest } from "./views.ts";

/** Everything that the page can ask. Each screen's folder has the answers to its questions. */
export function createHistoryService(now: () => Date) {
  const session = createSession(now);
  const views = createViews();
  return {
    ...timelineQuestions(session),
    ...snapshotQuestions(session, views),
    ...searchQuestions(session, views),
    ...compareQuestions(session, views),
    ...restoreQuestions(session),
    ...exportQuestions(session),
    window: async (request: WindowRequest): Promise<readonly unknown[]> => views.window(request),
  };
}

/** The type of the same. */
export type HistoryService = ReturnType<typeof createHistoryService>;
