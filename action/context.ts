import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { World } from "../src/app/world.ts";
import { plainJson } from "../src/plain.ts";
import type { Environment } from "./choices.ts";
import type { Inputs } from "./inputs.ts";
import type { Output } from "./output.ts";

/** What every command of the action works with. */
export interface ActionContext {
  readonly env: Environment;
  readonly inputs: Inputs;
  readonly output: Output;
  readonly world: World;
}

/** The page of the repository that runs the workflow; `null` outside of a workflow. */
export function repositoryUrlOf({ env }: ActionContext): string | null {
  const [server, repository] = ["SERVER_URL", "REPOSITORY"].map((name) => env[`GITHUB_${name}`]);
  return server && repository ? `${server}/${repository}` : null;
}

/** The page of the run; `null` outside of a workflow. */
export function runUrlOf({ env }: ActionContext): string | null {
  const [server, repository, run] = ["SERVER_URL", "REPOSITORY", "RUN_ID"].map(
    (name) => env[`GITHUB_${name}`],
  );
  if (!server || !repository || !run) return null;
  return `${server}/${repository}/actions/runs/${run}`;
}

/** The runner's directory for files that nobody needs once the job is over. */
export function temporaryOf({ env }: ActionContext): string {
  return env["RUNNER_TEMP"] || tmpdir();
}

/** Leaves `json` as a file for later steps of the job, and its path as the output `report`. */
export async function writeReport(context: ActionContext, json: unknown): Promise<void> {
  const { output } = context;
  const report = join(temporaryOf(context), "tracksafe-report.json");
  await writeFile(report, output.clean(plainJson(json)));
  output.set("report", report);
}
