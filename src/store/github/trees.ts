import type { Branch } from "../../github/branch.ts";
import type { GitHub } from "../../github/client.ts";
import { type ListedEntry, readTree } from "../../github/git-data.ts";
import type { RepositoryName } from "../../github/repository.ts";

/** The entries of a directory, by their names. */
export type Directory = ReadonlyMap<string, ListedEntry>;

/**
 * Looks a path up at the head of a branch; `null`: nothing is there, `file`: the path, or something
 * that it leads through, is no directory.
 */
export type LookUp = (head: Branch, path: readonly string[]) => Promise<Directory | "file" | null>;

/** Trees as they were read. */
export interface Trees {
  readonly lookUp: LookUp;
  has(sha: string): boolean;
  /** Keeps a tree that was read in another way. */
  keep(sha: string, entries: readonly ListedEntry[]): void;
}

const TREE = "040000";

export const isDirectory = ({ mode }: ListedEntry): boolean => mode === TREE;
export const isFile = ({ mode }: ListedEntry): boolean => mode === "100644" || mode === "100755";

/** Looks paths up. Trees are kept once they are read: git's objects never change. */
export function createTrees(github: GitHub, at: RepositoryName): Trees {
  const trees = new Map<string, Directory>();

  async function tree(sha: string): Promise<Directory> {
    const known = trees.get(sha);
    if (known !== undefined) return known;
    return keep(sha, await readTree(github, at, sha));
  }

  function keep(sha: string, entries: readonly ListedEntry[]): Directory {
    const byName = new Map(entries.map((entry) => [entry.path, entry]));
    trees.set(sha, byName);
    return byName;
  }

  const lookUp: LookUp = async (head, path) => {
    if (typeof head === "string") return null;
    let found = await tree(head.tree);
    for (const part of path) {
      const entry = found.get(part);
      if (entry === undefined) return null;
      if (!isDirectory(entry)) return "file";
      found = await tree(entry.sha);
    }
    return found;
  };
  return { lookUp, has: (sha) => trees.has(sha), keep: (sha, entries) => void keep(sha, entries) };
}
