import type {
  RepositoryWorkflow,
  WorkflowRepository,
  WorkflowRun,
} from "../../../src/model/workflow-repository.ts";
import type { Secret } from "../../../src/secret.ts";

/** A repository's settings in memory, with what a test may set and look at. */
export interface MemoryWorkflowRepository extends WorkflowRepository {
  readonly secrets: Map<string, string>;
  readonly values: Map<string, string>;
  readonly states: Map<string, RepositoryWorkflow["state"]>;
  /** Newest last. */
  readonly runs: WorkflowRun[];
  /** The result of each started run, seen after so many looks; default: success after one look. */
  readonly endings: { readonly conclusion: WorkflowRun["conclusion"]; readonly looks: number }[];
  /** The next writes, which throw this. */
  readonly failures: Error[];
  /** Every write, in its order: `secret NAME`, `variable NAME`, `enable FILE`, `start FILE`. */
  readonly writes: string[];
}

/** Creates one as a copy of the template is born: its workflows on, nothing set. */
export function createMemoryWorkflowRepository(
  name = "somebody/tracksafe",
): MemoryWorkflowRepository {
  const [secrets, values] = [new Map<string, string>(), new Map<string, string>()];
  const states = new Map<string, RepositoryWorkflow["state"]>([
    ["backup.yml", "active"],
    ["verify.yml", "active"],
  ]);
  const [runs, looks]: [WorkflowRun[], Map<number, number>] = [[], new Map()];
  const endings: MemoryWorkflowRepository["endings"] = [];
  const failures: Error[] = [];
  const writes: string[] = [];

  function write(what: string): void {
    const failure = failures.shift();
    if (failure !== undefined) throw failure;
    writes.push(what);
  }

  return {
    name,
    secrets,
    values,
    states,
    runs,
    endings,
    failures,
    writes,
    secretNames: async () => new Set(secrets.keys()),
    async setSecret(secret: string, value: Secret) {
      write(`secret ${secret}`);
      secrets.set(secret, value.reveal());
    },
    async removeSecret(secret: string) {
      write(`no secret ${secret}`);
      return secrets.delete(secret);
    },
    variables: async () => new Map(values),
    async setVariable(variable: string, value: string) {
      write(`variable ${variable}`);
      values.set(variable, value);
    },
    async workflow(file) {
      const state = states.get(file);
      return state === undefined ? null : { state };
    },
    async enableWorkflow(file) {
      write(`enable ${file}`);
      states.set(file, "active");
    },
    async startWorkflow(file) {
      write(`start ${file}`);
      const id = runs.length + 1;
      const run = { id, url: `https://host/runs/${id}`, startedAt: new Date(0), conclusion: null };
      runs.push(run);
      return run;
    },
    lastRun: async () => runs.at(-1) ?? null,
    async run(id) {
      const found = runs[id - 1];
      if (found === undefined) throw new Error(`there is no run ${id}`);
      const ending = endings[id - 1] ?? { conclusion: "success", looks: 1 };
      const seen = (looks.get(id) ?? 0) + 1;
      looks.set(id, seen);
      if (found.conclusion !== null || seen < ending.looks) return found;
      const ended = { ...found, conclusion: ending.conclusion };
      runs[id - 1] = ended;
      return ended;
    },
  };
}
