import type { TargetedSubmitEvent } from "preact";
import { StepPanel } from "../parts/step-panel.tsx";
import type { StepProps } from "./step-props.ts";

/** Asks which kind of key to make. */
export function ChooseStep({ state, actions, place }: StepProps) {
  const submit = (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const kind = new FormData(event.currentTarget).get("kind");
    void actions.make(kind === "hybrid" ? "hybrid" : "x25519");
  };
  return (
    <StepPanel title="Make the key" place={place} isEntered={false}>
      <p>
        Backups are sealed: whoever gets at them can read nothing. Only a key that you keep opens
        them. It is made here, in your browser, and sent nowhere. This page works without a network.
      </p>
      <form onSubmit={submit}>
        <fieldset>
          <legend>Kind of key</legend>
          <label class="choice">
            <input type="radio" name="kind" value="x25519" checked />
            <span>
              Standard (X25519)
              <small>Every age program opens what is sealed for it.</small>
            </span>
          </label>
          <label class="choice">
            <input type="radio" name="kind" value="hybrid" />
            <span>
              Post-quantum (hybrid)
              <small>
                Also safe from quantum computers of the future. The age program opens it from
                version 1.3 on.
              </small>
            </span>
          </label>
        </fieldset>
        <div class="row">
          <button type="submit" class="primary" disabled={state.working !== null}>
            Make a key
          </button>
        </div>
      </form>
    </StepPanel>
  );
}
