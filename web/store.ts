/** Holds the state of a page, or a part of it. There is one for the page. */
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

/** The part of the state of `store` that a screen has for itself. */
export function partOf<State extends object, Name extends keyof State>(
  store: Store<State>,
  name: Name,
): Store<State[Name]> {
  return {
    state: () => store.state()[name],
    set: (next) => store.set({ ...store.state(), [name]: next }),
  };
}
