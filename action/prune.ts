import { type PlannedPrune, planPruning } from "../src/app/prune.ts";
import { ConflictError, NotFoundError } from "../src/errors.ts";
import { errorText } from "../src/report/error.ts";
import { EXIT, exitOf } from "../src/report/exit.ts";
import {
  goneText,
  pruneJson,
  pruneSummary,
  pruneText,
  unprunedSummary,
} from "../src/report/prune.ts";
import {
  type ActionCommand,
  type ActionContext,
  type ActionResult,
  type RunRepositories,
  writeReport,
} from "./context.ts";
import { ownerKeyInputsOf } from "./snapshot-inputs.ts";

/**
 * `command: prune`: removes the snapshots that no rule keeps, of each account or of the one that the
 * input `user` names. Nothing is removed unless `dry-run` is false, nor while a restore is not
 * finished: that makes the run partial.
 */
export const pruneAction: ActionCommand = async (context, repositories) => {
  try {
    return await prune(context, repositories);
  } catch (error) {
    if (error instanceof ConflictError && error.code === "prune/restore") {
      return waits(context, error);
    }
    throw error;
  }
};

async function prune(context: ActionContext, repositories: RunRepositories): Promise<ActionResult> {
  const { inputs, output, world } = context;
  const { dryRun } = inputs;
  const { store } = await repositories.target();
  const keyInputs = await ownerKeyInputsOf(inputs);
  const users = inputs.user === null ? await store.users() : [inputs.user];
  if (users.length === 0) {
    throw new NotFoundError("snapshot/not-found", "The action found no snapshots to prune.", {
      hint: "Check the inputs repository, branch and path, and that the backup workflow has run.",
    });
  }
  const plans: PlannedPrune[] = [];
  for (const user of users) {
    const request = { selection: { user }, keyInputs, rules: inputs.keep, journals: null };
    plans.push(await planPruning(store, world, request));
  }
  const gone: string[] = [];
  if (!dryRun) {
    for (const plan of plans) gone.push(...(await plan.apply()));
  }
  output.set("status", "complete");
  await writeReport(context, {
    accounts: plans.map((plan) => ({ user: plan.user, ...pruneJson(plan) })),
  });
  return {
    exit: EXIT.done,
    text: [...plans.map(pruneText), goneText(gone)].filter(Boolean).join("\n"),
    summary: pruneSummary(plans, { dryRun }),
    notice: null,
  };
}

/** The result of a run that has to wait for a restore. A schedule does not fail because of it. */
function waits({ inputs, output }: ActionContext, error: ConflictError): ActionResult {
  output.set("status", "partial");
  const summary = unprunedSummary(error);
  if (inputs.failOn === "partial") return { exit: exitOf(error), error, summary };
  return { exit: EXIT.done, warning: errorText(error), summary };
}
