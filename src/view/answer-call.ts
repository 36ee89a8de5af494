import * as z from "zod";
import { toAppError, UsageError } from "../errors.ts";
import type { SnapshotStore } from "../model/snapshot-store.ts";
import { encodeError } from "./wire.ts";

/** The answer to a call. */
export interface CallAnswer {
  readonly status: 200 | 422;
  readonly type: "application/json" | "application/octet-stream";
  readonly body: string | Uint8Array;
}

type Answerer = (store: SnapshotStore, given: unknown) => Promise<unknown>;

const ref = z.strictObject({ user: z.string(), name: z.string() });
const none = z.strictObject({});
const ofUser = z.strictObject({ user: z.string() });
const ofSnapshot = z.strictObject({ ref });
const ofFile = z.strictObject({ ref, name: z.string() });
const ofFiles = z.strictObject({ refs: z.array(ref), name: z.string() });

/** The methods of a store that a page may call. None of them changes anything. */
const CALLS: Readonly<Record<string, Answerer>> = {
  async location(store, given) {
    none.parse(given);
    return store.location;
  },
  async users(store, given) {
    none.parse(given);
    return await store.users();
  },
  list: async (store, given) => store.list(ofUser.parse(given).user),
  unfinished: async (store, given) => store.unfinished(ofUser.parse(given).user),
  files: async (store, given) => store.files(ofSnapshot.parse(given).ref),
  async read(store, given) {
    const file = ofFile.parse(given);
    return await store.read(file.ref, file.name);
  },
  async prefetch(store, given) {
    const { refs, name } = ofFiles.parse(given);
    await store.prefetch(refs, name);
  },
};

/**
 * Answers the call `method` of a page with the arguments in the JSON `text`. The answer is JSON, or
 * the bytes of a file. With status 422 it is an error of the store, or of a call that does not exist.
 */
export async function answerCall(
  store: SnapshotStore,
  method: string,
  text: string,
): Promise<CallAnswer> {
  try {
    const answerer = Object.hasOwn(CALLS, method) ? CALLS[method] : undefined;
    if (answerer === undefined) throw unknownCall();
    const value = await answerer(store, JSON.parse(text));
    return value instanceof Uint8Array
      ? { status: 200, type: "application/octet-stream", body: value }
      : { status: 200, type: "application/json", body: JSON.stringify(value ?? null) };
  } catch (error) {
    const known = error instanceof z.ZodError || error instanceof SyntaxError;
    const body = encodeError(known ? unknownCall(error) : toAppError(error));
    return { status: 422, type: "application/json", body };
  }
}

function unknownCall(cause?: Error): UsageError {
  return new UsageError(
    "usage/call",
    "The page asked for something that tracksafe does not know.",
    {
      hint: "The page is of another version. Load it again.",
      ...(cause && { cause }),
    },
  );
}
