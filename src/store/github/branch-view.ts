import { NotFoundError, StoreError } from "../../errors.ts";
import { type Branch, readBranch } from "../../github/branch.ts";
import type { GitHub } from "../../github/client.ts";
import type { RepositoryName } from "../../github/repository.ts";
import { OWN_BRANCH } from "../names.ts";
import { chooseBranch } from "./choose-branch.ts";
import { parseRoot } from "./root.ts";
import { createTrees, type Directory, type Trees } from "./trees.ts";

/** The branch of a repository, and the place of the snapshots on it. */
export interface BranchViewOptions {
  readonly github: GitHub;
  readonly at: RepositoryName;
  /** The directory that holds the snapshots. Default: `backups`. */
  readonly path?: string;
  /** Default: the one that {@link chooseBranch} chooses. */
  readonly branch?: string;
  /** Whether it is the repository that runs the workflow. */
  readonly ownRepository: boolean;
}

/**
 * A branch of a repository, as it was when it was first looked at; {@link BranchView.look} looks
 * again.
 */
export interface BranchView {
  readonly github: GitHub;
  readonly at: RepositoryName;
  /** The directory that holds the snapshots. */
  readonly root: readonly string[];
  readonly trees: Pick<Trees, "has" | "keep">;
  branch(): Promise<string>;
  /**
   * Throws `NotFoundError` `store/not-found` for a branch that is not there and not ours to make.
   */
  head(): Promise<Branch>;
  look(): Promise<Branch>;
  /** Takes over where the branch is, as somebody knows who moved it. */
  moved(head: Branch): void;
  /** The entries of a directory of the branch; `null`: there is no such directory. */
  directory(head: Branch, path: readonly string[]): Promise<Directory | null>;
}

/** Throws `UsageError` `config/path` for a path that leads out of the repository. */
export function createBranchView(options: BranchViewOptions): BranchView {
  const { github, at, branch: named, ownRepository } = options;
  const root = parseRoot(options.path);
  const trees = createTrees(github, at);
  const { lookUp } = trees;
  const isOurs = (branch: string) =>
    branch === OWN_BRANCH && (ownRepository || named === undefined);
  let name = named;
  let head: Branch | undefined;

  async function branch(): Promise<string> {
    if (name !== undefined) return name;
    const chosen = await chooseBranch({ github, at, lookUp, root, ownRepository });
    name = chosen.name;
    head = chosen.head;
    return name;
  }

  function check(found: Branch, on: string): Branch {
    if (found === "missing" && !isOurs(on)) throw noBranch();
    return found;
  }

  async function look(): Promise<Branch> {
    const on = await branch();
    head = check(await readBranch(github, at, on), on);
    return head;
  }

  return {
    github,
    at,
    root,
    trees,
    branch,
    async head() {
      const on = await branch();
      return head === undefined ? await look() : check(head, on);
    },
    look,
    moved(to) {
      head = to;
    },
    async directory(from, path) {
      const found = await lookUp(from, path);
      if (found === "file") throw notADirectory();
      return found;
    },
  };
}

function noBranch(): NotFoundError {
  return new NotFoundError("store/not-found", "The repository has no such branch.", {
    hint: "Check the setting `branch`. Without it, the branch is `backups` or the default branch, whichever holds snapshots.",
  });
}

function notADirectory(): StoreError {
  return new StoreError(
    "store/io",
    "The repository has a file at the path of a directory that tracksafe needs.",
    {
      hint: "Check the setting `path`, or move that file away.",
    },
  );
}
