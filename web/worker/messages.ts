/** The messages between the page and its worker, and how the two sides send them. */

/** A question to the worker, with the name of the function that answers it. */
export interface WorkerRequest {
  readonly id: number;
  readonly name: string;
  readonly given: unknown;
}

/** The page does not want the answer any more. */
export interface Cancel {
  readonly cancel: number;
}

/** The progress of the work for an answer. */
export interface Progress {
  readonly done: number;
  readonly total: number;
}

/** An error, as a person is told of it. */
export interface ShownError {
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
}

/** A reply of the worker to the question `id`. The last two kinds end it. */
export type WorkerReply =
  | { readonly id: number; readonly progress: Progress }
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: ShownError };

/** One end of a `MessageChannel`. */
export type ChannelEnd = InstanceType<typeof MessageChannel>["port1"];

/** A part of a message that is handed over, and not copied. */
export type HandedOver = ChannelEnd | ArrayBuffer;

/** One end of a channel. */
export interface Port {
  /** `transfer`: the parts of the message that are handed over. */
  send(message: unknown, transfer?: readonly HandedOver[]): void;
  /** There is one receiver. */
  receive(receiver: (message: unknown) => void): void;
}

/** The methods that a worker, its own scope and a `MessagePort` share. */
export interface MessageTarget {
  postMessage(message: unknown, transfer: HandedOver[]): void;
  addEventListener(type: "message", listener: (event: Event) => void): void;
}

/** The port that `target` is. */
export function portOf(target: MessageTarget): Port {
  return {
    send: (message, transfer = []) => target.postMessage(message, [...transfer]),
    receive: (receiver) =>
      target.addEventListener("message", (event) => {
        if ("data" in event) receiver(event.data);
      }),
  };
}
