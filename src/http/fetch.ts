import { Agent, fetch as undiciFetch } from "undici";
import type { Timeouts } from "./dispatch.ts";
import { DEFAULT_TIMEOUTS } from "./transport.ts";

/** A `fetch` with connections of its own. Disposing of it closes them, also those in use. */
export interface ClosableFetch extends AsyncDisposable {
  readonly fetch: typeof undiciFetch;
}

/** A `fetch` with connections and time bounds of its own, for libraries that take one. */
export function createFetch(timeouts: Timeouts = DEFAULT_TIMEOUTS): ClosableFetch {
  const dispatcher = createAgent(timeouts);
  return {
    fetch: (input, init) => undiciFetch(input, { ...init, dispatcher }),
    [Symbol.asyncDispose]: () => dispatcher.destroy(),
  };
}

function createAgent({ connectMs, headersMs, bodyMs }: Timeouts): Agent {
  return new Agent({
    // A lost HTTP/2 connection fails all requests on it, and with so few in flight it is no faster.
    allowH2: false,
    connect: { timeout: connectMs },
    headersTimeout: headersMs,
    bodyTimeout: bodyMs,
  });
}
