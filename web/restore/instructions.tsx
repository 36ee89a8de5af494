import { useState } from "preact/hooks";
import { CopyButton } from "../parts/copy-button.tsx";
import { CopyText } from "../parts/copy-text.tsx";
import type { Timeline } from "../timeline/service.ts";
import { commandFor, placeOf, workflowInputs } from "./command.ts";

interface InstructionsProps {
  readonly timeline: Timeline;
  /** The snapshot to restore. */
  readonly name: string;
  readonly only: readonly string[];
}

/** The two ways to do the restore: with the command, or with the workflow. */
export function Instructions({ timeline, name, only }: InstructionsProps) {
  const [place, setPlace] = useState(placeOf(timeline.place, timeline.user));
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
        The page cannot see where a folder is on your machine. Write its path, or{" "}
        <code>github:owner/repository</code>.
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
        First log in to the account that you restore into, with{" "}
        <code>tracksafe auth --for restore</code>, and set <code>AGE_IDENTITY</code> to the path of
        your key file. The command shows its plan and asks before it writes. In a clone, write{" "}
        <code>node bin/tracksafe.js</code> for <code>tracksafe</code>.
      </p>
      <h3>On GitHub</h3>
      <p class="hint">
        In the repository that makes your backups, choose Actions &gt; Restore &gt; Run workflow,
        and give it these values. It needs the login of the account and the secret{" "}
        <code>AGE_IDENTITY</code>; <code>docs/lost-account.md</code> there has the steps.
      </p>
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
      <p class="hint">
        The first run is a dry run, which only shows the plan. Turn <code>dry-run</code> off to
        restore.
      </p>
    </section>
  );
}
