import { NotFoundError, StoreError } from "../errors.ts";
import { type GitHub, NO_RETRIES } from "./client.ts";
import { isAmbiguous, type Need } from "./failures.ts";
import type { RepositoryName } from "./repository.ts";

const READ: Need = { area: "actions", level: "read" };
const WRITE: Need = { area: "actions", level: "write" };

/** GitHub: REST API > Workflows, `state`. */
export type WorkflowState =
  | "active"
  | "deleted"
  | "disabled_fork"
  | "disabled_inactivity"
  | "disabled_manually";

/** One run of a workflow (GitHub: REST API > Workflow runs). */
export interface GitHubWorkflowRun {
  readonly id: number;
  /** The page where a person can see it. */
  readonly url: string;
  readonly startedAt: Date;
  /** `null` while it has not ended. */
  readonly conclusion: "success" | "failure" | "cancelled" | "other" | null;
}

/** The workflow to start, with its branch and its inputs. */
export interface Dispatch {
  /** Its name below `.github/workflows/`. */
  readonly file: string;
  /** The branch on which it runs. */
  readonly ref: string;
  readonly inputs: Readonly<Record<string, string>>;
}

/** The number of times that a started run is looked for: for a minute. */
const LOOKS = 20;
const BETWEEN_LOOKS_MS = 3000;

/** The runs of a workflow that are meant; default: all. */
export interface RunChoice {
  readonly file: string;
  readonly event?: "workflow_dispatch";
  readonly status?: "success";
}

/** A workflow's state; `null` when the repository has none of that name. */
export async function readWorkflowState(
  github: GitHub,
  at: RepositoryName,
  file: string,
): Promise<WorkflowState | null> {
  const outcome = await github.attempt(READ, [404], (rest) =>
    rest.actions.getWorkflow({ ...at, workflow_id: file }),
  );
  return "data" in outcome ? outcome.data.state : null;
}

/** Lets a workflow run again. Throws as `GitHub.call` does. */
export async function enableWorkflow(
  github: GitHub,
  at: RepositoryName,
  file: string,
): Promise<void> {
  await github.call(WRITE, (rest) => rest.actions.enableWorkflow({ ...at, workflow_id: file }));
}

/** The newest run of a workflow, or the newest of this kind or with this end; `null`: there is none. */
export async function readLastRun(
  github: GitHub,
  at: RepositoryName,
  { file, ...only }: RunChoice,
): Promise<GitHubWorkflowRun | null> {
  const { workflow_runs } = await github.call(READ, (rest) =>
    rest.actions.listWorkflowRuns({
      ...at,
      workflow_id: file,
      per_page: 1,
      ...only,
    }),
  );
  const [run] = workflow_runs;
  return run === undefined ? null : toRun(run);
}

/** A run as it is now. Throws as `GitHub.call` does. */
export async function readRun(
  github: GitHub,
  at: RepositoryName,
  id: number,
): Promise<GitHubWorkflowRun> {
  return toRun(
    await github.call(READ, (rest) => rest.actions.getWorkflowRun({ ...at, run_id: id })),
  );
}

/**
 * Starts a workflow, once, and waits until its run can be seen.
 *
 * Throws as `GitHub.call` does: `StoreError` `store/refused` for a workflow that is disabled,
 * cannot be asked for or has no such inputs; `NotFoundError` `store/no-run` when no run shows up in
 * a minute.
 */
export async function startWorkflow(
  github: GitHub,
  at: RepositoryName,
  { file, ref, inputs }: Dispatch,
): Promise<GitHubWorkflowRun> {
  const event = "workflow_dispatch";
  const before = (await readLastRun(github, at, { file, event }))?.id ?? 0;
  const id = await dispatch(github, at, { file, ref, inputs });
  for (let look = 1; look <= LOOKS; look += 1) {
    const run = id === null ? await readLastRun(github, at, { file, event }) : await find(id);
    if (run !== null && run.id > before) return run;
    await github.sleep(BETWEEN_LOOKS_MS);
  }
  throw new NotFoundError(
    "store/no-run",
    "GitHub accepted the request to start the workflow, but no run appeared.",
    {
      hint: "GitHub may be late, or Actions may be switched off. Check the Actions page of the repository.",
    },
  );

  async function find(run_id: number): Promise<GitHubWorkflowRun | null> {
    const outcome = await github.attempt(READ, [404], (rest) =>
      rest.actions.getWorkflowRun({ ...at, run_id }),
    );
    return "data" in outcome ? toRun(outcome.data) : null;
  }
}

type Dispatched = { readonly workflow_run_id?: number } | undefined;

/** The number of the new run; `null` when the answer was lost, or did not tell. */
async function dispatch(
  github: GitHub,
  at: RepositoryName,
  { file, ref, inputs }: Dispatch,
): Promise<number | null> {
  try {
    // Octokit's types do not know this answer yet (GitHub: REST API > Create a workflow dispatch
    // event).
    const outcome = await github.attempt<Dispatched>(WRITE, [422], (rest) =>
      rest.actions.createWorkflowDispatch({
        ...at,
        workflow_id: file,
        ref,
        inputs,
        return_run_details: true,
        ...NO_RETRIES,
      }),
    );
    if (!("data" in outcome)) throw refused(outcome.message);
    return outcome.data?.workflow_run_id ?? null;
  } catch (error) {
    if (isAmbiguous(error)) return null;
    throw error;
  }
}

function refused(message: string): StoreError {
  return new StoreError("store/refused", "GitHub refused to start the workflow.", {
    cause: new Error(`GitHub answered 422: ${message}`),
    hint: /disabled/i.test(message)
      ? "The workflow is switched off. Switch it on at the Actions page of the repository, and try again."
      : "Bring the workflow's file up to date with the version of tracksafe in use, and try again.",
  });
}

interface RunAnswer {
  readonly id: number;
  readonly html_url: string;
  readonly created_at: string;
  readonly run_started_at?: string | undefined;
  readonly status: string | null;
  readonly conclusion: string | null;
}

function toRun(answer: RunAnswer): GitHubWorkflowRun {
  return {
    id: answer.id,
    url: answer.html_url,
    startedAt: new Date(answer.run_started_at ?? answer.created_at),
    conclusion: answer.status === "completed" ? toConclusion(answer.conclusion) : null,
  };
}

function toConclusion(conclusion: string | null): NonNullable<GitHubWorkflowRun["conclusion"]> {
  switch (conclusion) {
    case "success":
    case "cancelled":
      return conclusion;
    case "failure":
    case "startup_failure":
    case "timed_out":
      return "failure";
    default:
      return "other";
  }
}
