import type { MakeKeyActions } from "./actions.ts";
import { ChooseStep } from "./choose-step.tsx";
import { CopyStep } from "./copy-step.tsx";
import { KeepStep } from "./keep-step.tsx";
import { OfferStep } from "./offer-step.tsx";
import type { MakeKeyState } from "./state.ts";
import { UseStep } from "./use-step.tsx";

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
      return <ChooseStep {...given} making={making} place="Step 1 of 4" />;
    case "keep":
      return <KeepStep {...given} making={making} place="Step 2 of 4" />;
    case "offer":
      return <OfferStep {...given} making={making} place="Step 3 of 4" />;
    case "copy":
      return <CopyStep {...given} making={making} place="Step 3 of 4" />;
    case "use":
      return <UseStep {...given} making={making} place="Step 4 of 4" />;
  }
}
