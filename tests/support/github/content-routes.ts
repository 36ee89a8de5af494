import { created, type GitHubAnswer, invalid, notFound, ok, Refusal } from "./answer.ts";
import { author } from "./git-routes.ts";
import { changeTree } from "./repository.ts";
import { optionalText, param, type Route, type RouteCall, text } from "./route.ts";

const read = { area: "contents", level: "read" } as const;
const write = { area: "contents", level: "write" } as const;

/** The contents API lists this many entries of a directory, and does not say that there are more. */
const MAX_LISTED = 1000;

/** Repository contents: the one API that also works on an empty repository. */
export const contentRoutes: readonly Route[] = [
  { method: "GET", path: /^\/contents\/(.*)$/, need: read, handle: readContent },
  { method: "PUT", path: /^\/contents\/(.+)$/, need: write, handle: putFile },
];

function readContent(call: RouteCall): GitHubAnswer {
  const { git, defaultBranch } = call.repository;
  const path = param(call, 0);
  const branch = call.query.get("ref") ?? defaultBranch;
  const found = git.read(`refs/heads/${branch}:${path}`);
  if (found === null) throw notFound();
  if (found.type === "tree") {
    const entries = git.readTree(found.sha).slice(0, MAX_LISTED);
    return ok(
      entries.map(({ path: name, type, sha }) => ({
        name,
        path: path === "" ? name : `${path}/${name}`,
        type: type === "tree" ? "dir" : "file",
        sha,
      })),
    );
  }
  const { sha, size } = found;
  const content = found.content.toString("base64");
  return ok({ type: "file", path, sha, size, encoding: "base64", content });
}

function putFile(call: RouteCall): GitHubAnswer {
  const { git, defaultBranch, protectedBranches } = call.repository;
  const path = param(call, 0);
  const message = text(call.body, "message");
  const branch = optionalText(call.body, "branch") ?? defaultBranch;
  const ref = `refs/heads/${branch}`;
  const head = git.ref(ref);
  if (head === null && (branch !== defaultBranch || !git.isEmpty())) {
    throw notFound(`Branch ${branch} not found`);
  }
  if (protectedBranches.has(branch)) throw new Refusal(409, "Repository rule violations found");
  const old = head === null ? null : git.read(`${head}:${path}`);
  const given = optionalText(call.body, "sha");
  if (old !== null && given === undefined) {
    throw invalid(`Invalid request.\n\n"sha" wasn't supplied.`);
  }
  if (given !== undefined && given !== old?.sha) {
    throw new Refusal(409, `${path} does not match ${given}`);
  }
  const content = Buffer.from(text(call.body, "content"), "base64");
  const blob = git.writeBlob(content);
  const base = head === null ? null : git.read(`${head}^{tree}`);
  const change = new Map([[path, { mode: "100644", type: "blob", sha: blob } as const]]);
  const tree = changeTree(git, base?.sha ?? null, change);
  const parents = head === null ? [] : [head];
  const sha = git.writeCommit({ tree, parents, message, author: author(call) });
  if (!git.moveRef(ref, sha, head)) throw new Refusal(409, `is at ${sha} but expected ${head}`);
  call.lag.moved(ref, head);
  const answer = { content: { path, sha: blob }, commit: { sha } };
  return old === null ? created(answer) : ok(answer);
}
