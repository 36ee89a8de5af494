import type { Contents } from "../../src/history/contents.ts";
import type { ShownError } from "../worker/messages.ts";
import type { ShownPreview } from "./shown-preview.ts";

/** The account that everything would go to: none with anything in it, or as a snapshot shows it. */
export type TargetChoice = "empty" | (string & {});

/** The restore that a person looks at before it happens. */
export interface RestoreState {
  /** The snapshot to restore; `null`: none was asked for. */
  readonly name: string | null;
  /** Its lists; `null`: they are not read yet. */
  readonly contents: Contents | null;
  /** The kinds and the ids of files that are chosen; `null`: everything. */
  readonly only: readonly string[] | null;
  /** The name of a snapshot, or `empty`. */
  readonly target: TargetChoice;
  /** `null`: there is none yet, or it cannot be made. */
  readonly preview: ShownPreview | null;
  /** The file that the preview is from; `null`: the page made it. */
  readonly file: File | null;
  readonly isWorking: boolean;
  readonly problem: ShownError | null;
}

/** No restore is looked at. */
export const NO_RESTORE: RestoreState = {
  name: null,
  contents: null,
  only: null,
  target: "empty",
  preview: null,
  file: null,
  isWorking: false,
  problem: null,
};
