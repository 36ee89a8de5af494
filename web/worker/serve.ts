import { CancelledError, toAppError } from "../../src/errors.ts";
import type {
  Cancel,
  HandedOver,
  Port,
  Progress,
  ShownError,
  WorkerReply,
  WorkerRequest,
} from "./messages.ts";

/** The surroundings of one question. */
export interface Call {
  /** Aborts when the page does not want the answer any more. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}

/** The functions that answer questions, by their names. */
export type Service = Readonly<Record<string, (given: never, call: Call) => Promise<unknown>>>;

/**
 * Answers the questions that come through `port` with the functions of `service`. `handedOver`
 * names the parts of an answer that are not copied.
 */
export function serve(
  port: Port,
  service: Service,
  handedOver: (value: unknown) => readonly HandedOver[] = () => [],
): void {
  const running = new Map<number, AbortController>();

  async function answer({ id, name, given }: WorkerRequest): Promise<void> {
    const stop = new AbortController();
    running.set(id, stop);
    const send = (message: WorkerReply, parts: readonly HandedOver[] = []) =>
      port.send(message, parts);
    const call: Call = {
      signal: stop.signal,
      onProgress: (progress) => send({ id, progress }),
    };
    try {
      const respond = service[name];
      if (respond === undefined) throw new Error(`nothing answers ${name}`);
      const value = await respond(given as never, call);
      send({ id, value }, handedOver(value));
    } catch (error) {
      send({ id, error: shownError(error) });
    } finally {
      running.delete(id);
    }
  }

  port.receive((message) => {
    const received = message as WorkerRequest | Cancel;
    if ("cancel" in received) running.get(received.cancel)?.abort(notWanted());
    else void answer(received);
  });
}

/** The error for work whose result nobody waits for. */
export function notWanted(): CancelledError {
  return new CancelledError("cancelled", "Something else was asked for meanwhile.");
}

function shownError(error: unknown): ShownError {
  const { code, message, hint = null } = toAppError(error);
  return { code, message, hint };
}
