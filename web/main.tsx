import { render } from "preact";
import { createActions } from "./make-key/actions.ts";
import { MakeKey } from "./make-key/make-key.tsx";
import { type MakeKeyState, START } from "./make-key/state.ts";
import { PageFrame } from "./page-frame.tsx";
import { createStore, type Store } from "./store.ts";

/** Long enough for a browser to show the last drawing, even in a background tab. */
const PAINTED_MS = 50;

const root = document.querySelector("#page") ?? document.body;
const store: Store<MakeKeyState> = createStore(START, draw);
const actions = createActions(
  store,
  () => new Date(),
  () => new Promise((resolve) => setTimeout(resolve, PAINTED_MS)),
);

function draw(state: MakeKeyState): void {
  render(
    <PageFrame>
      <MakeKey state={state} actions={actions} />
    </PageFrame>,
    root,
  );
}

// A browser may keep a page that was left, to show it again. Such a page must not keep a key.
addEventListener("pagehide", actions.forget);
// Until now the page shows what it needs to work.
root.replaceChildren();
draw(store.state());
