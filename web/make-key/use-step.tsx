import { CopyButton } from "../parts/copy-button.tsx";
import { CopyText } from "../parts/copy-text.tsx";
import { StepPanel } from "../parts/step-panel.tsx";
import type { StepProps } from "./step-props.ts";

/** Shows the public half of the key, and says where to put it. */
export function UseStep({ making: { recipient, hasCopy }, place }: StepProps<"use">) {
  return (
    <StepPanel title="Give the recipient to your backups" place={place} isEntered={true}>
      <p>
        Your key works: a sample was sealed for it, and opened with it.
        {hasCopy && " Your recovery copy works, too: it was opened with the passphrase."} The key is
        no longer on this page.
      </p>
      <p>
        This is the <dfn>recipient</dfn> of the key. Backups are sealed for it. It is not secret,
        and it opens nothing.
      </p>
      <CopyText name="Recipient" text={recipient} />
      <div class="row">
        <CopyButton label="Copy the recipient" text={() => recipient} />
      </div>
      <h3>Where it goes</h3>
      <ol>
        <li>
          Open your repository on GitHub, then Settings &gt; Secrets and variables &gt; Actions, and
          there the tab <b>Variables</b>.
        </li>
        <li>
          Choose <b>New repository variable</b>. If there is <code>AGE_RECIPIENTS</code> already,
          change that one, and keep the key before: it opens the snapshots made so far.
        </li>
        <li>
          Name: <code>AGE_RECIPIENTS</code>. Value: the recipient, which begins with{" "}
          <code>age1</code>.
        </li>
      </ol>
      <p>
        Never put the key itself there. You need it only to restore: then it goes into the secret{" "}
        <code>AGE_IDENTITY</code>, which is removed afterwards.
      </p>
    </StepPanel>
  );
}
