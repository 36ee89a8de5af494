import { render } from "preact";
import { systemClock } from "../src/clock.ts";
import { readConnection } from "./connection.ts";
import { droppedPlace, droppedPlan } from "./history/dropped-files.ts";
import { createPageActions } from "./page-actions.ts";
import { type PageState, startAt } from "./page-state.ts";
import { hashOf, parseRoute } from "./route.ts";
import { Screen } from "./screen.tsx";
import { Shell } from "./shell/shell.tsx";
import { createStore, type Store } from "./store.ts";
import { workerStarter } from "./worker/spawn.ts";

/** Long enough for a browser to show the last drawing, even in a background tab. */
const PAINTED_MS = 50;

/** Draws the page, and does what the person asks for. `code` is the script of the page itself. */
export function startPage(code: string): void {
  const root = document.querySelector("#page") ?? document.body;
  const connection = readConnection(document);
  const store: Store<PageState> = createStore(startAt(parseRoute(location.hash), connection), draw);
  const actions = createPageActions(store, {
    clock: systemClock,
    painted: () => new Promise((resolve) => setTimeout(resolve, PAINTED_MS)),
    startWorker: workerStarter(code),
  });

  let isDue = false;

  /** Draws soon, and once for several changes: a drawing may change the state, and must end first. */
  function draw(): void {
    if (isDue) return;
    isDue = true;
    queueMicrotask(() => {
      isDue = false;
      const state = store.state();
      render(
        <Shell state={state} actions={actions}>
          <Screen state={state} actions={actions} />
        </Shell>,
        root,
      );
    });
  }

  // A browser may keep a page that was left, to show it again. Such a page must not keep a key.
  addEventListener("pagehide", () => {
    actions.makeKey.forget();
    void actions.history.lock();
  });
  for (const use of ["pointerdown", "keydown", "wheel"]) {
    addEventListener(use, actions.history.idle.use, { passive: true });
  }
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) actions.history.idle.hide();
    else actions.history.idle.show();
  });
  addEventListener("hashchange", () => actions.follow(location.hash));
  addEventListener("dragover", (event) => event.preventDefault());
  addEventListener("drop", async (event) => {
    event.preventDefault();
    const { dataTransfer } = event;
    const { history, restore } = store.state();
    const plan = dataTransfer && history.timeline && droppedPlan(dataTransfer);
    if (plan) {
      location.hash = hashOf({ screen: "restore", name: restore.name });
      return actions.restore.readFile(plan);
    }
    const place = dataTransfer && (await droppedPlace(dataTransfer));
    if (place !== null) await actions.history.open(place);
  });
  // Until now the page shows what it needs to work.
  root.replaceChildren();
  draw();
  if (connection.kind === "served") void actions.history.open(connection);
  // Making a key needs no worker.
  else if (store.state().route.screen !== "make-key") actions.history.prepare();
}
