import type { ChannelEnd, Port, Progress, ShownError, WorkerReply } from "./messages.ts";
import { notWanted, type Service } from "./serve.ts";

/** The options of a question. */
export interface AskOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
  /** The ends of channels in what is given. */
  readonly transfer?: readonly ChannelEnd[];
}

/** The page's side of a {@link Service}. */
export interface Client<S extends Service> {
  /** The answer to the question `name`. Throws {@link AnswerError}. */
  ask<Name extends keyof S>(
    name: Name,
    given: Parameters<S[Name]>[0],
    options?: AskOptions,
  ): Promise<Awaited<ReturnType<S[Name]>>>;
  /** From now on nothing is answered; what was asked is rejected. */
  end(): void;
}

/** The error with which the worker answered. */
export class AnswerError extends Error {
  override readonly name = "AnswerError";
  readonly shown: ShownError;

  constructor(shown: ShownError) {
    super(shown.message);
    this.shown = shown;
  }
}

interface Waiting {
  readonly resolve: (value: never) => void;
  readonly reject: (error: AnswerError) => void;
  readonly onProgress: (progress: Progress) => void;
}

/** A client that asks through `port`. */
export function createClient<S extends Service>(port: Port): Client<S> {
  const waiting = new Map<number, Waiting>();
  let last = 0;

  port.receive((message) => {
    const reply = message as WorkerReply;
    const one = waiting.get(reply.id);
    if (one === undefined) return;
    if ("progress" in reply) {
      one.onProgress(reply.progress);
      return;
    }
    waiting.delete(reply.id);
    if ("error" in reply) one.reject(new AnswerError(reply.error));
    else one.resolve(reply.value as never);
  });

  function give(id: number): void {
    waiting.get(id)?.reject(cancelled());
    waiting.delete(id);
  }

  return {
    ask(name, given, { signal, onProgress = () => {}, transfer = [] } = {}) {
      last += 1;
      const id = last;
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject, onProgress });
        signal?.addEventListener("abort", () => {
          if (!waiting.has(id)) return;
          port.send({ cancel: id });
          give(id);
        });
        port.send({ id, name, given }, transfer);
      });
    },
    end() {
      for (const id of [...waiting.keys()]) give(id);
    },
  };
}

function cancelled(): AnswerError {
  const { code, message } = notWanted();
  return new AnswerError({ code, message, hint: null });
}
