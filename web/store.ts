/** The one place that holds the state of a page. */
export interface Store<State> {
  state(): State;
  /** Replaces the state, and has it drawn. */
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
