import type { TargetedEvent } from "preact";
import type { ChosenPlace } from "../worker/places.ts";
import { chosenFolder, chosenZip } from "./dropped-files.ts";

interface PlacePanelProps {
  readonly isDisabled: boolean;
  readonly onOpen: (place: ChosenPlace) => void;
}

/** Asks for the place of the snapshots. Dropping it anywhere on the page does the same. */
export function PlacePanel({ isDisabled, onOpen }: PlacePanelProps) {
  const open = (
    event: TargetedEvent<HTMLInputElement>,
    take: (files: FileList) => ChosenPlace | null,
  ) => {
    const input = event.currentTarget;
    const place = take(input.files ?? new DataTransfer().files);
    if (place !== null) onOpen(place);
    // The same place can be chosen again, once it has more snapshots.
    input.value = "";
  };
  return (
    <section class="panel" aria-labelledby="place-title">
      <h2 id="place-title">Open your snapshots</h2>
      <p class="hint">
        Choose the folder of your backups. If they are on GitHub, open the branch <b>backups</b>{" "}
        there, choose Code &gt; Download ZIP, and choose that file here. You can also drop a folder
        or a ZIP file anywhere on this page. Nothing leaves this device.
      </p>
      <div class="row">
        <label class="file">
          Choose a folder
          <input
            type="file"
            ref={asFolderInput}
            multiple
            autocomplete="off"
            disabled={isDisabled}
            onChange={(event) => open(event, chosenFolder)}
          />
        </label>
        <label class="file">
          Choose a ZIP file
          <input
            type="file"
            accept=".zip,application/zip"
            autocomplete="off"
            disabled={isDisabled}
            onChange={(event) => open(event, ([file]) => (file ? chosenZip(file) : null))}
          />
        </label>
      </div>
    </section>
  );
}

/** Makes the browser ask for a folder. */
function asFolderInput(input: HTMLInputElement | null): void {
  if (input !== null) input.webkitdirectory = true;
}
