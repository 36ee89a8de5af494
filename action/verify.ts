import { newestSnapshotAt, type VerifiedSnapshot, verifySnapshots } from "../src/app/history.ts";
import { IntegrityError, NotFoundError } from "../src/errors.ts";
import { firstBackupAdvice } from "../src/report/checklist.ts";
import { EXIT } from "../src/report/exit.ts";
import { decideNotice } from "../src/report/notice.ts";
import { verifiedText } from "../src/report/snapshots.ts";
import { verifiedSummary } from "../src/report/verify-summary.ts";
import { type ActionCommand, repositoryUrlOf, runUrlOf } from "./context.ts";
import { namesSnapshots } from "./inputs.ts";
import { hasLogin } from "./needs.ts";
import { setupPagesOf } from "./pages.ts";
import { ownerKeyInputsOf, selectionOfInputs } from "./snapshot-inputs.ts";

/** A verification sends this many requests, and a few for its issue. */
export const MOST_REQUESTS = 50;

/**
 * `command: verify`: whether every byte of the snapshots is as it was written, and whether there is
 * a new one. With an identity, sealed files are opened as well.
 *
 * GitHub accepts 1,000 requests an hour from a workflow, and a history grows. So a file is not read if
 * its name in git is the one that its metadata holds, except for as many as requests are left.
 */
export const verifyAction: ActionCommand = async (context, repositories) => {
  const { inputs, world } = context;
  const { store, isOwn, requests } = await repositories.target();
  const { snapshots: verified } = await verifySnapshots(store, world, {
    selection: selectionOfInputs(inputs),
    keyInputs: await ownerKeyInputsOf(inputs),
    ...(!inputs.all && { readsLeft: () => Math.max(0, MOST_REQUESTS - requests()) }),
  });
  if (verified.length === 0) {
    // A copy of the template that nobody has set up yet must not fail week after week.
    if (isOwn && !namesSnapshots(inputs) && !hasLogin(inputs)) {
      return {
        exit: EXIT.done,
        text: "Nothing is set up yet.",
        summary: firstBackupAdvice(setupPagesOf(context).backup),
      };
    }
    // Checking zero snapshots is not a success.
    throw new NotFoundError("snapshot/not-found", "The action found no snapshots to verify.", {
      hint: "Check the inputs repository, branch and path, and that the backup workflow has run.",
    });
  }
  const error = errorOf(verified);
  return {
    exit: error === null ? EXIT.done : EXIT.integrity,
    error,
    text: verifiedText(verified),
    summary: verifiedSummary(verified),
    notice: decideNotice({
      now: world.clock.now(),
      status: null,
      // Snapshots of others have a reason of their own in the notice.
      error: error?.code === "snapshot/foreign" ? null : error,
      warnings: [],
      foreign: verified.filter(({ isForeign }) => isForeign).length,
      partialsInARow: 0,
      newestSnapshotAt: inputs.snapshot === null ? newestSnapshotAt(verified) : null,
      login: null,
      secretsTokenEndsAt: null,
      secretsTokenError: null,
      repositoryUrl: repositoryUrlOf(context),
      runUrl: runUrlOf(context),
    }),
  };
};

/**
 * Damage and doubt about who made a snapshot are different errors, because a person does different
 * things.
 */
function errorOf(verified: readonly VerifiedSnapshot[]): IntegrityError | null {
  const bad = verified.filter(({ verification }) => verification.problems.length > 0);
  if (bad.length === 0) return null;
  if (bad.every(({ isForeign }) => isForeign)) {
    return new IntegrityError("snapshot/foreign", "Some snapshots are not proved to be yours.", {
      hint: "The summary of the run says which. All others are unchanged.",
    });
  }
  return new IntegrityError("snapshot/corrupt", "Some snapshots were changed or damaged.", {
    hint: "Other snapshots may be undamaged. The summary of the run says which.",
  });
}
