import { createWorld } from "../src/app/world.ts";
import { EXIT } from "../src/report/exit.ts";
import type { Notice } from "../src/report/notice.ts";
import { backupAction } from "./backup.ts";
import type { ActionCommand, ActionContext, ActionResult, RunRepositories } from "./context.ts";
import { failed } from "./failed.ts";
import { type CommandName, readInputs } from "./inputs.ts";
import { notify } from "./notify.ts";
import { createActionOutput } from "./output.ts";
import { pruneAction } from "./prune.ts";
import type { Environment } from "./read-inputs.ts";
import { reauthorizeAction } from "./reauthorize.ts";
import { openRepositories } from "./repositories.ts";
import { restoreAction } from "./restore.ts";
import { verifyAction } from "./verify.ts";

const COMMANDS: Readonly<Record<CommandName, ActionCommand>> = {
  backup: backupAction,
  verify: verifyAction,
  restore: restoreAction,
  reauthorize: reauthorizeAction,
  prune: pruneAction,
};

/** Runs the action. Gives the exit code; never throws. */
export async function runAction(env: Environment, signal: AbortSignal): Promise<number> {
  const output = createActionOutput();
  try {
    const inputs = readInputs(env, output.hide);
    const world = createWorld({ log: output.log, onSecret: output.hide, signal });
    const context = { env, inputs, output, world };
    await using repositories = await openRepositories(context);
    const result = await COMMANDS[inputs.command](context, repositories).catch((error: unknown) =>
      failed(context, error),
    );
    return await report(context, repositories, result);
  } catch (error) {
    return output.failure(error);
  }
}

async function report(
  context: ActionContext,
  repositories: RunRepositories,
  result: ActionResult,
): Promise<number> {
  const { inputs, output } = context;
  if (result.text !== undefined) output.print(result.text);
  await output.summarize(result.summary);
  if (inputs.notify && result.notice !== undefined)
    await tell(context, repositories, result.notice);
  const { exit, warning, error } = result;
  if (exit === EXIT.done && warning !== undefined) output.warning(warning);
  if (exit !== EXIT.done && error) output.failure(error);
  else if (exit !== EXIT.done) output.failed(warning ?? "The run failed.");
  return exit;
}

/** Each account and each command has a notice of its own, so that a success closes only its own. */
async function tell(
  context: ActionContext,
  repositories: RunRepositories,
  notice: Notice | null,
): Promise<void> {
  const { inputs, output } = context;
  const of = inputs.command === "backup" ? ` ${inputs.refreshTokenSecret}` : "";
  const mark = `<!-- tracksafe ${inputs.command}${of} -->`;
  const text = notice && { title: output.clean(notice.title), body: output.clean(notice.body) };
  const boards = repositories.boards(mark);
  const told = await notify(boards, text, "The last run went well.", output.log);
  if (!told && notice !== null) output.warning(boards.length === 0 ? NO_ISSUES : NOT_WRITTEN);
}

const NOT_WRITTEN = "The issue about this run could not be written. The log says why.";
const NO_ISSUES =
  "No issue tells you of this run, because issues are switched off. Switch them on in the repository: Settings > General > Features > Issues.";
