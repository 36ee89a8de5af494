import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { createGitRepository, type GitRepository, shasIn, type TreeEntry } from "./git.ts";

export type FakeVisibility = "public" | "private" | "internal";

export interface RepositoryOptions {
  readonly owner: string;
  readonly name: string;
  readonly visibility?: FakeVisibility;
  readonly defaultBranch?: string;
  readonly hasIssues?: boolean;
  /** File names below `.github/workflows/`, all enabled, besides those among the `files`. */
  readonly workflows?: readonly string[];
  readonly isFork?: boolean;
  readonly isTemplate?: boolean;
  /** Files of a first commit on the default branch. Without: an empty repository. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
}

export interface Issue {
  readonly number: number;
  title: string;
  body: string | null;
  state: "open" | "closed";
  labels: string[];
  readonly author: string;
  /** Whether the author has nothing to do with the repository. */
  readonly isByStranger?: boolean;
  readonly isPullRequest: boolean;
  readonly comments: string[];
}

export interface Workflow {
  readonly id: number;
  readonly file: string;
  state: "active" | "disabled_fork" | "disabled_inactivity" | "disabled_manually";
}

/** A run of a workflow. Nothing runs here: a test says what becomes of it. */
export interface FakeWorkflowRun {
  readonly id: number;
  readonly file: string;
  readonly event: "schedule" | "workflow_dispatch";
  readonly inputs: Readonly<Record<string, string>>;
  readonly startedAt: Date;
  status: "queued" | "in_progress" | "completed";
  /** GitHub: REST API > Workflow runs, `conclusion`. */
  conclusion: string | null;
}

/** A repository on the server, with what a test may set and look at. */
export interface FakeRepository {
  readonly owner: string;
  readonly name: string;
  readonly fullName: string;
  readonly git: GitRepository;
  readonly defaultBranch: string;
  readonly hasIssues: boolean;
  visibility: FakeVisibility;
  archived: boolean;
  /** The size that GitHub tells. */
  kilobytes: number;
  /** Branches that nobody may move. */
  readonly protectedBranches: Set<string>;
  readonly issues: Issue[];
  isFork: boolean;
  isTemplate: boolean;
  readonly workflows: readonly Workflow[];
  /** Newest last. */
  readonly runs: FakeWorkflowRun[];
  /** Whether a dispatch answers with the number of its run, as GitHub does since 2026. */
  tellsRuns: boolean;
  /** As they came: `encrypted_value` by name. */
  readonly secrets: Map<string, string>;
  readonly variables: Map<string, string>;
  readonly secretKey: { readonly id: string; readonly public: Buffer; readonly private: Buffer };
  /** A listing of more entries than this comes truncated. */
  maxTreeEntries: number;
  /** More inline text, or more inline files, than this in one tree answers 502. */
  readonly maxInline: { bytes: number; files: number };
  /** The number of requests until a moved branch, a new object, or a new run is seen by all. */
  readonly lag: { refs: number; objects: number; runs: number };
  /** Commits to a branch as somebody else would; `null` deletes the file. The new head. */
  commit(
    branch: string,
    files: Readonly<Record<string, string | Uint8Array | null>>,
  ): Promise<string>;
  /** The paths of all files on a branch, with their contents. Empty when there is no such branch. */
  files(branch: string): Promise<ReadonlyMap<string, Buffer>>;
  /** The first paragraph of the message of each commit of a branch, newest first. */
  log(branch: string): Promise<readonly string[]>;
}

const STRANGER = { name: "Somebody", email: "somebody@example.com" };

export async function createRepository(options: RepositoryOptions): Promise<FakeRepository> {
  const defaultBranch = options.defaultBranch ?? "main";
  const git = await createGitRepository(defaultBranch);
  const repository: FakeRepository = {
    owner: options.owner,
    name: options.name,
    fullName: `${options.owner}/${options.name}`,
    git,
    defaultBranch,
    hasIssues: options.hasIssues ?? true,
    visibility: options.visibility ?? "private",
    archived: false,
    kilobytes: 42,
    protectedBranches: new Set(),
    issues: [],
    isFork: options.isFork ?? false,
    isTemplate: options.isTemplate ?? false,
    workflows: workflowFiles(options).map((file, index) => ({
      id: 1000 + index,
      file,
      state: "active",
    })),
    runs: [],
    tellsRuns: true,
    secrets: new Map(),
    variables: new Map(),
    secretKey: createSecretKey(),
    maxTreeEntries: 100_000,
    maxInline: { bytes: 2_500_000, files: 200 },
    lag: { refs: 0, objects: 0, runs: 0 },
    async commit(branch, files) {
      for (;;) {
        const ref = `refs/heads/${branch}`;
        const head = git.ref(ref);
        const base = head === null ? null : git.read(`${head}^{tree}`);
        const tree = changeTree(git, base?.sha ?? null, toChanges(git, files));
        const parents = head === null ? [] : [head];
        const sha = git.writeCommit({ tree, parents, message: "A change", author: STRANGER });
        if (git.moveRef(ref, sha, head)) return sha;
      }
    },
    async files(branch) {
      const root = git.read(`refs/heads/${branch}^{tree}`);
      const files = new Map<string, Buffer>();
      if (root === null) return files;
      for (const { path, type, sha } of walkTree(git, root.sha)) {
        const blob = type === "blob" ? git.read(sha) : null;
        if (blob !== null) files.set(path, blob.content);
      }
      return files;
    },
    async log(branch) {
      const messages: string[] = [];
      let sha = git.ref(`refs/heads/${branch}`);
      while (sha !== null) {
        const commit = git.read(sha);
        if (commit === null) throw new Error(`${sha} is not a commit`);
        const [, message = ""] = commit.content.toString().split("\n\n", 2);
        messages.push(message.trimEnd());
        [sha = null] = shasIn(commit, "parent");
      }
      return messages;
    },
  };
  if (options.files !== undefined) await repository.commit(defaultBranch, options.files);
  return repository;
}

/** A change below a tree: an entry to put, or `null` to delete. */
export type FakeTreeChange = Omit<TreeEntry, "path"> | null;

/** The tree that `changes`, by path, make of `base`; deleting what is not there throws. */
export function changeTree(
  git: GitRepository,
  base: string | null,
  changes: ReadonlyMap<string, FakeTreeChange>,
): string {
  const entries = new Map<string, TreeEntry>();
  for (const entry of base === null ? [] : git.readTree(base)) entries.set(entry.path, entry);
  const below = new Map<string, Map<string, FakeTreeChange>>();
  for (const [path, change] of changes) {
    const slash = path.indexOf("/");
    if (slash < 0) {
      if (change !== null) entries.set(path, { ...change, path });
      else if (!entries.delete(path)) throw new Error(`${path} is not there to be deleted`);
    } else {
      const name = path.slice(0, slash);
      const inner = below.get(name) ?? new Map<string, FakeTreeChange>();
      below.set(name, inner.set(path.slice(slash + 1), change));
    }
  }
  for (const [path, inner] of below) {
    const old = entries.get(path);
    const sha = changeTree(git, old?.type === "tree" ? old.sha : null, inner);
    if (git.readTree(sha).length === 0) entries.delete(path);
    else entries.set(path, { path, mode: "040000", type: "tree", sha });
  }
  return git.writeTree([...entries.values()]);
}

/** All entries below a tree, with their whole paths, trees before what is in them. */
export function* walkTree(git: GitRepository, sha: string, prefix = ""): Iterable<TreeEntry> {
  for (const entry of git.readTree(sha)) {
    const path = prefix + entry.path;
    yield { ...entry, path };
    if (entry.type === "tree") yield* walkTree(git, entry.sha, `${path}/`);
  }
}

function toChanges(
  git: GitRepository,
  files: Readonly<Record<string, string | Uint8Array | null>>,
): ReadonlyMap<string, FakeTreeChange> {
  const changes = new Map<string, FakeTreeChange>();
  for (const [path, content] of Object.entries(files)) {
    const sha = content === null ? null : git.writeBlob(Buffer.from(content));
    changes.set(path, sha === null ? null : { mode: "100644", type: "blob", sha });
  }
  return changes;
}

function workflowFiles({ workflows = [], files = {} }: RepositoryOptions): readonly string[] {
  const inTree = Object.keys(files).map((path) => /^\.github\/workflows\/([^/]+)$/.exec(path)?.[1]);
  return [...new Set([...workflows, ...inTree.filter((file) => file !== undefined)])];
}

function createSecretKey(): FakeRepository["secretKey"] {
  const pair = generateKeyPairSync("x25519");
  const field = (key: KeyObject, name: "x" | "d"): Buffer =>
    Buffer.from(key.export({ format: "jwk" })[name] ?? "", "base64url");
  return {
    id: "568250167242549743",
    public: field(pair.publicKey, "x"),
    private: field(pair.privateKey, "d"),
  };
}
