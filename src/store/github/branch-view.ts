import { NotFoundError, StoreError } from "../../errors.ts";
import { type Branch, readBranch } from "../../github/branch.ts";
import type { GitHub } from "../../github/client.ts";
import { type ListedEntry, readTree } from "../../github/git-data.ts";
import { type RepositoryName, readRepository } from "../../github/repository.ts";
import { OWN_BRANCH } from "../names.ts";

export interface BranchViewOptions {
  readonly github: GitHub;
  readonly at: RepositoryName;
  /** Default: in the repository that runs the workflow `backups`, elsewhere the default branch. */
  readonly branch?: string;
  /** Whether it is the repository that runs the workflow. */
  readonly ownRepository: boolean;
}

/**
 * A branch of a repository, as it was when it was first looked at; {@link BranchView.look} looks again.
 * Its trees are kept once they are read: git's objects never change.
 */
export interface BranchView {
  readonly github: GitHub;
  readonly at: RepositoryName;
  branch(): Promise<string>;
  /**
   * Throws `NotFoundError` `store/not-found` for a branch that is not there and not ours to make.
   */
  head(): Promise<Branch>;
  look(): Promise<Branch>;
  /** Takes over where the branch is, as somebody knows who moved it. */
  moved(head: Branch): void;
  /** The entries of a directory of the branch; `null`: there is no such directory. */
  directory(
    head: Branch,
    path: readonly string[],
  ): Promise<ReadonlyMap<string, ListedEntry> | null>;
}

const TREE = "040000";

export const isDirectory = ({ mode }: ListedEntry): boolean => mode === TREE;
export const isFile = ({ mode }: ListedEntry): boolean => mode === "100644" || mode === "100755";

export function createBranchView(options: BranchViewOptions): BranchView {
  const { github, at, ownRepository } = options;
  const trees = new Map<string, ReadonlyMap<string, ListedEntry>>();
  let name = options.branch ?? (ownRepository ? OWN_BRANCH : undefined);
  let head: Branch | undefined;

  async function branch(): Promise<string> {
    name ??= (await readRepository(github, at)).defaultBranch;
    return name;
  }

  async function look(): Promise<Branch> {
    const found = await readBranch(github, at, await branch());
    if (found === "missing" && !(ownRepository && name === OWN_BRANCH)) throw noBranch();
    head = found;
    return found;
  }

  async function tree(sha: string): Promise<ReadonlyMap<string, ListedEntry>> {
    const known = trees.get(sha);
    if (known !== undefined) return known;
    const entries = await readTree(github, at, sha);
    const byName = new Map(entries.map((entry) => [entry.path, entry]));
    trees.set(sha, byName);
    return byName;
  }

  return {
    github,
    at,
    branch,
    head: async () => head ?? (await look()),
    look,
    moved(to) {
      head = to;
    },
    async directory(from, path) {
      if (typeof from === "string") return null;
      let found = await tree(from.tree);
      for (const part of path) {
        const entry = found.get(part);
        if (entry === undefined) return null;
        if (!isDirectory(entry)) throw notADirectory();
        found = await tree(entry.sha);
      }
      return found;
    },
  };
}

function noBranch(): NotFoundError {
  return new NotFoundError("store/not-found", "The repository has no such branch.", {
    hint: "Check the setting `branch`. Without it, the branch is `backups` in the repository that runs the workflow, where it is created if it is missing, and the default branch in any other repository.",
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
