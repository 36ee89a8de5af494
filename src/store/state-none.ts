import type { State } from "./state.ts";

/** A state that keeps nothing, for where there is no place for one. */
export const noState: State = {
  read: async () => null,
  write: async () => {},
  names: async () => [],
  remove: async () => {},
};
