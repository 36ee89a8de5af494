import { portOf } from "./messages.ts";
import { serve } from "./serve.ts";
import { createHistoryService } from "./service.ts";

/** Answers the page, in the worker that it has started. */
export function serveHistory(): void {
  serve(
    portOf(globalThis),
    createHistoryService(() => new Date()),
  );
}
