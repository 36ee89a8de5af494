import { parse } from "yaml";
import { type GitHubAnswer, invalid, noContent, notFound, ok } from "./answer.ts";
import type { FakeWorkflowRun, Workflow } from "./repository.ts";
import { isRecord, param, type Route, type RouteCall, text } from "./route.ts";

const read = { area: "actions", level: "read" } as const;
const write = { area: "actions", level: "write" } as const;

/** Workflows and their runs. */
export const workflowRoutes: readonly Route[] = [
  { method: "GET", path: /^\/actions\/workflows$/, need: read, handle: listWorkflows },
  {
    method: "GET",
    path: /^\/actions\/workflows\/([^/]+)$/,
    need: read,
    handle: (call) => ok(describeWorkflow(findWorkflow(call))),
  },
  {
    method: "PUT",
    path: /^\/actions\/workflows\/([^/]+)\/enable$/,
    need: write,
    handle: enableWorkflow,
  },
  {
    method: "POST",
    path: /^\/actions\/workflows\/([^/]+)\/dispatches$/,
    need: write,
    handle: dispatchWorkflow,
  },
  {
    method: "GET",
    path: /^\/actions\/workflows\/([^/]+)\/runs$/,
    need: read,
    handle: listRuns,
  },
  { method: "GET", path: /^\/actions\/runs\/(\d+)$/, need: read, handle: readRun },
];

const describeWorkflow = ({ id, file, state }: Workflow): unknown => ({
  id,
  name: file.replace(/\.ya?ml$/, ""),
  path: `.github/workflows/${file}`,
  state,
});

function describeRun({ repository }: RouteCall, run: FakeWorkflowRun): Record<string, unknown> {
  const { id, file, event, status, conclusion, startedAt } = run;
  return {
    id,
    path: `.github/workflows/${file}`,
    event,
    status,
    conclusion,
    created_at: startedAt.toISOString(),
    run_started_at: startedAt.toISOString(),
    html_url: `https://github.com/${repository.fullName}/actions/runs/${id}`,
  };
}

function listWorkflows({ repository }: RouteCall): GitHubAnswer {
  const { workflows } = repository;
  return ok({ total_count: workflows.length, workflows: workflows.map(describeWorkflow) });
}

function findWorkflow(call: RouteCall): Workflow {
  const name = param(call, 0);
  const found = call.repository.workflows.find(({ id, file }) => file === name || `${id}` === name);
  if (found === undefined) throw notFound();
  return found;
}

function enableWorkflow(call: RouteCall): GitHubAnswer {
  findWorkflow(call).state = "active";
  return noContent();
}

function listRuns(call: RouteCall): GitHubAnswer {
  const { file } = findWorkflow(call);
  const event = call.query.get("event");
  const status = call.query.get("status");
  const runs = call.repository.runs
    .filter((run) => run.file === file && (event === null || run.event === event))
    .filter((run) => status === null || run.status === status || run.conclusion === status)
    .filter(({ id }) => call.lag.isRunSeen(id))
    .reverse();
  const size = Math.min(Number(call.query.get("per_page") ?? 30), 100);
  const workflow_runs = runs.slice(0, size).map((run) => describeRun(call, run));
  return ok({ total_count: runs.length, workflow_runs });
}

function readRun(call: RouteCall): GitHubAnswer {
  const run = call.repository.runs.find(({ id }) => `${id}` === param(call, 0));
  if (run === undefined || !call.lag.isRunSeen(run.id)) throw notFound();
  return ok(describeRun(call, run));
}

async function dispatchWorkflow(call: RouteCall): Promise<GitHubAnswer> {
  const workflow = findWorkflow(call);
  if (workflow.state !== "active") {
    throw invalid("Cannot trigger a 'workflow_dispatch' on a disabled workflow");
  }
  const given = call.body["inputs"] ?? {};
  if (!isRecord(given)) throw invalid("Invalid request. inputs is not an object.");
  const inputs = checkInputs(given, readDeclared(call, workflow.file));
  const { runs, tellsRuns } = call.repository;
  const id = 7000 + runs.length;
  runs.push({
    id,
    file: workflow.file,
    event: "workflow_dispatch",
    inputs,
    startedAt: new Date(),
    status: "queued",
    conclusion: null,
  });
  if (call.body["return_run_details"] !== true || !tellsRuns) return noContent();
  const html_url = `https://github.com/${call.repository.fullName}/actions/runs/${id}`;
  return ok({ workflow_run_id: id, run_url: `${call.url}/actions/runs/${id}`, html_url });
}

/** The inputs that the workflow's file has on the branch that is asked for. */
function readDeclared(call: RouteCall, file: string): Record<string, unknown> {
  const { git } = call.repository;
  const ref = text(call.body, "ref");
  const head = git.ref(ref.startsWith("refs/") ? ref : `refs/heads/${ref}`);
  if (head === null) throw invalid(`No ref found for: ${ref}`);
  const blob = git.read(`${head}:.github/workflows/${file}`);
  const workflow: unknown = blob === null ? null : parse(blob.content.toString());
  const on = isRecord(workflow) ? workflow["on"] : null;
  const events = isRecord(on) ? Object.keys(on) : [on].flat();
  if (!events.includes("workflow_dispatch")) {
    throw invalid("Workflow does not have 'workflow_dispatch' trigger");
  }
  const event = isRecord(on) ? on["workflow_dispatch"] : null;
  const inputs = isRecord(event) ? event["inputs"] : null;
  return isRecord(inputs) ? inputs : {};
}

/** The inputs of the run, with the defaults of those that are not given. */
function checkInputs(
  given: Readonly<Record<string, unknown>>,
  declared: Readonly<Record<string, unknown>>,
): Record<string, string> {
  const unknown = Object.keys(given).filter((name) => !(name in declared));
  if (unknown.length > 0) throw invalid(`Unexpected inputs provided: ${JSON.stringify(unknown)}`);
  const inputs: Record<string, string> = {};
  for (const [name, about] of Object.entries(declared)) {
    const { required, default: usual, options } = isRecord(about) ? about : {};
    const value = given[name] ?? usual;
    if (required === true && value === undefined) {
      throw invalid(`Required input '${name}' not provided`);
    }
    if (Array.isArray(options) && value !== undefined && !options.includes(value)) {
      throw invalid(
        `Provided value '${value}' for input '${name}' not in the list of allowed values`,
      );
    }
    inputs[name] = String(value ?? "");
  }
  return inputs;
}
