import type { Verification } from "../../src/snapshot/verify.ts";
import type { Progress, ShownError } from "../worker/messages.ts";
import type { ListRequest, OpenList, ShownContents } from "./service.ts";

/** The snapshot that is shown, and the list of it that is open. */
export interface SnapshotState {
  /** The name of the snapshot; `null`: none was asked for. */
  readonly name: string | null;
  /** `null`: they are not read yet. */
  readonly shown: ShownContents | null;
  /** The list that was asked for; `null`: none. */
  readonly request: ListRequest | null;
  /** `null`: it is not open yet. */
  readonly list: OpenList | null;
  /** The cover of the list; `null`: there is none, or it was not kept. */
  readonly cover: Uint8Array | null;
  /** The result of checking every byte; `null`: that was not asked for. */
  readonly verified: Omit<Verification, "metadata"> | null;
  /** The progress of checking; `null`: nothing is checked now. */
  readonly checking: Progress | null;
  readonly problem: ShownError | null;
}

/** No snapshot is shown. */
export const NO_SNAPSHOT: SnapshotState = {
  name: null,
  shown: null,
  request: null,
  list: null,
  cover: null,
  verified: null,
  checking: null,
  problem: null,
};
