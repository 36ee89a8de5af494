import {
  created,
  emptyRepository,
  type GitHubAnswer,
  invalid,
  notFound,
  ok,
  Refusal,
} from "./answer.ts";
import type { GitPerson, GitRepository, TreeEntry } from "./git.ts";
import type { GitObject, ObjectType } from "./git-directory.ts";
import { changeTree, type FakeRepository, type FakeTreeChange, walkTree } from "./repository.ts";
import { isRecord, list, optionalText, param, type Route, type RouteCall, text } from "./route.ts";

const read = { area: "contents", level: "read" } as const;
const write = { area: "contents", level: "write" } as const;

/** Git Data: blobs, trees and commits. */
export const gitRoutes: readonly Route[] = [
  { method: "POST", path: /^\/git\/blobs$/, need: write, handle: createBlob },
  { method: "GET", path: /^\/git\/blobs\/([^/]+)$/, need: read, handle: readBlob },
  { method: "POST", path: /^\/git\/trees$/, need: write, handle: createTree },
  { method: "GET", path: /^\/git\/trees\/([^/]+)$/, need: read, handle: readTree },
  { method: "POST", path: /^\/git\/commits$/, need: write, handle: createCommit },
  { method: "GET", path: /^\/git\/commits\/([^/]+)$/, need: read, handle: readCommit },
];

/** Refuses, as every endpoint of Git Data does, when the repository has no commit at all. */
export function refuseEmpty(repository: FakeRepository): void {
  if (repository.git.isEmpty()) throw emptyRepository();
}

const SHA = /^[0-9a-f]{40}$/;

/** The object named by `sha`, if it is of this type and already to be seen. */
export function find(call: RouteCall, sha: string, type: ObjectType): GitObject | null {
  if (!SHA.test(sha)) return null;
  const object = call.repository.git.read(sha);
  return object?.type === type && call.lag.isFound(sha) ? object : null;
}

function createBlob(call: RouteCall): GitHubAnswer {
  refuseEmpty(call.repository);
  const encoding = optionalText(call.body, "encoding") ?? "utf-8";
  if (encoding !== "utf-8" && encoding !== "base64") throw invalid("encoding is not supported");
  const content = Buffer.from(text(call.body, "content"), encoding);
  const sha = call.repository.git.writeBlob(content);
  call.lag.made(sha);
  return created({ sha, url: `${call.url}/git/blobs/${sha}` });
}

function readBlob(call: RouteCall): GitHubAnswer {
  refuseEmpty(call.repository);
  const sha = param(call, 0);
  if (!SHA.test(sha)) {
    throw invalid("The sha parameter must be exactly 40 characters and contain only [0-9a-f].");
  }
  const blob = find(call, sha, "blob");
  if (blob === null) throw notFound();
  const lines = blob.content.toString("base64").replace(/.{60}/g, "$&\n");
  return ok({ sha, size: blob.size, encoding: "base64", content: `${lines}\n` });
}

function createTree(call: RouteCall): GitHubAnswer {
  refuseEmpty(call.repository);
  const { git } = call.repository;
  const base = optionalText(call.body, "base_tree");
  if (base !== undefined && find(call, base, "tree") === null) {
    throw invalid("base_tree is not a valid tree oid");
  }
  const entries = list(call.body, "tree");
  if (entries.length === 0) throw invalid("Invalid tree info");
  const inline = entries.map((entry) => (isRecord(entry) ? optionalText(entry, "content") : ""));
  const texts = inline.filter((content) => content !== undefined);
  const bytes = texts.reduce((sum, content) => sum + Buffer.byteLength(content), 0);
  const { maxInline } = call.repository;
  if (bytes > maxInline.bytes || texts.length > maxInline.files) {
    throw new Refusal(502, "Server Error");
  }
  const rest = texts.map((content) => git.writeBlob(Buffer.from(content)));
  const changes = new Map<string, FakeTreeChange>();
  for (const [index, entry] of entries.entries()) {
    const written = inline[index] === undefined ? undefined : rest.shift();
    const [path, change] = toChange(call, entry, written);
    changes.set(path, change);
  }
  const sha = makeTree(git, base ?? null, changes);
  call.lag.made(sha);
  return created({ sha, tree: describe(call, git.readTree(sha)), truncated: false });
}

function makeTree(
  git: GitRepository,
  ...change: [string | null, Map<string, FakeTreeChange>]
): string {
  try {
    return changeTree(git, ...change);
  } catch {
    throw invalid("GitRPC::BadObjectState");
  }
}

const TYPES: Readonly<Record<string, TreeEntry["type"]>> = {
  "100644": "blob",
  "100755": "blob",
  "120000": "blob",
  "040000": "tree",
};

function toChange(
  call: RouteCall,
  entry: unknown,
  written: string | undefined,
): [string, FakeTreeChange] {
  if (!isRecord(entry)) throw invalid("Invalid tree info");
  const path = text(entry, "path");
  if (path.split("/").some((part) => /^(|\.|\.\.|\.git)$/i.test(part)) || path.includes("\0")) {
    throw invalid("tree.path contains a malformed path component");
  }
  const mode = text(entry, "mode");
  const type = TYPES[mode];
  if (type === undefined || (entry["type"] !== undefined && entry["type"] !== type)) {
    throw invalid("tree.mode must be one of 100644, 100755, 040000, 160000, or 120000");
  }
  if (entry["sha"] === null && written === undefined) return [path, null];
  if ((entry["sha"] === undefined) === (written === undefined) || (written && type === "tree")) {
    throw invalid("Must supply either tree.sha or tree.content");
  }
  if (written !== undefined) return [path, { mode, type, sha: written }];
  const sha = text(entry, "sha");
  if (find(call, sha, type) === null) throw invalid(`tree.sha ${sha} is not a valid ${type}`);
  return [path, { mode, type, sha }];
}

function readTree(call: RouteCall): GitHubAnswer {
  refuseEmpty(call.repository);
  const { git, maxTreeEntries } = call.repository;
  const name = param(call, 0);
  // GitHub takes anything here that names a tree: a sha, a commit's sha, a branch.
  const tree = /^[\w./-]+$/.test(name) ? git.read(`${name}^{tree}`) : null;
  if (tree === null || !call.lag.isFound(name)) throw notFound();
  const recursive = call.query.has("recursive");
  const all = recursive ? [...walkTree(git, tree.sha)] : git.readTree(tree.sha);
  return ok({
    sha: tree.sha,
    url: `${call.url}/git/trees/${tree.sha}`,
    tree: describe(call, all.slice(0, maxTreeEntries)),
    truncated: all.length > maxTreeEntries,
  });
}

function describe(call: RouteCall, entries: readonly TreeEntry[]): unknown[] {
  return entries.map((entry) => {
    const size = entry.type === "blob" ? call.repository.git.read(entry.sha)?.size : null;
    const url = `${call.url}/git/${entry.type}s/${entry.sha}`;
    return size === null ? { ...entry, url } : { ...entry, size, url };
  });
}

function createCommit(call: RouteCall): GitHubAnswer {
  refuseEmpty(call.repository);
  const { git } = call.repository;
  const tree = text(call.body, "tree");
  if (find(call, tree, "tree") === null) throw invalid("Tree SHA does not exist");
  const parents = call.body["parents"] === undefined ? [] : list(call.body, "parents").map(String);
  for (const parent of parents) {
    if (find(call, parent, "commit") === null) {
      throw invalid("Parent SHA does not exist or is not a commit object");
    }
  }
  const message = text(call.body, "message");
  const sha = git.writeCommit({ tree, parents, message, author: author(call) });
  call.lag.made(sha);
  return created(describeCommit(call, sha));
}

/** The author of a commit: the one in the request, or else the token's owner. */
export function author(call: RouteCall): GitPerson {
  const own = call.body["author"];
  if (isRecord(own)) return { name: text(own, "name"), email: text(own, "email") };
  const label = call.token?.label ?? "nobody";
  return { name: label, email: `${label}@users.noreply.github.com` };
}

function readCommit(call: RouteCall): GitHubAnswer {
  refuseEmpty(call.repository);
  const sha = param(call, 0);
  if (find(call, sha, "commit") === null) throw notFound();
  return ok(describeCommit(call, sha));
}

/** A commit as the API shows it. */
export function describeCommit(call: RouteCall, sha: string): Record<string, unknown> {
  const raw = call.repository.git.read(sha)?.content.toString() ?? "";
  const [head = "", message = ""] = raw.split(/\n\n([\s\S]*)/);
  const values = (field: string): string[] =>
    [...head.matchAll(new RegExp(`^${field} ([0-9a-f]{40})$`, "gm"))].map(
      ([, value = ""]) => value,
    );
  const by = /^author (.*) <(.*)> \d+ /m.exec(head);
  return {
    sha,
    message,
    author: { name: by?.[1], email: by?.[2] },
    tree: { sha: values("tree")[0], url: "" },
    parents: values("parent").map((parent) => ({ sha: parent, url: "" })),
  };
}
