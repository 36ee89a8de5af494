import type { State, States } from "../../src/model/state.ts";

/** States in memory, which a test can look into and damage. */
export interface MemoryStates extends States {
  readonly app: Map<string, Uint8Array>;
  /** For every account. */
  readonly user: Map<string, Uint8Array>;
}

export function createMemoryStates(): MemoryStates {
  const app = new Map<string, Uint8Array>();
  const user = new Map<string, Uint8Array>();
  return {
    app,
    user,
    ofApp: async () => stateOver(app),
    ofUser: async () => stateOver(user),
    save: async () => {},
  };
}

function stateOver(kept: Map<string, Uint8Array>): State {
  return {
    read: async (name) => kept.get(name) ?? null,
    write: async (name, bytes) => {
      kept.set(name, Uint8Array.from(bytes));
    },
    names: async () => [...kept.keys()],
    remove: async (name) => {
      kept.delete(name);
    },
  };
}
