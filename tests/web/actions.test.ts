import { describe, expect, it } from "vitest";
import { createActions, type MakeKeyActions } from "../../web/make-key/actions.ts";
import { type MakeKeyState, START } from "../../web/make-key/state.ts";
import { createStore, type Store } from "../../web/store.ts";

const NOW = new Date("2026-11-22T03:17:00Z");

/** The actions, and what they have done to the state. `painted` is waited for before long work. */
function begin(painted: () => Promise<void> = () => Promise.resolve()): {
  readonly store: Store<MakeKeyState>;
  readonly actions: MakeKeyActions;
  readonly drawn: readonly MakeKeyState[];
} {
  const drawn: MakeKeyState[] = [];
  const store = createStore(START, (state) => drawn.push(state));
  return { store, actions: createActions(store, () => NOW, painted), drawn };
}

describe("making a key", () => {
  it("says what takes long before it begins, and dates the key", async () => {
    const { actions, drawn } = begin();
    await actions.make("x25519");
    expect(drawn.map(({ working, making }) => [making.step, working])).toEqual([
      ["choose", "Making the key."],
      ["keep", null],
    ]);
    const making = drawn.at(-1)?.making;
    const text = making?.step === "keep" ? making.key.fileText.reveal() : "";
    expect(text).toContain("# created: 2026-11-22T03:17:00Z\n");
  });

  it("makes one key, however often the button is pressed meanwhile", async () => {
    const { actions, drawn } = begin();
    await Promise.all([actions.make("x25519"), actions.make("hybrid"), actions.make("x25519")]);
    expect(drawn.map(({ making }) => making.step)).toEqual(["choose", "keep"]);
    expect(drawn.at(-1)?.making).toMatchObject({ key: { kind: "x25519" } });
  });

  it("ends in nothing when the person has left before it is done", async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { store, actions } = begin(() => promise);
    const made = actions.make("x25519");
    actions.forget();
    resolve();
    await made;
    expect(store.state()).toBe(START);
  });

  it("leaves out no step", async () => {
    const { store, actions } = begin();
    await actions.skipCopy();
    await actions.makeCopy();
    await actions.checkPassphrase("k7qm");
    await actions.checkKey("");
    actions.saveCopy();
    actions.showKey(false);
    expect(store.state()).toBe(START);
    await actions.make("x25519");
    await actions.checkKey("wrong");
    await actions.skipCopy();
    expect(store.state().making.step).toBe("keep");
    expect(store.state().problem).toContain("The answer does not match the last 6 characters.");
  });
});
