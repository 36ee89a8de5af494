import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type BegunRestore, type RestoreResult, refuseNames, restore } from "../src/app/restore.ts";
import { sealedReviewOf } from "../src/app/review.ts";
import type { Session } from "../src/app/session.ts";
import { openStates } from "../src/app/state.ts";
import { ConflictError, UsageError } from "../src/errors.ts";
import { EXIT, exitOf } from "../src/report/exit.ts";
import { searchText } from "../src/report/recordings.ts";
import { withoutTitles } from "../src/report/redact.ts";
import {
  CONTINUES,
  exitOfPreview,
  previewJson,
  previewText,
  proofLines,
  restoreJson,
  restoreText,
} from "../src/report/restore.ts";
import { previewSummary } from "../src/report/restore-preview.ts";
import {
  keyText,
  type RestoreSummaryOptions,
  restoreSummary,
} from "../src/report/restore-summary.ts";
import { counted } from "../src/report/text.ts";
import {
  type ActionCommand,
  type ActionContext,
  type ActionResult,
  type RunRepositories,
  repositoryUrlOf,
  type TargetRepository,
  temporaryOf,
  writeReport,
} from "./context.ts";
import { dropIdentity } from "./identity.ts";
import { requireSpotify } from "./needs.ts";
import { ownerKeyInputsOf, selectionOfInputs } from "./snapshot-inputs.ts";
import { connect } from "./spotify.ts";
import { restoreDirectory } from "./state.ts";

/** After this a run keeps what it has, and the next one goes on. The job may take 350 minutes. */
const LONGEST_MS = 330 * 60 * 1000;

/**
 * `command: restore`: puts a snapshot of the target repository back into the account of the login.
 * Nothing is written unless `dry-run` is false. However it ends, its journal is kept on the branch
 * of the snapshots, sealed, so that the next run goes on. The cache of Actions, which other
 * workflows can fill, is left alone: this job holds the identity.
 */
export const restoreAction: ActionCommand = async (context, repositories) => {
  const { inputs, output, world } = context;
  const login = requireSpotify(inputs);
  if (!output.showsNames) refuseNames(inputs.only);
  if (!output.showsNames && inputs.review !== null) throw readableReview();
  const { open = null, ...keyInputs } = await ownerKeyInputsOf(inputs);
  const target = await repositories.target();
  const endAt = new Date(world.clock.now().getTime() + LONGEST_MS);
  const directory = await restoreDirectory(context, target);
  await using session = connect(context, repositories, login, {
    endAt,
    states: (owner) => openStates(owner, directory, world),
  });
  const selection = selectionOfInputs(inputs);
  await using planned = await restore(session, world, {
    sources: [{ store: target.store, selection }],
    open,
    only: inputs.only,
    review: inputs.review,
    keyInputs,
    sameAccount: inputs.sameAccount,
    unproved: inputs.unproved,
    journal: directory,
    dryRun: inputs.dryRun,
    onSearch(need, looked) {
      if (looked === 0) output.print(searchText(need));
    },
  });
  await keepReview(context, target, planned, session);
  if (inputs.sameAccount && !planned.isSameAccount) throw otherAccount();
  // Awaited here: what this scope closes is still needed.
  return await carryOut(context, repositories, planned, session.provider.link);
};

/** The secrets may still hold the login of an earlier restore, into another account. */
function otherAccount(): ConflictError {
  return new ConflictError(
    "restore/other-account",
    "The login to restore with is not for the account that the snapshot is from. Nothing was written.",
    {
      hint: "To restore into the account of the snapshot, run the workflow Log in to Spotify with the account `restore`, and log in with that account. To restore into another account, choose it as the target.",
    },
  );
}

async function carryOut(
  context: ActionContext,
  repositories: RunRepositories,
  planned: BegunRestore,
  link: Session["provider"]["link"],
): Promise<ActionResult> {
  const { inputs, output } = context;
  const { dryRun } = inputs;
  const names = output.showsNames;
  const sources = names ? planned.sources : planned.snapshots.map(({ name }) => name);
  const preview = { ...planned, sources };
  const text = names ? previewText(preview) : anonymousText(preview);
  const repositoryUrl = repositoryUrlOf(context);
  if (dryRun || planned.isEmpty) {
    const exit = exitOfPreview(preview);
    const isDone = exit === EXIT.done;
    output.set("status", isDone ? "complete" : "partial");
    await report(context, previewJson(preview));
    const workflowUrl = repositoryUrl && `${repositoryUrl}/actions/workflows/restore.yml`;
    const key = dryRun ? "none" : await dropIdentity(context, repositories, isDone);
    const page = previewSummary(preview, { names, dryRun, workflowUrl, link });
    return { exit, text, summary: [page, keyText(key, repositoryUrl)].filter(Boolean).join("\n") };
  }
  output.print(text);
  const result = await planned.apply();
  output.set("status", result.status);
  await report(context, restoreJson(result));
  const key = await dropIdentity(context, repositories, result.status === "complete");
  return endingOf(result, { names, sources, key, repositoryUrl });
}

/** Leaves a sealed file with what is to be decided, for the artifact of the run. */
async function keepReview(
  context: ActionContext,
  { isPublic }: TargetRepository,
  { recordings }: BegunRestore,
  session: Session,
): Promise<void> {
  const { inputs, output } = context;
  const isReadable = (isPublic || !output.showsNames) && !inputs.allowPublic;
  if (inputs.ageIdentity === null || isReadable) return;
  const sealed = await sealedReviewOf(recordings, session, inputs.ageIdentity);
  if (sealed === null) return;
  const path = join(temporaryOf(context), "review.txt.gz.age");
  await writeFile(path, sealed);
  output.set("review", path);
}

/** The runner shows inputs in the log, and links are names. */
function readableReview(): UsageError {
  return new UsageError(
    "usage/review",
    "The input review names recordings, and everybody can read the log of this run.",
    { hint: "Give the review to `tracksafe restore --review` on your machine instead." },
  );
}

async function report(context: ActionContext, json: object): Promise<void> {
  await writeReport(context, context.output.showsNames ? json : withoutTitles(json));
}

function endingOf(result: RestoreResult, options: RestoreSummaryOptions): ActionResult {
  const exit = result.status === "complete" ? EXIT.done : EXIT.partial;
  return {
    exit: result.error === null ? exit : exitOf(result.error),
    error: result.error,
    ...(result.status === "partial" && {
      warning: "Not everything could be restored. The summary says what is missing.",
    }),
    text: options.names ? restoreText(result) : "The summary has the numbers.",
    summary: restoreSummary(result, options),
  };
}

/** The text without names, for logs that everybody can read. */
function anonymousText(planned: BegunRestore) {
  const { sources, continues, unproved } = planned;
  return [
    `Restoring the snapshot ${sources.join(", ")}. The summary has the numbers.`,
    ...(continues ? [CONTINUES] : []),
    ...proofLines(planned),
    ...(unproved.length === 0
      ? []
      : [`  NOT PROVED to be yours: ${counted(unproved.length, "file")}`]),
  ].join("\n");
}
