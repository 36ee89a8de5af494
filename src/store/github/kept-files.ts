import type { Branch } from "../../github/branch.ts";
import { type ListedEntry, readBlob, type TreeChange } from "../../github/git-data.ts";
import { blobSha } from "../../github/git-objects.ts";
import { type BranchViewOptions, createBranchView } from "./branch-view.ts";
import { type CommitPlan, type CreatedCommit, commitTo } from "./commit.ts";
import { isFile } from "./trees.ts";
import { type BufferedFile, uploadTree } from "./upload.ts";

/** Directories of small files on the branch of the snapshots, beside these. */
export interface KeptFiles {
  /**
   * The files of the directory `name`; empty if it does not exist, or is larger than any run leaves
   * it. Throws as `GitHub.call` does.
   */
  read(name: string): Promise<ReadonlyMap<string, Uint8Array>>;
  /**
   * Gives each directory, by its name, these files and no others. Makes one commit, or none if
   * nothing changes. A directory without files is removed. Throws as `commitTo` does.
   */
  replace(directories: ReadonlyMap<string, ReadonlyMap<string, Uint8Array>>): Promise<void>;
}

/** No snapshots are below a name like this: see `parseRoot` and `isUserName`. */
export const KEPT_ROOT = ".tracksafe";

/** No run keeps this much. A larger directory was written by somebody else. */
const MAXIMUM = { files: 1000, bytes: 64 * 1024 * 1024 };

/**
 * Keeps files below `.tracksafe` of a branch. Somebody else may have put files there, so neither
 * names nor contents are checked.
 */
export function createKeptFiles(options: BranchViewOptions): KeptFiles {
  const view = createBranchView(options);
  const { github, at } = view;

  async function list(head: Branch, name: string): Promise<readonly ListedEntry[]> {
    const entries = [...((await view.directory(head, [KEPT_ROOT, name]))?.values() ?? [])];
    return entries.filter(isFile);
  }

  /** The tree with the new files of a directory; `undefined` if it has them, `null` for no files. */
  async function upload(
    head: Branch,
    name: string,
    files: ReadonlyMap<string, Uint8Array>,
  ): Promise<string | null | undefined> {
    const there = new Map((await list(head, name)).map((one) => [one.path, one.sha]));
    const buffered = new Map<string, BufferedFile>();
    for (const [path, content] of files) {
      const sha = blobSha(content);
      buffered.set(path, there.get(path) === sha ? { sha } : { content });
    }
    const isSame = [...buffered.values()].every((file) => "sha" in file);
    if (isSame && there.size === files.size) return undefined;
    return files.size === 0 ? null : await uploadTree(view, buffered);
  }

  async function plan(
    trees: ReadonlyMap<string, string | null>,
    head: Branch,
  ): Promise<CommitPlan> {
    const changes: TreeChange[] = [];
    for (const [name, tree] of trees) {
      const path = `${KEPT_ROOT}/${name}`;
      if (tree !== null) {
        changes.push({ path, sha: tree, mode: "040000" });
        continue;
      }
      for (const entry of await list(head, name)) {
        changes.push({ path: `${path}/${entry.path}`, sha: null, mode: "100644" });
      }
    }
    const isKept = [...trees.values()].some((tree) => tree !== null);
    const message = `${isKept ? "Keep" : "Forget"} the state of a restore`;
    return { path: [KEPT_ROOT], changes, message };
  }

  return {
    async read(name) {
      const files = await list(await view.head(), name);
      const bytes = files.reduce((sum, { size }) => sum + (size ?? 0), 0);
      if (files.length > MAXIMUM.files || bytes > MAXIMUM.bytes) return new Map();
      const read = new Map<string, Uint8Array>();
      for (const { path, sha } of files) read.set(path, await readBlob(github, at, sha));
      return read;
    },
    async replace(directories) {
      const head = await view.look();
      const trees = new Map<string, string | null>();
      for (const [name, files] of directories) {
        const tree = await upload(head, name, files);
        if (tree !== undefined) trees.set(name, tree);
      }
      if (trees.size === 0) return;
      await commitTo(view, {
        plan: (head) => plan(trees, head),
        open: new Map<string, CreatedCommit>(),
      });
    },
  };
}
