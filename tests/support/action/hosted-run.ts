import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import type { Emulator } from "../../../emulator/index.ts";
import type { FakeRepository, WorkflowRun } from "../github/repository.ts";
import { openSecret } from "../github/secrets.ts";
import type { FakeGitHub } from "../github/server.ts";
import type { Token } from "../github/tokens.ts";
import { runStep } from "./step.ts";

/** Where a run takes place. */
export interface RunSurroundings {
  readonly github: FakeGitHub;
  readonly emulator: Emulator;
  readonly repository: FakeRepository;
  /** The workflow's own token. */
  readonly token: Token;
}

/**
 * Carries out a run that was asked for, as the runner would: the action's step of the workflow's
 * file, with what its expressions make of the repository's secrets and variables. Gives its log and
 * summary.
 */
export async function carryOut(run: WorkflowRun, around: RunSurroundings): Promise<string> {
  const { github, emulator, repository, token } = around;
  run.status = "in_progress";
  const temp = await mkdtemp(join(tmpdir(), "tracksafe-hosted-"));
  try {
    const context = { "github.repository": repository.fullName, "github.token": token.value };
    const { exit, stdout, stderr, summary } = await runStep({
      directory: temp,
      temp: join(temp, "temp"),
      inputs: await evaluateInputs(run, repository, context),
      context,
      env: {
        GITHUB_API_URL: github.url,
        GITHUB_REPOSITORY: repository.fullName,
        GITHUB_RUN_ID: String(run.id),
        SPOTIFY_ACCOUNTS_URL: emulator.accountsUrl,
        SPOTIFY_API_URL: emulator.apiUrl,
      },
    });
    run.conclusion = exit === 0 ? "success" : "failure";
    run.status = "completed";
    return [stdout, stderr, summary].join("\n");
  } finally {
    await rm(temp, { recursive: true, force: true });
  }
}

/** The inputs that the workflow on the default branch gives to the action. */
async function evaluateInputs(
  run: WorkflowRun,
  repository: FakeRepository,
  context: Readonly<Record<string, string>>,
): Promise<Record<string, string>> {
  const files = await repository.files(repository.defaultBranch);
  const workflow = parse(String(files.get(`.github/workflows/${run.file}`)));
  const [job] = Object.values<{ steps: { uses?: string; with: object }[] }>(workflow.jobs);
  const step = job?.steps.find(({ uses }) => uses === "./");
  const inputs: Record<string, string> = {};
  for (const [name, value] of Object.entries(step?.with ?? {})) {
    const parts = String(value).split(/\$\{\{ (.+?) \}\}/);
    const values = parts.map((part, index) =>
      index % 2 === 0 ? part : evaluate(part, run, repository, context),
    );
    inputs[name] = (await Promise.all(values)).join("");
  }
  return inputs;
}

/** The first of the operands of `||` that is not empty. */
async function evaluate(
  expression: string,
  run: WorkflowRun,
  repository: FakeRepository,
  context: Readonly<Record<string, string>>,
): Promise<string> {
  for (const operand of expression.split(" || ")) {
    const [area = "", name = ""] = operand.split(/\.(.*)/s);
    const value =
      area === "secrets"
        ? await openSecret(repository, name)
        : area === "vars"
          ? repository.variables.get(name)
          : area === "inputs"
            ? run.inputs[name]?.replace(/^false$/, "")
            : (context[operand] ?? (operand === "false" ? operand : undefined));
    if (value) return value;
  }
  return "";
}
