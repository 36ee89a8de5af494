import type { Secret } from "../secret.ts";

/** The repository that runs the backups, as setup, doctor and the renewal of a login know it. */
export interface WorkflowRepository {
  /** `owner/name`. */
  readonly name: string;
  /** The names of the secrets that workflows can read. Their values cannot be read by anybody. */
  secretNames(): Promise<ReadonlySet<string>>;
  /** Sets a secret, sealed on the way. Throws `StoreError` `store/permission`. */
  setSecret(name: string, value: Secret): Promise<void>;
  /** The variables that workflows can read, which are not secret. */
  variables(): Promise<ReadonlyMap<string, string>>;
  setVariable(name: string, value: string): Promise<void>;
  /** The workflow in `file` (`backup.yml`); `null`: the repository has none. */
  workflow(file: string): Promise<RepositoryWorkflow | null>;
  enableWorkflow(file: string): Promise<void>;
  /** Starts the workflow in `file` on the default branch, and gives its run once it shows up. */
  startWorkflow(file: string, inputs?: Readonly<Record<string, string>>): Promise<WorkflowRun>;
  /** The newest run of the workflow in `file`; `null`: it never ran. */
  lastRun(file: string): Promise<WorkflowRun | null>;
  /** A run as it is now. */
  run(id: number): Promise<WorkflowRun>;
}

/** A workflow's state. */
export interface RepositoryWorkflow {
  /** GitHub: REST API > Workflows, `state`. */
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
  /** Where a person can see it. */
  readonly url: string;
  readonly startedAt: Date;
  /** `null` while it has not ended. */
  readonly conclusion: "success" | "failure" | "cancelled" | "other" | null;
}

/** A fine-grained token that the person makes on a page of GitHub. */
export interface TokenPageRequest {
  readonly name: string;
  /** Whose repositories it is for; `null`: the person chooses on the page. */
  readonly owner: string | null;
  /** In days. */
  readonly lifetime: number;
  readonly rights: Readonly<Record<string, "read" | "write">>;
}
