import { StepPanel } from "../parts/step-panel.tsx";
import type { StepProps } from "./step-props.ts";

/** Offers a recovery copy of the key. */
export function OfferStep({ state, actions, place }: StepProps<"offer">) {
  const isBusy = state.working !== null;
  return (
    <StepPanel title="A recovery copy?" place={place} isEntered={true}>
      <p>
        A recovery copy is the key in a file that only a passphrase opens. You write the passphrase
        on paper. The file may then lie where others could find it, such as in your mail or in a
        cloud drive: without the paper it is of no use.
      </p>
      <p>If you lose the key, file and paper together bring it back.</p>
      <div class="row">
        <button type="button" class="primary" disabled={isBusy} onClick={actions.makeCopy}>
          Make a recovery copy
        </button>
        <button type="button" disabled={isBusy} onClick={actions.skipCopy}>
          Go on without one
        </button>
      </div>
    </StepPanel>
  );
}
