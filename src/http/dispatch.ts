import type { Dispatcher } from "undici";
import { tooLarge } from "./failures.ts";
import type { HeaderValues, HttpRequest } from "./http.ts";

/** A request that was handed to undici. */
export interface Dispatched {
  /** Resolves when the answer's headers are there. */
  readonly head: Promise<{ readonly status: number; readonly headers: HeaderValues }>;
  /** The body as it arrived, perhaps compressed. Rejects if the head does, too. */
  readonly body: Promise<Uint8Array>;
  /** Ends the request with `reason` and closes its connection; no effect once the body is there. */
  abort(reason: Error): void;
}

/**
 * Hands a request to undici's dispatcher and collects the answer. `fetch` would make streams of it
 * first, which takes twice the time and memory that stays in use for long after.
 *
 * `onSent` is called when the request goes onto the wire. Rejects with undici's own errors, and
 * with `ProviderError` `http/too-large`.
 */
export function dispatch(
  dispatcher: Dispatcher,
  request: HttpRequest,
  { maxBytes, onSent }: { readonly maxBytes: number; readonly onSent: () => void },
): Dispatched {
  const head = Promise.withResolvers<Awaited<Dispatched["head"]>>();
  const body = Promise.withResolvers<Uint8Array>();
  const chunks: Uint8Array[] = [];
  let size = 0;
  let controller: Dispatcher.DispatchController | null = null;
  let ended: Error | null = null;

  function fail(error: Error): void {
    ended = error;
    head.reject(error);
    body.reject(error);
  }

  const { method, url, headers = {}, body: content = null } = request;
  dispatcher.dispatch(
    { origin: url.origin, path: url.pathname + url.search, method, headers, body: content },
    {
      onRequestStart(started) {
        if (ended !== null) {
          started.abort(ended);
          return;
        }
        controller = started;
        onSent();
      },
      onResponseStart(_controller, status, values) {
        // An interim answer (1xx) comes before the real one.
        if (status >= 200) head.resolve({ status, headers: headerValues(values) });
      },
      onResponseData(receiving, chunk) {
        size += chunk.length;
        if (size <= maxBytes) {
          chunks.push(chunk);
          return;
        }
        const error = tooLarge(request, maxBytes);
        fail(error);
        receiving.abort(error);
      },
      onResponseEnd: () => body.resolve(Buffer.concat(chunks)),
      onResponseError: (_controller, error) => fail(error),
    },
  );
  // A rejection counts as handled, even if the caller never awaits the body.
  body.promise.catch(() => {});
  return {
    head: head.promise,
    body: body.promise,
    abort(reason) {
      fail(reason);
      controller?.abort(reason);
    },
  };
}

type RawHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

function headerValues(headers: RawHeaders): HeaderValues {
  return {
    get: (name) => {
      const value = headers[name.toLowerCase()] ?? null;
      return typeof value === "string" || value === null ? value : value.join(", ");
    },
  };
}
