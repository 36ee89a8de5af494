import { created, type GitHubAnswer, invalid, notFound, ok } from "./answer.ts";
import { describeCommit, find, refuseEmpty } from "./git-routes.ts";
import { param, type Route, type RouteCall, text } from "./route.ts";

const read = { area: "contents", level: "read" } as const;
const write = { area: "contents", level: "write" } as const;

/** Branches, and Git Data's refs. */
export const refRoutes: readonly Route[] = [
  { method: "GET", path: /^\/branches\/([^/]+)$/, need: read, handle: readBranch },
  { method: "GET", path: /^\/git\/ref\/(.+)$/, need: read, handle: readRef },
  { method: "GET", path: /^\/git\/matching-refs\/(.+)$/, need: read, handle: matchRefs },
  { method: "POST", path: /^\/git\/refs$/, need: write, handle: createRef },
  { method: "PATCH", path: /^\/git\/refs\/(.+)$/, need: write, handle: updateRef },
];

function look(call: RouteCall, ref: string): string | null {
  return call.lag.shown(ref, call.repository.git.ref(ref));
}

function readBranch(call: RouteCall): GitHubAnswer {
  const name = param(call, 0);
  const sha = look(call, `refs/heads/${name}`);
  if (sha === null) throw notFound("Branch not found");
  const { parents, ...commit } = describeCommit(call, sha);
  const isProtected = call.repository.protectedBranches.has(name);
  return ok({ name, commit: { sha, commit, parents }, protected: isProtected });
}

const describeRef = (ref: string, sha: string): unknown => ({
  ref,
  object: { type: "commit", sha, url: "" },
});

function readRef(call: RouteCall): GitHubAnswer {
  refuseEmpty(call.repository);
  const ref = `refs/${param(call, 0)}`;
  const sha = look(call, ref);
  if (sha === null) throw notFound();
  return ok(describeRef(ref, sha));
}

function matchRefs(call: RouteCall): GitHubAnswer {
  refuseEmpty(call.repository);
  const found: unknown[] = [];
  for (const { name } of call.repository.git.refs(`refs/${param(call, 0)}`)) {
    const sha = look(call, name);
    if (sha !== null) found.push(describeRef(name, sha));
  }
  return ok(found);
}

function createRef(call: RouteCall): GitHubAnswer {
  refuseEmpty(call.repository);
  const ref = text(call.body, "ref");
  if (!/^refs\/[^/]+\/./.test(ref)) throw invalid("Reference name must start with 'refs/'");
  const sha = text(call.body, "sha");
  if (find(call, sha, "commit") === null) throw invalid("Object does not exist");
  if (!call.repository.git.moveRef(ref, sha, null)) {
    throw invalid("Reference already exists");
  }
  call.lag.moved(ref, null);
  return created(describeRef(ref, sha));
}

function updateRef(call: RouteCall): GitHubAnswer {
  refuseEmpty(call.repository);
  const { git, protectedBranches } = call.repository;
  const ref = `refs/${param(call, 0)}`;
  const sha = text(call.body, "sha");
  const from = git.ref(ref);
  if (from === null) throw invalid("Reference does not exist");
  if (find(call, sha, "commit") === null) throw invalid("Object does not exist");
  if (protectedBranches.has(ref.slice("refs/heads/".length))) {
    throw invalid(
      "Repository rule violations found\n\nChanges must be made through a pull request.",
    );
  }
  const forward = call.body["force"] === true || git.isAncestor(from, sha);
  if (!forward || !git.moveRef(ref, sha, from)) {
    throw invalid("Update is not a fast forward");
  }
  if (from !== sha) call.lag.moved(ref, from);
  return ok(describeRef(ref, sha));
}
