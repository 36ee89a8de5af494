import type { World } from "../src/index.ts";
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

/** The page of the run; `null` outside of a workflow. */
export function runUrlOf({ env }: ActionContext): string | null {
  const [server, repository, run] = ["SERVER_URL", "REPOSITORY", "RUN_ID"].map(
    (name) => env[`GITHUB_${name}`],
  );
  if (!server || !repository || !run) return null;
  return `${server}/${repository}/actions/runs/${run}`;
}
