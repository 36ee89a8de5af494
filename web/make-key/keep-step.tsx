import { secretEnd } from "../../src/setup/secret-end.ts";
import { AnswerForm } from "../parts/answer-form.tsx";
import { CopyButton } from "../parts/copy-button.tsx";
import { CopyText } from "../parts/copy-text.tsx";
import { download } from "../parts/download.ts";
import { StepPanel } from "../parts/step-panel.tsx";
import type { StepProps } from "./step-props.ts";

const FILE = "tracksafe-key.txt";

/** Has the person save the key, and then prove that it is saved. */
export function KeepStep(props: StepProps<"keep">) {
  return props.making.isShown ? <Save {...props} /> : <TypeEnd {...props} />;
}

function Save({ making: { key }, actions, place }: StepProps<"keep">) {
  return (
    <StepPanel key="save" title="Keep the key" place={place} isEntered={true}>
      <p>
        <strong>Without this key nobody opens your backups, and nobody can make it again.</strong>{" "}
        Keep it in two places, such as a password manager and a USB stick, and not where your
        backups are.
      </p>
      <CopyText name="Your key" text={key.secret.reveal()} />
      <div class="row">
        <button type="button" onClick={() => download(FILE, key.fileText.reveal())}>
          Download the key file
        </button>
        <CopyButton label="Copy the key" text={() => key.secret.reveal()} />
      </div>
      <p>
        Whoever has the key can read your backups. A copied key stays in the clipboard until you
        copy something else.
      </p>
      <div class="row">
        <button type="button" class="primary" onClick={() => actions.showKey(false)}>
          I have saved it
        </button>
      </div>
    </StepPanel>
  );
}

function TypeEnd({ making: { key }, state, actions, place }: StepProps<"keep">) {
  const { length } = secretEnd(key.secret);
  return (
    <StepPanel key="type" title="Check that you have it" place={place} isEntered={true}>
      <AnswerForm
        label={`The last ${length} characters of the key`}
        hint="Look them up where you have saved the key. Capital or small letters, both will do."
        problem={state.problem}
        isDisabled={state.working !== null}
        onAnswer={actions.checkKey}
      />
      <div class="row">
        <button type="button" onClick={() => actions.showKey(true)}>
          Show the key again
        </button>
      </div>
    </StepPanel>
  );
}
