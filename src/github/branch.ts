import { type GitHub, ONCE, type RequestOutcome } from "./client.ts";
import type { Need } from "./failures.ts";
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
      ? rest.git.createRef({ ...at, ref: `refs/heads/${branch}`, sha, ...ONCE })
      : rest.git.updateRef({ ...at, ref: `heads/${branch}`, sha, force: false, ...ONCE }),
  );
  if ("data" in outcome) return "done";
  return /not a fast.forward|already exists|does not exist/i.test(outcome.message)
    ? "outdated"
    : "refused";
}
