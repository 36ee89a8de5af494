import { type Branch, readBranch } from "../../github/branch.ts";
import type { GitHub } from "../../github/client.ts";
import { type RepositoryName, readRepository } from "../../github/repository.ts";
import { OWN_BRANCH } from "../names.ts";
import { listUsers } from "./listing.ts";
import type { LookUp } from "./trees.ts";

/** A repository in which nobody named a branch. */
export interface Unnamed {
  readonly github: GitHub;
  readonly at: RepositoryName;
  readonly lookUp: LookUp;
  /** The directory that holds the snapshots. */
  readonly root: readonly string[];
  /** Whether it is the repository that runs the workflow. */
  readonly ownRepository: boolean;
}

/** A branch, and where it was when it was chosen. */
export interface ChosenBranch {
  readonly name: string;
  readonly head: Branch;
}

/** A repository with this file runs the workflow. */
const WORKFLOW = { directory: [".github", "workflows"], file: "backup.yml" };

/**
 * Chooses the branch for a repository in which nobody named one: `backups` if it holds snapshots,
 * else the default branch if that does. While there are no snapshots, it is `backups` in a
 * repository that runs the workflow, and the default branch in any other.
 */
export async function chooseBranch(repository: Unnamed): Promise<ChosenBranch> {
  const { github, at, ownRepository } = repository;
  const own = { name: OWN_BRANCH, head: await readBranch(github, at, OWN_BRANCH) };
  if (await holdsSnapshots(repository, own.head)) return own;
  if (own.head === "empty" && ownRepository) return own;
  const { defaultBranch } = await readRepository(github, at);
  const head = own.head === "empty" ? own.head : await readBranch(github, at, defaultBranch);
  const usual = { name: defaultBranch, head };
  if (await holdsSnapshots(repository, head)) return usual;
  return ownRepository || (await hasWorkflow(repository, head)) ? own : usual;
}

async function holdsSnapshots({ lookUp, root }: Unnamed, head: Branch): Promise<boolean> {
  const users = await listUsers(async (...path) => {
    const found = await lookUp(head, [...root, ...path]);
    return found === "file" ? null : found;
  });
  return users.length > 0;
}

async function hasWorkflow({ lookUp }: Unnamed, head: Branch): Promise<boolean> {
  const found = await lookUp(head, WORKFLOW.directory);
  return found !== null && found !== "file" && found.has(WORKFLOW.file);
}
