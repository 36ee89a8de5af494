import { type MessageTarget, portOf } from "./messages.ts";
import { serve } from "./serve.ts";
import { createHistoryService } from "./service.ts";

/** Answers the page, in the worker that it has started. */
export function serveHistory(): void {
  // The types take it for a window, which sends messages in another way.
  const scope = globalThis as unknown as MessageTarget;
  serve(
    portOf(scope),
    createHistoryService(() => new Date()),
  );
}
