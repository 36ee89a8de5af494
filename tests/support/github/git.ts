import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  createGitDirectory,
  type GitObject,
  type GitRef,
  type ObjectType,
} from "./git-directory.ts";

/** An entry of a tree. */
export interface TreeEntry {
  readonly path: string;
  readonly mode: string;
  readonly type: ObjectType;
  readonly sha: string;
}

export interface GitPerson {
  readonly name: string;
  readonly email: string;
}

export interface NewCommit {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
  readonly author: GitPerson;
}

/** A bare repository, on which the `git` program works as on any other, by `run`. */
export interface GitRepository {
  readonly directory: string;
  /** Runs `git` in it; what it printed. Throws when it exits with anything but 0. */
  run(args: readonly string[]): Promise<string>;
  /**
   * The object that is called `name`: a sha, a ref or a branch, `main^{tree}` for the tree of a
   * commit, or `main:a/b` for what is in its tree. `null`: there is none.
   */
  read(name: string): GitObject | null;
  writeBlob(content: Uint8Array): string;
  /** Throws when there is no such tree. */
  readTree(sha: string): readonly TreeEntry[];
  writeTree(entries: readonly TreeEntry[]): string;
  writeCommit(commit: NewCommit): string;
  /** Whether it has no ref at all, and so no commit that counts. */
  isEmpty(): boolean;
  /** The commit a ref (`refs/heads/main`) points to. */
  ref(name: string): string | null;
  refs(prefix: string): readonly GitRef[];
  /** Moves a ref from `from` (`null`: it is not there) to `to`; false when it was not at `from`. */
  moveRef(name: string, to: string, from: string | null): boolean;
  isAncestor(sha: string, of: string): boolean;
  close(): Promise<void>;
}

/** Makes an empty repository in a directory of its own, which `close` removes. */
export async function createGitRepository(defaultBranch: string): Promise<GitRepository> {
  const home = await mkdtemp(join(tmpdir(), "tracksafe-github-"));
  const directory = join(home, "repository.git");
  const { write, read, ref, refs, isEmpty, moveRef, flush } = createGitDirectory(
    directory,
    defaultBranch,
  );

  function readNamed(name: string): GitObject | null {
    return read(name) ?? read(ref(name) ?? ref(`refs/heads/${name}`) ?? "");
  }

  function entryAt(tree: GitObject | null, path: string): GitObject | null {
    let found = tree;
    for (const part of path.split("/").filter((each) => each !== "")) {
      if (found?.type !== "tree") return null;
      found = read(parseTree(found.content).find((entry) => entry.path === part)?.sha ?? "");
    }
    return found;
  }

  const git: GitRepository = {
    directory,
    run(args) {
      flush();
      return runGit(directory, args);
    },
    read(name) {
      const [, base = "", path] = /^([^:^]*)(?:\^\{tree\}|:(.*))?$/s.exec(name) ?? [];
      const found = readNamed(base);
      if (base === name) return found;
      const tree = found?.type === "commit" ? read(shasIn(found, "tree")[0] ?? "") : found;
      return tree?.type === "tree" ? entryAt(tree, path ?? "") : null;
    },
    writeBlob: (content) => write("blob", content),
    readTree(sha) {
      const tree = read(sha);
      if (tree?.type !== "tree") throw new Error(`${sha} is not a tree`);
      return parseTree(tree.content);
    },
    writeTree: (entries) => write("tree", formatTree(entries)),
    writeCommit({ tree, parents, message, author }) {
      const by = `${author.name} <${author.email}> ${Math.floor(Date.now() / 1000)} +0000`;
      const lines = [
        `tree ${tree}`,
        ...parents.map((parent) => `parent ${parent}`),
        `author ${by}`,
        `committer ${by}`,
        "",
        `${message}\n`,
      ];
      return write("commit", Buffer.from(lines.join("\n")));
    },
    isEmpty,
    ref,
    refs: (prefix) => refs().filter(({ name }) => name.startsWith(prefix)),
    moveRef,
    isAncestor(sha, of) {
      const found = new Set([of]);
      for (const each of found) {
        const commit = read(each);
        for (const parent of commit === null ? [] : shasIn(commit, "parent")) found.add(parent);
      }
      return found.has(sha);
    },
    close: () => rm(home, { recursive: true, force: true }),
  };
  return git;
}

// The machine's own settings must not change what is stored.
const ENV: NodeJS.ProcessEnv = {
  PATH: process.env["PATH"],
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_COUNT: "2",
  GIT_CONFIG_KEY_0: "core.fsync",
  GIT_CONFIG_VALUE_0: "none",
  GIT_CONFIG_KEY_1: "gc.auto",
  GIT_CONFIG_VALUE_1: "0",
};

function runGit(cwd: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn("git", args, { cwd, env: ENV, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    let complaint = "";
    child.stdout.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.stderr.on("data", (chunk: Buffer) => {
      complaint += chunk.toString();
    });
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(output.trimEnd());
      else reject(new Error(`git ${args[0]} ended with ${code}: ${complaint}${output}`));
    });
  });
}

/** The shas in the lines of a commit with this field. */
export function shasIn({ content }: GitObject, field: "tree" | "parent"): readonly string[] {
  const [head = ""] = content.toString().split("\n\n", 1);
  const lines = head.matchAll(new RegExp(`^${field} ([0-9a-f]{40})$`, "gm"));
  return Array.from(lines, ([, sha = ""]) => sha);
}

function parseTree(content: Buffer): TreeEntry[] {
  const entries: TreeEntry[] = [];
  for (let at = 0; at < content.length; ) {
    const space = content.indexOf(" ", at);
    const end = content.indexOf(0, space);
    const mode = content.subarray(at, space).toString().padStart(6, "0");
    const path = content.subarray(space + 1, end).toString();
    const type = mode === "040000" ? "tree" : mode === "160000" ? "commit" : "blob";
    entries.push({ path, mode, type, sha: content.subarray(end + 1, end + 21).toString("hex") });
    at = end + 21;
  }
  return entries;
}

/** In git's order: by the bytes of the name, where that of a tree ends with a slash. */
function formatTree(entries: readonly TreeEntry[]): Buffer {
  const keyed = entries.map((entry) => ({
    key: Buffer.from(entry.type === "tree" ? `${entry.path}/` : entry.path),
    entry,
  }));
  keyed.sort((a, b) => Buffer.compare(a.key, b.key));
  return Buffer.concat(
    keyed.flatMap(({ entry: { mode, path, sha } }) => [
      Buffer.from(`${mode.replace(/^0/, "")} ${path}\0`),
      Buffer.from(sha, "hex"),
    ]),
  );
}
