import { type BegunRestore, type RestoreResult, restore } from "../src/app/restore.ts";
import { openStates } from "../src/app/state.ts";
import { EXIT, exitOf } from "../src/report/exit.ts";
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
import { previewSummary, restoreSummary } from "../src/report/restore-summary.ts";
import { counted } from "../src/report/text.ts";
import { type ActionContext, type Command, type CommandResult, writeReport } from "./context.ts";
import { requireSpotify } from "./needs.ts";
import { ownerKeyInputsOf, selectionOf } from "./snapshot-inputs.ts";
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
export const restoreCommand: Command = async (context, repositories) => {
  const { inputs, world } = context;
  const login = requireSpotify(inputs);
  const { open = null, ...keyInputs } = await ownerKeyInputsOf(inputs);
  const target = await repositories.target();
  const endAt = new Date(world.clock.now().getTime() + LONGEST_MS);
  const directory = await restoreDirectory(context, target);
  await using session = connect(context, repositories, login, {
    endAt,
    states: (owner) => openStates(owner, directory, world),
  });
  const selection = selectionOf(inputs);
  await using planned = await restore(session, world, {
    sources: [{ store: target.store, selection }],
    open,
    only: inputs.only,
    keyInputs,
    sameAccount: inputs.sameAccount,
    unproved: inputs.unproved,
    journal: directory,
    dryRun: inputs.dryRun,
  });
  // Awaited here: what this scope closes is still needed.
  return await carryOut(context, planned);
};

async function carryOut(context: ActionContext, planned: BegunRestore): Promise<CommandResult> {
  const { inputs, output } = context;
  const names = output.showsNames;
  const sources = names ? planned.sources : planned.snapshots.map(({ name }) => name);
  const preview = { ...planned, sources };
  const text = names ? previewText(preview) : anonymousText(preview);
  if (inputs.dryRun || planned.isEmpty) {
    const exit = exitOfPreview(preview);
    output.set("status", exit === EXIT.done ? "complete" : "partial");
    await report(context, previewJson(preview));
    return { exit, text, summary: previewSummary(preview, { names, dryRun: inputs.dryRun }) };
  }
  output.print(text);
  const result = await planned.apply();
  output.set("status", result.status);
  await report(context, restoreJson(result));
  return endingOf(result, { names, sources });
}

async function report(context: ActionContext, json: object): Promise<void> {
  await writeReport(context, context.output.showsNames ? json : withoutTitles(json));
}

function endingOf(
  result: RestoreResult,
  { names, sources }: { readonly names: boolean; readonly sources: readonly string[] },
): CommandResult {
  const exit = result.status === "complete" ? EXIT.done : EXIT.partial;
  return {
    exit: result.error === null ? exit : exitOf(result.error),
    error: result.error,
    ...(result.status === "partial" && {
      warning: "Not everything could be restored. The summary says what is missing.",
    }),
    text: names ? restoreText(result) : "The summary has the numbers.",
    summary: restoreSummary(result, { names, sources }),
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
