import type { Secret } from "../secret.ts";

/** The repository that runs the backups, as setup, doctor and the renewal of a login know it. */
export interface WorkflowRepository {
  /** `owner/name`. */
  readonly name: string;
  /** The names of the secrets that workflows can read. Nobody can read their values. */
  secretNames(): Promise<ReadonlySet<string>>;
  /** Sets a secret. It is sealed before it is sent. Throws `StoreError` `store/permission`. */
  setSecret(name: string, value: Secret): Promise<void>;
  /** Deletes a secret. Gives whether it was there. Throws as {@link WorkflowRepository.setSecret}. */
  removeSecret(name: string): Promise<boolean>;
  /** The variables that workflows can read, which are not secret. */
  variables(): Promise<ReadonlyMap<string, string>>;
  setVariable(name: string, value: string): Promise<void>;
  /** The workflow in `file` (`backup.yml`); `null`: the repository has none. */
  workflow(file: string): Promise<RepositoryWorkflow | null>;
  enableWorkflow(file: string): Promise<void>;
  /**
   * Starts the workflow in `file` on the default branch, and returns its run once GitHub shows it.
   */
  startWorkflow(file: string, inputs?: Readonly<Record<string, string>>): Promise<WorkflowRun>;
  /** The newest run of the workflow in `file`, or the newest that passed; `null`: there is none. */
  lastRun(file: string, options?: { readonly passed: boolean }): Promise<WorkflowRun | null>;
  /** The present state of a run. */
  run(id: number): Promise<WorkflowRun>;
}

/** A workflow's state. */
export interface RepositoryWorkflow {
  /** The `state` of GitHub's REST API, Workflows. */
  readonly state:
    | "active"
    | "deleted"
    | "disabled_fork"
    | "disabled_inactivity"
    | "disabled_manually";
}

/** One run of a workflow. */
export interface WorkflowRun {
  readonly id: number;
  /** The web page of the run. */
  readonly url: string;
  readonly startedAt: Date;
  /** `null` while it has not ended. */
  readonly conclusion: "success" | "failure" | "cancelled" | "other" | null;
}

/** A fine-grained token that the person makes on a page of GitHub. */
export interface TokenPageRequest {
  readonly name: string;
  /** The owner of the repositories it is for; `null`: the person chooses on the page. */
  readonly owner: string | null;
  /** The days until the token expires. */
  readonly lifetime: number;
  readonly rights: Readonly<Record<string, "read" | "write">>;
}
