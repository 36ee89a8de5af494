import * as z from "zod";
import { type GitHub, NO_RETRIES, type RequestOutcome } from "./client.ts";
import { badAnswer, type Need } from "./failures.ts";
import { asSha } from "./git-data.ts";
import type { RepositoryName } from "./repository.ts";

const READ: Need = { area: "contents", level: "read" };
const WRITE: Need = { area: "contents", level: "write" };

/** The newest commit of a branch. */
export interface Head {
  readonly commit: string;
  readonly tree: string;
  readonly parents: readonly string[];
}

/** A branch; `missing` where the repository has others but not it, `empty` where it has none. */
export type Branch = Head | "missing" | "empty";

/** The state of a branch. */
export async function readBranch(
  github: GitHub,
  at: RepositoryName,
  branch: string,
): Promise<Branch> {
  const outcome = await github.attempt(READ, [404], (rest) =>
    rest.repos.getBranch({ ...at, branch }),
  );
  if ("data" in outcome) {
    const { sha, commit, parents } = outcome.data.commit;
    return {
      commit: asSha(sha),
      tree: asSha(commit.tree.sha),
      parents: parents.map((parent) => asSha(parent.sha)),
    };
  }
  // A repository that one may not see, an empty one and one without the branch answer alike here,
  // but not to this.
  const refs = await github.attempt(READ, [409], (rest) =>
    rest.git.listMatchingRefs({ ...at, ref: `heads/${branch}` }),
  );
  return "data" in refs ? "missing" : "empty";
}

/** The result of a move: `outdated` if the branch is not where the commit's parent is. */
export type Move = "done" | "outdated" | "refused";

/**
 * Moves a branch to `commit`, a child of where it is; `isNew` creates it. Throws as `GitHub.call`
 * does; after a `ProviderError` the branch may have moved all the same.
 */
export async function moveBranch(
  github: GitHub,
  at: RepositoryName,
  move: { readonly branch: string; readonly commit: string; readonly isNew: boolean },
): Promise<Move> {
  const { branch, commit: sha, isNew } = move;
  const outcome: RequestOutcome<unknown> = await github.attempt(WRITE, [409, 422], (rest) =>
    isNew
      ? rest.git.createRef({ ...at, ref: `refs/heads/${branch}`, sha, ...NO_RETRIES })
      : rest.git.updateRef({ ...at, ref: `heads/${branch}`, sha, force: false, ...NO_RETRIES }),
  );
  if ("data" in outcome) return "done";
  return /not a fast.forward|already exists|does not exist/i.test(outcome.message)
    ? "outdated"
    : "refused";
}

/** The place of a branch before and after it is replaced. */
export interface Replacement {
  readonly branch: string;
  /** The commit that it has to be at. */
  readonly from: string;
  /** The commit that it is moved to, which need not be a child of `from`. */
  readonly commit: string;
}

/**
 * Moves a branch from one commit to any other, and only from that one. GitHub offers this by GraphQL
 * alone (GraphQL API > Git > `updateRefs`, `beforeOid`). Throws as `GitHub.call` does; after a
 * `ProviderError` the branch may have moved all the same.
 */
export async function replaceBranch(
  github: GitHub,
  at: RepositoryName,
  { branch, from, commit }: Replacement,
): Promise<Move> {
  const found = repositorySchema.safeParse(await github.query(READ, FIND_REPOSITORY, { ...at }));
  if (!found.success) throw badAnswer();
  const { id } = found.data.repository;
  const name = `refs/heads/${branch}`;
  const complaint = await github.mutate(WRITE, UPDATE_REF, { id, name, from, commit });
  if (complaint === null) return "done";
  return /\brules?\b|protected|not allowed/i.test(complaint) ? "refused" : "outdated";
}

const repositorySchema = z.object({ repository: z.object({ id: z.string() }) });

const FIND_REPOSITORY =
  "query($owner: String!, $repo: String!) { repository(owner: $owner, name: $repo) { id } }";

const UPDATE_REF = `mutation($id: ID!, $name: GitRefname!, $from: GitObjectID!, $commit: GitObjectID!) {
  updateRefs(input: { repositoryId: $id, refUpdates: [{ name: $name, beforeOid: $from, afterOid: $commit, force: true }] }) { clientMutationId }
}`;
