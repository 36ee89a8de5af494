import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AnswerParser, type Coprocess, parseLine, startCoprocess } from "./coprocess.ts";

/** What a tree holds under one name. */
export interface TreeEntry {
  readonly path: string;
  readonly mode: string;
  readonly type: "blob" | "tree" | "commit";
  readonly sha: string;
}

export interface ObjectInfo {
  readonly sha: string;
  readonly type: string;
  readonly size: number;
}

export interface Person {
  readonly name: string;
  readonly email: string;
}

export interface NewCommit {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
  readonly author: Person;
}

/** A bare repository on disk, worked on by the `git` program. */
export interface GitRepository {
  readonly directory: string;
  /** Runs `git` in it; what it printed. Throws when it exits with anything but 0. */
  run(args: readonly string[]): Promise<string>;
  /** The object that `name` (a sha, a ref, `main^{tree}`) names; `null` when there is none. */
  info(name: string): Promise<ObjectInfo | null>;
  read(name: string): Promise<(ObjectInfo & { readonly content: Buffer }) | null>;
  writeBlobs(contents: readonly Uint8Array[]): Promise<readonly string[]>;
  readTree(sha: string): Promise<readonly TreeEntry[]>;
  writeTree(entries: readonly TreeEntry[]): Promise<string>;
  writeCommit(commit: NewCommit): Promise<string>;
  /** Whether it has no ref at all, and so no commit that counts. */
  isEmpty(): Promise<boolean>;
  /** The commit a ref (`refs/heads/main`) points to. */
  ref(name: string): Promise<string | null>;
  refs(prefix: string): Promise<readonly { readonly name: string; readonly sha: string }[]>;
  /** Moves a ref from `from` (`null`: it is not there) to `to`; false when it was not at `from`. */
  moveRef(name: string, to: string, from: string | null): Promise<boolean>;
  isAncestor(sha: string, of: string): Promise<boolean>;
  close(): Promise<void>;
}

/** Makes an empty repository in a directory of its own, which `close` removes. */
export async function createGitRepository(defaultBranch: string): Promise<GitRepository> {
  const home = await mkdtemp(join(tmpdir(), "tracksafe-github-"));
  const directory = join(home, "repository.git");
  await runGit(home, ["init", "--quiet", "--bare", `--initial-branch=${defaultBranch}`, directory]);
  const processes = new Map<string, Coprocess>();
  const keep = (...args: string[]): Coprocess => {
    const key = args.join(" ");
    const running = processes.get(key) ?? startCoprocess("git", ["-C", directory, ...args], ENV);
    processes.set(key, running);
    return running;
  };
  const stop = async (): Promise<void> => {
    const running = [...processes.values()];
    processes.clear();
    await Promise.all(running.map((one) => one.close()));
  };
  const run = async (args: readonly string[]): Promise<string> => {
    const output = await runGit(directory, args);
    // Those that run have looked where the objects were before.
    if (args[0] === "gc") await stop();
    return output;
  };
  const objects = () => keep("cat-file", "--batch-command");
  let files = 0;
  const write = async (type: "blob" | "commit", content: Uint8Array): Promise<string> => {
    files += 1;
    const path = join(home, `object-${files}`);
    await writeFile(path, content);
    const writer = keep("hash-object", "-w", "-t", type, "--no-filters", "--stdin-paths");
    const sha = await writer.ask(`${path}\n`, parseLine);
    await rm(path);
    return sha;
  };
  let hadRefs = false;

  const git: GitRepository = {
    directory,
    run,
    info: (name) => objects().ask(`info ${oneLine(name)}\n`, parseInfo),
    read: (name) => objects().ask(`contents ${oneLine(name)}\n`, parseContents),
    writeBlobs: (contents) => Promise.all(contents.map((content) => write("blob", content))),
    async readTree(sha) {
      const tree = await git.read(sha);
      if (tree?.type !== "tree") throw new Error(`${sha} is not a tree`);
      return parseTree(tree.content);
    },
    writeTree(entries) {
      const lines = entries.map(({ mode, type, sha, path }) => `${mode} ${type} ${sha}\t${path}\0`);
      return keep("mktree", "-z", "--batch").ask(`${lines.join("")}\0`, parseLine);
    },
    writeCommit: ({ tree, parents, message, author }) => {
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
    async isEmpty() {
      hadRefs ||= (await git.refs("refs/")).length > 0;
      return !hadRefs;
    },
    async ref(name) {
      return (await git.info(name))?.sha ?? null;
    },
    async refs(prefix) {
      const text = await run(["for-each-ref", "--format=%(refname) %(objectname)"]);
      const all = text.split("\n").map((line) => line.split(" "));
      return all.flatMap(([name = "", sha = ""]) =>
        name.startsWith(prefix) && sha !== "" ? [{ name, sha }] : [],
      );
    },
    async moveRef(name, to, from) {
      try {
        await run(["update-ref", name, to, from ?? "0".repeat(40)]);
        return true;
      } catch {
        return false;
      }
    },
    async isAncestor(sha, of) {
      // Nearly always a parent, for which no other program has to be asked.
      const commit = (await git.read(of))?.content.toString() ?? "";
      if (commit.includes(`\nparent ${sha}\n`)) return true;
      return (await run(["rev-list", "--max-count=1", sha, `^${of}`])) === "";
    },
    async close() {
      await stop();
      await rm(home, { recursive: true, force: true });
    },
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

function oneLine(name: string): string {
  if (/[\n\r]/.test(name)) throw new Error("A name of an object is one line.");
  return name;
}

const parseInfo: AnswerParser<ObjectInfo | null> = (output) => {
  const line = parseLine(output);
  if (line === null) return null;
  const match = /^([0-9a-f]{40}) (\w+) (\d+)$/.exec(line.value);
  const [, sha = "", type = "", size] = match ?? [];
  return { value: match === null ? null : { sha, type, size: Number(size) }, used: line.used };
};

const parseContents: AnswerParser<(ObjectInfo & { content: Buffer }) | null> = (output) => {
  const head = parseInfo(output);
  if (head === null) return null;
  if (head.value === null) return { value: null, used: head.used };
  const end = head.used + head.value.size;
  if (output.length <= end) return null;
  const content = Buffer.from(output.subarray(head.used, end));
  return { value: { ...head.value, content }, used: end + 1 };
};

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
