import type { MakeKeyActions } from "./actions.ts";
import { Choose } from "./choose.tsx";
import { Copy } from "./copy.tsx";
import { Keep } from "./keep.tsx";
import { Offer } from "./offer.tsx";
import type { MakeKeyState } from "./state.ts";
import { Use } from "./use.tsx";

interface MakeKeyProps {
  readonly state: MakeKeyState;
  readonly actions: MakeKeyActions;
}

/** The page "Make a key": one step at a time. */
export function MakeKey({ state, actions }: MakeKeyProps) {
  return (
    <main aria-labelledby="title">
      <h1 id="title" tabIndex={-1}>
        Make a key
      </h1>
      <CurrentStep state={state} actions={actions} />
      <p role="status" class="working">
        {state.working}
      </p>
    </main>
  );
}

function CurrentStep({ state, actions }: MakeKeyProps) {
  const { making } = state;
  const given = { state, actions };
  switch (making.step) {
    case "choose":
      return <Choose {...given} making={making} place="Step 1 of 4" />;
    case "keep":
      return <Keep {...given} making={making} place="Step 2 of 4" />;
    case "offer":
      return <Offer {...given} making={making} place="Step 3 of 4" />;
    case "copy":
      return <Copy {...given} making={making} place="Step 3 of 4" />;
    case "use":
      return <Use {...given} making={making} place="Step 4 of 4" />;
  }
}
