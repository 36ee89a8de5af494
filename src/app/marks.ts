import { PAUSE, RESTORED, type State } from "../model/state.ts";
import type { States } from "./state.ts";

/** What a run leaves for all that come, and not only for those of its kind: ISO times. */
const MARKS: readonly string[] = [PAUSE, RESTORED];

/** `states`, in which the marks of `others` count as well: of two, the later one. */
export function withMarksOf(others: Pick<States, "ofApp" | "ofUser">, states: States): States {
  return {
    ofApp: async () => withMarks(await states.ofApp(), await others.ofApp()),
    ofUser: async (user) => withMarks(await states.ofUser(user), await others.ofUser(user)),
    save: states.save,
    [Symbol.asyncDispose]: () => states[Symbol.asyncDispose](),
  };
}

function withMarks(own: State, other: State): State {
  return {
    ...own,
    async read(name) {
      if (!MARKS.includes(name)) return own.read(name);
      return later(await own.read(name), await other.read(name));
    },
  };
}

function later(a: Uint8Array | null, b: Uint8Array | null): Uint8Array | null {
  if (a === null || b === null) return a ?? b;
  return Buffer.compare(a, b) < 0 ? b : a;
}
