import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { parse } from "yaml";
import { z } from "zod";
import type { Emulator } from "../../../emulator/index.ts";
import { listFiles } from "../files.ts";
import type { FakeRepository, FakeWorkflowRun } from "../github/repository.ts";
import { openSecret } from "../github/secrets.ts";
import type { FakeGitHub } from "../github/server.ts";
import { type Contexts, holds, interpolate } from "./expressions.ts";
import { runStep, unmask } from "./step.ts";

/** The world around a run. */
export interface RunSurroundings {
  readonly github: FakeGitHub;
  readonly emulator: Emulator;
  readonly repository: FakeRepository;
  /** By how many milliseconds the runner's clock is ahead of this machine's; default: 0. */
  readonly ahead?: number;
}

type Files = ReadonlyMap<string, Buffer>;

/** A run as people see it on GitHub: every secret in a text is `***`. */
export interface FinishedRun {
  /** `skipped`: the conditions of all jobs were false. */
  readonly conclusion: "success" | "failure" | "skipped";
  readonly log: string;
  /** Markdown, of all steps. */
  readonly summary: string;
  /** By name of the artifact, the files in it by their paths. */
  readonly artifacts: ReadonlyMap<string, Files>;
}

const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const stepShape = z.strictObject({
  id: z.string().optional(),
  name: z.string().optional(),
  if: scalar.optional(),
  uses: z.string().optional(),
  run: z.string().optional(),
  env: z.record(z.string(), scalar).default({}),
  with: z.record(z.string(), scalar).default({}),
});
const jobShape = z.strictObject({
  name: z.string().optional(),
  if: scalar.optional(),
  "runs-on": z.string(),
  "timeout-minutes": z.number(),
  permissions: z.record(z.string(), z.enum(["read", "write", "none"])),
  env: z.record(z.string(), scalar).default({}),
  steps: z.array(stepShape),
});
const workflowShape = z.looseObject({
  on: z.looseObject({
    workflow_dispatch: z
      .looseObject({ inputs: z.record(z.string(), z.looseObject({ type: z.string() })).optional() })
      .nullish(),
  }),
  jobs: z.record(z.string(), z.looseObject({ if: scalar.optional() })),
});

type Workflow = z.infer<typeof workflowShape>;
type WorkflowStep = z.infer<typeof stepShape>;

/** A job on its machine. */
interface Machine {
  readonly around: RunSurroundings;
  readonly run: FakeWorkflowRun;
  /** Holds everything that this machine has on its disk. */
  readonly home: string;
  readonly artifacts: Map<string, Files>;
}

const workspaceOf = ({ home }: Machine): string => join(home, "workspace");

interface FinishedStep {
  readonly succeeded: boolean;
  readonly log: string;
  readonly summary?: string;
  readonly outputs?: Readonly<Record<string, string>>;
}

/**
 * Carries out a run that was asked for, from the workflow's file on the default branch. GitHub's own
 * code evaluates the expressions, and the token has the rights that the job asks for. Knows the
 * steps that use the action, `checkout`, `upload-artifact`, and scripts. Any other step, and any key
 * of a job that it does not know, throws.
 */
export async function carryOut(
  run: FakeWorkflowRun,
  around: RunSurroundings,
): Promise<FinishedRun> {
  const { repository } = around;
  run.status = "in_progress";
  const files = await repository.files(repository.defaultBranch);
  const workflow = workflowShape.parse(parse(String(files.get(`.github/workflows/${run.file}`))));
  const contexts = contextsOf(run, around, workflow);
  const started = Object.values(workflow.jobs).filter((job) => holds(job.if, contexts, "success"));
  const jobs: FinishedRun[] = [];
  for (const job of started) {
    jobs.push(await runJob(jobShape.parse(job), contexts, run, around));
  }
  const failed = jobs.some(({ conclusion }) => conclusion === "failure");
  const conclusion = jobs.length === 0 ? "skipped" : failed ? "failure" : "success";
  run.conclusion = conclusion;
  run.status = "completed";
  return {
    conclusion,
    log: jobs.map(({ log }) => log).join("\n"),
    summary: jobs.map(({ summary }) => summary).join("\n"),
    artifacts: new Map(jobs.flatMap(({ artifacts }) => [...artifacts])),
  };
}

/** The contexts that the conditions of jobs may use (GitHub: Contexts reference). */
function contextsOf(run: FakeWorkflowRun, { repository }: RunSurroundings, workflow: Workflow) {
  const declared = workflow.on.workflow_dispatch?.inputs ?? {};
  const inputs = Object.entries(run.inputs).map(([name, given]) => [
    name,
    declared[name]?.type === "boolean" ? given === "true" : given,
  ]);
  const { fullName, owner, name, visibility, isFork, isTemplate, defaultBranch } = repository;
  return {
    github: {
      repository: fullName,
      repository_owner: owner,
      event_name: run.event,
      event: {
        inputs: run.inputs,
        repository: {
          name,
          full_name: fullName,
          default_branch: defaultBranch,
          visibility,
          private: visibility !== "public",
          fork: isFork,
          is_template: isTemplate,
        },
      },
      ref: `refs/heads/${defaultBranch}`,
      run_id: String(run.id),
      run_attempt: "1",
    },
    inputs: Object.fromEntries(inputs),
    vars: Object.fromEntries(repository.variables),
  };
}

async function runJob(
  job: z.infer<typeof jobShape>,
  common: ReturnType<typeof contextsOf>,
  run: FakeWorkflowRun,
  around: RunSurroundings,
): Promise<FinishedRun> {
  const { github, repository } = around;
  const rights = { [repository.fullName]: job.permissions };
  const { value: token } = github.addToken({ label: "run", kind: "integration", rights });
  const secrets = { ...(await openSecrets(repository)), GITHUB_TOKEN: token };
  const home = await mkdtemp(join(tmpdir(), "tracksafe-job-"));
  const machine: Machine = { around, run, home, artifacts: new Map() };
  const hidden = new Set(Object.values(secrets).flatMap((secret) => secret.split(/\r?\n/)));
  const texts = { log: "", summary: "" };
  const env = Object.fromEntries(
    Object.entries(job.env).map(([name, value]) => [
      name,
      interpolate(value, { ...common, secrets }),
    ]),
  );
  const steps: Record<string, unknown> = {};
  let status: "success" | "failure" = "success";
  try {
    for (const step of job.steps) {
      const contexts: Contexts = {
        ...common,
        github: { ...common.github, token, workspace: workspaceOf(machine) },
        secrets,
        env,
        steps,
        strategy: { "job-index": 0 },
      };
      if (!holds(step.if, contexts, status)) continue;
      const { succeeded, log, summary = "", outputs = {} } = await runOne(step, contexts, machine);
      const lines = log.split("\n");
      const masks = lines.filter((line) => line.startsWith("::add-mask::"));
      for (const line of masks) hidden.add(unmask(line));
      texts.log += lines.filter((line) => !masks.includes(line)).join("\n");
      texts.summary += summary;
      if (!succeeded) status = "failure";
      if (step.id !== undefined) steps[step.id] = { outputs, conclusion: status };
    }
  } finally {
    await rm(home, { recursive: true });
  }
  const hide = (shown: string) =>
    [...hidden]
      .filter((each) => each !== "")
      .reduce((all, each) => all.replaceAll(each, "***"), shown);
  return {
    conclusion: status,
    log: hide(texts.log),
    summary: hide(texts.summary),
    artifacts: machine.artifacts,
  };
}

async function openSecrets(repository: FakeRepository): Promise<Record<string, string>> {
  const names = [...repository.secrets.keys()];
  const opened = await Promise.all(names.map((name) => openSecret(repository, name)));
  return Object.fromEntries(names.map((name, index) => [name, opened[index] ?? ""]));
}

async function runOne(
  step: WorkflowStep,
  contexts: Contexts,
  machine: Machine,
): Promise<FinishedStep> {
  const given = evaluateAll(step.with, contexts);
  const [action] = step.uses?.split("@") ?? [];
  if (step.run !== undefined) return await runScript(step, contexts, machine);
  if (action?.startsWith("./")) return await useAction(action, given, contexts, machine);
  if (action === "actions/checkout") return await checkOut(machine);
  if (action === "actions/upload-artifact") return await keepArtifact(given, machine);
  throw new Error(`this runner does not know the step ${step.uses}`);
}

function evaluateAll(
  values: Readonly<Record<string, string>>,
  contexts: Contexts,
): Record<string, string> {
  const evaluated = Object.entries(values).map(([name, each]) => [
    name,
    interpolate(each, contexts),
  ]);
  return Object.fromEntries(evaluated);
}

async function checkOut(machine: Machine): Promise<FinishedStep> {
  const { repository } = machine.around;
  const workspace = workspaceOf(machine);
  for (const [path, content] of await repository.files(repository.defaultBranch)) {
    await mkdir(dirname(join(workspace, path)), { recursive: true });
    await writeFile(join(workspace, path), content);
  }
  return { succeeded: true, log: "" };
}

/** GitHub: Workflow syntax, `jobs.<job_id>.steps[*].shell`: what `bash` stands for. */
async function runScript(
  { run: script = "", env }: WorkflowStep,
  contexts: Contexts,
  machine: Machine,
): Promise<FinishedStep> {
  const event = join(machine.home, "event.json");
  const { event: details } = z.object({ event: z.unknown() }).parse(contexts["github"]);
  await writeFile(event, JSON.stringify(details));
  const shell = ["--noprofile", "--norc", "-eo", "pipefail", "-c", interpolate(script, contexts)];
  const child = spawn("bash", shell, {
    cwd: machine.home,
    env: { PATH: process.env["PATH"], GITHUB_EVENT_PATH: event, ...evaluateAll(env, contexts) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise<number | null>((end, reject) => {
    child.on("error", reject);
    child.on("close", end);
  });
  const [code, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return { succeeded: code === 0, log: stdout + stderr };
}

async function useAction(
  path: string,
  inputs: Readonly<Record<string, string>>,
  contexts: Contexts,
  machine: Machine,
): Promise<FinishedStep> {
  const workspace = workspaceOf(machine);
  await readFile(join(workspace, path, "action.yml"));
  const { github, emulator, repository, ahead = 0 } = machine.around;
  const { token } = z.object({ token: z.string() }).parse(contexts["github"]);
  const runId = String(machine.run.id);
  const { exit, stdout, stderr, summary, outputs } = await runStep({
    directory: await mkdtemp(join(machine.home, "step-")),
    temp: join(machine.home, "temp"),
    inputs,
    context: { "github.repository": repository.fullName, "github.token": token },
    env: {
      GITHUB_API_URL: github.url,
      GITHUB_REPOSITORY: repository.fullName,
      GITHUB_RUN_ATTEMPT: "1",
      GITHUB_RUN_ID: runId,
      GITHUB_WORKSPACE: workspace,
      SPOTIFY_ACCOUNTS_URL: emulator.accountsUrl,
      SPOTIFY_API_URL: emulator.apiUrl,
    },
    ahead,
  });
  return { succeeded: exit === 0, log: stdout + stderr, summary, outputs };
}

async function keepArtifact(
  { name = "artifact", path = "" }: Readonly<Record<string, string>>,
  { artifacts }: Machine,
): Promise<FinishedStep> {
  const paths = await listFiles(path);
  const contents = await Promise.all(paths.map((each) => readFile(join(path, each))));
  artifacts.set(name, new Map(paths.map((each, index) => [each, contents[index] ?? Buffer.of()])));
  return { succeeded: paths.length > 0, log: "" };
}
