import { parse } from "yaml";
import { z } from "zod";

/** The action as the workflows of a copy call it. */
export const PROGRAM = "./action";

const permissions = z.record(z.string(), z.enum(["read", "write", "none"]));
const concurrency = z.object({ group: z.string(), "cancel-in-progress": z.boolean() });

const step = z.object({
  id: z.string().optional(),
  name: z.string().optional(),
  if: z.string().optional(),
  uses: z.string().optional(),
  run: z.string().optional(),
  env: z.record(z.string(), z.unknown()).optional(),
  with: z.record(z.string(), z.unknown()).optional(),
});

const workflow = z.object({
  on: z.object({
    schedule: z.array(z.object({ cron: z.string() })).optional(),
    workflow_dispatch: z
      .object({ inputs: z.record(z.string(), z.object({ type: z.string() })).optional() })
      .optional(),
  }),
  permissions: permissions.optional(),
  concurrency: concurrency.optional(),
  jobs: z.record(
    z.string(),
    z.object({
      if: z.string().optional(),
      needs: z.array(z.string()).optional(),
      uses: z.string().optional(),
      "runs-on": z.string().optional(),
      "timeout-minutes": z.number().optional(),
      permissions: permissions.optional(),
      concurrency: concurrency.optional(),
      steps: z.array(step).default([]),
    }),
  ),
});

/** A workflow as far as the rules look at it. */
export type Workflow = z.infer<typeof workflow>;

/** Reads a workflow. Fails for one whose permissions or concurrency are not written out. */
export function parseWorkflow(text: string): Workflow {
  return workflow.parse(parse(text));
}

/** The rules of this repository that a workflow breaks; `inputs` are the inputs of the action. */
export function findProblems(text: string, inputs: readonly string[]): readonly string[] {
  const { on, jobs, ...top } = parseWorkflow(text);
  return [
    ...(top.permissions === undefined ? ["the workflow has no permissions"] : []),
    ...(on.schedule ?? []).flatMap(({ cron }) => cronProblems(cron)),
    ...Object.keys(on.workflow_dispatch?.inputs ?? {}).flatMap(inputProblems),
    ...Object.entries(jobs).flatMap(([name, job]) => [
      ...(job.permissions === undefined ? [`${name} has no permissions`] : []),
      ...(job.uses === undefined ? runnerProblems(name, job) : []),
      ...concurrencyProblems(name, job.concurrency ?? top.concurrency),
      ...job.steps.flatMap((each) => stepProblems(each, inputs)),
    ]),
    ...pinProblems(text),
  ];
}

/** GitHub drops runs when many are due, which happens mostly at the full hour. */
function cronProblems(cron: string): readonly string[] {
  const [minute = "", hour = ""] = cron.split(" ");
  const odd = /^\d+$/.test(minute) && Number(minute) % 2 === 1;
  return odd && /^\d+$/.test(hour) ? [] : [`cron "${cron}" is not once a day at an odd minute`];
}

/** Everybody who sees a run also sees the inputs of its dispatch. */
function inputProblems(name: string): readonly string[] {
  if (name === "keep-identity") return [];
  return /secret|token|key|identity|password/.test(name) ? [`input ${name} asks for a secret`] : [];
}

/** A job that calls another workflow has no runner of its own. */
function runnerProblems(name: string, job: Workflow["jobs"][string]): readonly string[] {
  return [
    ...(job["timeout-minutes"] === undefined ? [`${name} has no timeout`] : []),
    ...(/^ubuntu-\d\d\.04$/.test(job["runs-on"] ?? "") ? [] : [`${name} runs on any image`]),
  ];
}

function concurrencyProblems(
  job: string,
  found: z.infer<typeof concurrency> | undefined,
): readonly string[] {
  if (found === undefined) return [`${job} has no concurrency group`];
  return found["cancel-in-progress"] ? [`${job} is cancelled by another run`] : [];
}

function stepProblems(each: z.infer<typeof step>, inputs: readonly string[]): readonly string[] {
  const unknown = Object.keys(each.with ?? {}).filter((name) => !inputs.includes(name));
  const keepsToken =
    each.uses?.startsWith("actions/checkout@") && each.with?.["persist-credentials"] !== false;
  return [
    ...(each.run?.includes("${{") ? ["an expression is pasted into a script"] : []),
    ...(keepsToken ? ["checkout leaves its token behind"] : []),
    ...(each.uses === PROGRAM ? unknown.map((name) => `the action has no input ${name}`) : []),
    ...(each.uses === PROGRAM ? proofProblems(each.with ?? {}) : []),
  ];
}

/** The record of the owner's key must be in a variable: whoever writes snapshots cannot change it. */
function proofProblems(passed: Readonly<Record<string, unknown>>): readonly string[] {
  const { command = "backup", "key-id": keyId, unproved } = passed;
  if (command === "reauthorize") return [];
  const isVariable = /^\$\{\{ vars\.TRACKSAFE_KEY_ID \}\}$/;
  return [
    ...(isVariable.test(String(keyId)) ? [] : ["nothing says whose snapshots count"]),
    ...(command !== "restore" && unproved !== undefined ? [`${command} is given unproved`] : []),
  ];
}

/** Every action of others by its whole commit, with its version beside it. */
export function pinProblems(text: string): readonly string[] {
  return [...text.matchAll(/^\s*(?:- )?uses: *(.*)$/gm)].flatMap(([, uses = ""]) =>
    /^(?:\.\/\S*|[\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/.test(uses)
      ? []
      : [`not pinned: ${uses}`],
  );
}
