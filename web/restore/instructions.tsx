import { useState } from "preact/hooks";
import { CopyButton } from "../parts/copy-button.tsx";
import { CopyText } from "../parts/copy-text.tsx";
import type { Timeline } from "../timeline/questions.ts";
import { commandFor, placeOf, workflowInputs } from "./command.ts";

interface InstructionsProps {
  readonly timeline: Timeline;
  /** The snapshot to restore. */
  readonly name: string;
  readonly only: readonly string[];
}

/** The two ways to do the restore: with the command, or with the workflow. */
export function Instructions({ timeline, name, only }: InstructionsProps) {
  const [place, setPlace] = useState(placeOf(timeline.place));
  const [isSameAccount, setSameAccount] = useState(false);
  const wanted = { place, user: timeline.user, snapshot: name, only, isSameAccount };
  const command = commandFor(wanted);
  return (
    <section class="panel" aria-labelledby="do-title">
      <h2 id="do-title">Do it</h2>
      <label for="into">Into</label>
      <select
        id="into"
        value={isSameAccount ? "same" : "other"}
        onChange={({ currentTarget }) => setSameAccount(currentTarget.value === "same")}
      >
        <option value="other">another account</option>
        <option value="same">the account that the snapshot is from</option>
      </select>
      <h3>On your machine</h3>
      <label for="place">Where the snapshots are</label>
      <p id="place-hint" class="hint">
        The page cannot see the path of a folder. Write it as your machine has it, or
        github:owner/repository.
      </p>
      <input
        id="place"
        type="text"
        aria-describedby="place-hint"
        autocomplete="off"
        spellcheck={false}
        value={place}
        onInput={({ currentTarget }) => setPlace(currentTarget.value)}
      />
      <CopyText name="Command" text={command} />
      <div class="row">
        <CopyButton label="Copy the command" text={() => command} />
      </div>
      <p class="hint">
        Set AGE_IDENTITY to your key, or to the path of its file, first. The command shows its plan
        and asks before it writes; with --dry-run it only shows it.
      </p>
      <h3>With the workflow Restore</h3>
      <table class="inputs">
        <thead>
          <tr>
            <th scope="col">Input</th>
            <th scope="col">Value</th>
            <th scope="col">Copy</th>
          </tr>
        </thead>
        <tbody>
          {workflowInputs(wanted).map(([input, value]) => (
            <tr key={input}>
              <th scope="row">{input}</th>
              <td>
                <code>{value === "" ? "leave empty" : value}</code>
              </td>
              <td>{value !== "" && <CopyButton label={`Copy ${input}`} text={() => value} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="hint">The workflow begins as a dry run. Turn dry-run off to restore.</p>
    </section>
  );
}
