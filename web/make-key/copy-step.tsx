import { AnswerForm } from "../parts/answer-form.tsx";
import { CopyText } from "../parts/copy-text.tsx";
import { download } from "../parts/download.ts";
import { ProblemAlert } from "../parts/problem-alert.tsx";
import { StepPanel } from "../parts/step-panel.tsx";
import type { StepProps } from "./step-props.ts";

const FILE = "tracksafe-recovery.age";

/** Shows the passphrase of the recovery copy once, then has it typed back. */
export function CopyStep(props: StepProps<"copy">) {
  return props.making.isShown ? <WriteDown {...props} /> : <TypeBack {...props} />;
}

function WriteDown({ making: { copy }, state, actions, place }: StepProps<"copy">) {
  const save = () => {
    download(FILE, copy.content);
    actions.saveCopy();
  };
  return (
    <StepPanel key="write" title="Write down the passphrase" place={place} isEntered={true}>
      <p>
        Write it on paper. <strong>It is shown only now.</strong>
      </p>
      <CopyText name="Passphrase of the recovery copy" text={copy.passphrase.reveal()} />
      <p>Then save the copy that it opens, away from the paper.</p>
      <div class="row">
        <button type="button" onClick={save}>
          Download the recovery copy
        </button>
        <span role="status" class="said">
          {copy.isSaved ? "Downloaded." : ""}
        </span>
      </div>
      {state.problem !== null && <ProblemAlert id="copy-problem" text={state.problem} />}
      <div class="row">
        <button type="button" class="primary" onClick={actions.hidePassphrase}>
          I have done both
        </button>
      </div>
    </StepPanel>
  );
}

function TypeBack({ state, actions, place }: StepProps<"copy">) {
  const isBusy = state.working !== null;
  return (
    <StepPanel key="type" title="Check the passphrase" place={place} isEntered={true}>
      <AnswerForm
        label="The passphrase"
        hint="Type it from the paper, hyphens included. The copy is opened with it."
        problem={state.problem}
        isDisabled={isBusy}
        onAnswer={actions.checkPassphrase}
      />
      <div class="row">
        <button type="button" disabled={isBusy} onClick={actions.makeCopy}>
          Make another copy
        </button>
      </div>
    </StepPanel>
  );
}
