import type { WorkflowRepository } from "../model/workflow-repository.ts";
import type { GitHub } from "./client.ts";
import type { RepositoryName } from "./repository.ts";
import { readSecretNames, removeSecret, writeSecret } from "./secrets.ts";
import { readVariables, writeVariable } from "./variables.ts";
import {
  enableWorkflow,
  readLastRun,
  readRun,
  readWorkflowState,
  startWorkflow,
} from "./workflows.ts";

/**
 * A repository on GitHub as {@link WorkflowRepository}. Its secrets and variables are the
 * repository's own: not those of its environments, or of the organisation that it belongs to.
 */
export function createWorkflowRepository(
  github: GitHub,
  { defaultBranch, ...at }: RepositoryName & { readonly defaultBranch: string },
): WorkflowRepository {
  return {
    name: `${at.owner}/${at.repo}`,
    secretNames: () => readSecretNames(github, at),
    setSecret: (name, value) => writeSecret(github, at, { name, value }),
    removeSecret: (name) => removeSecret(github, at, name),
    variables: () => readVariables(github, at),
    setVariable: (name, value) => writeVariable(github, at, { name, value }),
    async workflow(file) {
      const state = await readWorkflowState(github, at, file);
      return state === null ? null : { state };
    },
    enableWorkflow: (file) => enableWorkflow(github, at, file),
    startWorkflow: (file, inputs = {}) =>
      startWorkflow(github, at, { file, ref: defaultBranch, inputs }),
    lastRun: (file, { passed = false } = { passed: false }) =>
      readLastRun(github, at, { file, ...(passed && { status: "success" }) }),
    run: (id) => readRun(github, at, id),
  };
}
