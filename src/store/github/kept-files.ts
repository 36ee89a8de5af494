import type { Branch } from "../../github/branch.ts";
import { type ListedEntry, readBlob } from "../../github/git-data.ts";
import { blobSha } from "../../github/git-objects.ts";
import { type BranchViewOptions, createBranchView } from "./branch-view.ts";
import { type CommitPlan, commitTo, type Made } from "./commit.ts";
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
   * Makes `files` the only files of the directory `name`. Makes one commit, or none if nothing
   * changes. Without files, the directory is removed. Throws as `commitTo` does.
   */
  replace(name: string, files: ReadonlyMap<string, Uint8Array>): Promise<void>;
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

  async function plan(name: string, tree: string | null, head: Branch): Promise<CommitPlan> {
    const path = [KEPT_ROOT, name];
    const at = path.join("/");
    if (tree !== null) {
      const changes = [{ path: at, sha: tree, mode: "040000" as const }];
      return { path, changes, message: "Keep the state of a restore" };
    }
    const changes = (await list(head, name)).map((entry) => {
      return { path: `${at}/${entry.path}`, sha: null, mode: "100644" as const };
    });
    return { path, changes, message: "Forget the state of a restore" };
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
    async replace(name, files) {
      const there = new Map(
        (await list(await view.look(), name)).map((one) => [one.path, one.sha]),
      );
      const buffered = new Map<string, BufferedFile>();
      for (const [path, content] of files) {
        const sha = blobSha(content);
        buffered.set(path, there.get(path) === sha ? { sha } : { content });
      }
      const isSame = [...buffered.values()].every((file) => "sha" in file);
      if (isSame && there.size === files.size) return;
      const tree = files.size === 0 ? null : await uploadTree(view, buffered);
      await commitTo(view, {
        plan: (head) => plan(name, tree, head),
        open: new Map<string, Made>(),
      });
    },
  };
}
