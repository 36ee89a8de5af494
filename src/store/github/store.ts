import { StoreError } from "../../errors.ts";
import type { Branch } from "../../github/branch.ts";
import { createTree, probeWrite, type TreeChange } from "../../github/git-data.ts";
import type { SnapshotStore } from "../../model/snapshot-store.ts";
import { requireSnapshotName, requireSnapshotTime, requireUserName } from "../names.ts";
import { type BranchView, type BranchViewOptions, createBranchView } from "./branch-view.ts";
import { type CommitPlan, type CreatedCommit, commitTo } from "./commit.ts";
import { startRepository } from "./first-commit.ts";
import { planPage } from "./front-page.ts";
import { KEPT_ROOT } from "./kept-files.ts";
import { createGitHubReader } from "./reader.ts";
import { requireNoRestore } from "./restore-in-progress.ts";
import { uploadTree } from "./upload.ts";
import { createBufferedWriter } from "./writer.ts";

/** The repository, and the place of the snapshots in it. */
export interface GitHubStoreOptions extends Omit<BranchViewOptions, "at"> {
  readonly owner: string;
  readonly repo: string;
}

/** A store on a branch. */
export interface GitHubStore extends SnapshotStore {
  /** The branch, which is chosen when it is first asked for unless the options name it. */
  branch(): Promise<string>;
}

/**
 * Keeps snapshots as `<path>/<user>/<name>/<files>` on a branch of a repository on GitHub, without
 * a clone. A snapshot is one commit; the branch `backups` of the repository that runs the workflow
 * is made when missing, with nothing of the code in it, and an empty repository gets a first
 * commit.
 *
 * A store shows the branch as it was when first looked at, plus what it wrote itself. Calls throw
 * as `GitHub.call` does, besides what the port says; `UsageError` `config/path` for a path that
 * leads out of the repository.
 */
export function createGitHubStore(options: GitHubStoreOptions): GitHubStore {
  const { github, owner, repo } = options;
  const view = createBranchView({ ...options, at: { owner, repo } });
  const { root } = view;
  const reader = createGitHubReader(view);

  return {
    location: `github:${owner}/${repo}`,
    keepsFailedRuns: false,
    branch: view.branch,

    async checkWritable() {
      await probeWrite(github, view.at);
      await view.head();
    },

    users: reader.users,
    list: reader.list,
    // A commit is all or nothing.
    unfinished: async () => [],
    prefetch: reader.prefetch,
    files: reader.files,
    proves: reader.proves,
    read: reader.read,
    open: reader.open,

    async checkRemovable() {
      await requireNoRestore(view, await view.head());
    },

    async remove(user, names) {
      await view.look();
      return commitRemoval(view, user, names);
    },

    history: {
      branch: view.branch,
      async others() {
        const top = await view.directory(await view.head(), []);
        const own = [root[0], KEPT_ROOT];
        return [...(top?.keys() ?? [])].filter((name) => !own.includes(name)).sort();
      },
      async replace(user, names) {
        await view.look();
        return commitRemoval(view, user, names, true);
      },
    },

    async create(user, name) {
      requireUserName(user);
      requireSnapshotTime(name);
      const open = new Map<string, CreatedCommit>();
      const locate = async (head: Branch): Promise<readonly string[]> => {
        return [...root, user, await freeName(view, head, [...root, user], name)];
      };
      const [free = name] = (await locate(await view.head())).slice(-1);
      return createBufferedWriter(
        { user, name: free },
        {
          locate: reader.locate,
          locationOf: (ref) => [owner, repo, ...root, ref.user, ref.name].join("/"),
          async commit(files, page) {
            if ((await view.head()) === "empty") await startRepository(view);
            const tree = await uploadTree(view, files);
            const plan = async (head: Branch): Promise<CommitPlan> => {
              const path = await locate(head);
              const snapshot = { path: path.join("/"), sha: tree, mode: "040000" as const };
              const ref = { user, name: path.at(-1) ?? free };
              const front = page === undefined ? null : await planPage(view, head, { ref, page });
              const changes = [snapshot, ...(front === null ? [] : [front])];
              return { path, changes, message: `Backup ${ref.name}` };
            };
            const { commit, path } = await commitTo(view, { plan, open });
            return { commitId: commit, ref: { user, name: path.at(-1) ?? free } };
          },
        },
      );
    },
  };
}

/**
 * Commits the removal of snapshots, and returns the names of those that were not there. Throws as `commitTo` and {@link requireNoRestore} do.
 */
async function commitRemoval(
  view: BranchView,
  user: string,
  names: readonly string[],
  isFresh = false,
): Promise<readonly string[]> {
  requireUserName(user);
  for (const name of names) requireSnapshotName(name);
  const directory = [...view.root, user];
  let missing: readonly string[] = [];
  await commitTo(view, {
    plan: async (head) => {
      const there = await view.directory(head, directory);
      missing = names.filter((name) => there?.has(name) !== true);
      const plan = await planRemoval(view, head, directory, new Set(names));
      return isFresh ? { ...plan, message: "Begin the history anew" } : plan;
    },
    open: new Map<string, CreatedCommit>(),
    isFresh,
  });
  return missing;
}

/**
 * Plans a commit in which `directory` lacks the entries with these names. The others are put into a
 * new tree as they are, so that no file of theirs is sent or read. Throws as `requireNoRestore` does.
 */
async function planRemoval(
  view: BranchView,
  head: Branch,
  directory: readonly string[],
  names: ReadonlySet<string>,
): Promise<CommitPlan> {
  await requireNoRestore(view, head);
  const entries = [...((await view.directory(head, directory))?.values() ?? [])];
  const kept = entries.filter(({ path }) => !names.has(path));
  const message = `Remove snapshots (${entries.length - kept.length})`;
  if (kept.length === entries.length) return { path: directory, changes: [], message };
  if (kept.length === 0) {
    // GitHub refuses a tree without entries. Without its files, the directory is gone.
    const changes = await Promise.all(
      entries.map(({ path }) => eraseFiles(view, head, [...directory, path])),
    );
    return { path: directory, changes: changes.flat(), message };
  }
  const tree = await createTree(
    view.github,
    view.at,
    null,
    kept.map(({ path, sha, mode }) => ({ path, sha, mode })),
  );
  const changes = [{ path: directory.join("/"), sha: tree, mode: "040000" as const }];
  return { path: directory, changes, message };
}

async function eraseFiles(
  view: BranchView,
  head: Branch,
  directory: readonly string[],
): Promise<readonly TreeChange[]> {
  const files = [...((await view.directory(head, directory))?.values() ?? [])];
  return files.map(({ path }) => {
    return { path: [...directory, path].join("/"), sha: null, mode: "100644" as const };
  });
}

/** The largest number of snapshots with the same time. */
const MAX_SAME_NAME = 1000;

async function freeName(
  view: BranchView,
  head: Branch,
  directory: readonly string[],
  name: string,
): Promise<string> {
  const taken = await view.directory(head, directory);
  for (let number = 1; number <= MAX_SAME_NAME; number += 1) {
    const candidate = number === 1 ? name : `${name}-${number}`;
    if (taken?.has(candidate) !== true) return candidate;
  }
  throw new StoreError("store/refused", "Too many snapshots have the same time.");
}
