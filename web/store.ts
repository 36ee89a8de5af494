/** Holds the state of a page. There is one per page. */
export interface Store<State> {
  state(): State;
  /** Replaces the state, and draws it. */
  set(next: State): void;
}

/** A store that begins with `start` and calls `draw` after each change. */
export function createStore<State>(start: State, draw: (state: State) => void): Store<State> {
  let current = start;
  return {
    state: () => current,
    set(next) {
      current = next;
      draw(current);
    },
  };
}
