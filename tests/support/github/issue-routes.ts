import { created, type GitHubAnswer, notFound, ok, Refusal } from "./answer.ts";
import type { Issue } from "./repository.ts";
import { list, optionalText, param, type Route, type RouteCall, text } from "./route.ts";

const read = { area: "issues", level: "read" } as const;
const write = { area: "issues", level: "write" } as const;

/** Issues and their comments. */
export const issueRoutes: readonly Route[] = [
  { method: "GET", path: /^\/issues$/, need: read, handle: listIssues },
  { method: "POST", path: /^\/issues$/, need: write, handle: createIssue },
  { method: "GET", path: /^\/issues\/(\d+)$/, need: read, handle: readIssue },
  { method: "PATCH", path: /^\/issues\/(\d+)$/, need: write, handle: updateIssue },
  { method: "POST", path: /^\/issues\/(\d+)\/comments$/, need: write, handle: createComment },
];

function refuseDisabled(call: RouteCall): void {
  if (!call.repository.hasIssues) {
    throw new Refusal(410, "Issues has been disabled in this repository.");
  }
}

function findIssue(call: RouteCall): Issue {
  refuseDisabled(call);
  const issue = call.repository.issues.find(({ number }) => number === Number(param(call, 0)));
  if (issue === undefined) throw notFound();
  return issue;
}

function describe(call: RouteCall, issue: Issue): unknown {
  const { number, title, body, state } = issue;
  return {
    number,
    title,
    body,
    state,
    labels: issue.labels.map((name) => ({ name })),
    user: { login: issue.author, type: issue.author.endsWith("[bot]") ? "Bot" : "User" },
    author_association: issue.author.endsWith("[bot]") || issue.isByStranger ? "NONE" : "OWNER",
    comments: issue.comments.length,
    html_url: `https://github.com/${call.repository.fullName}/issues/${number}`,
    ...(issue.isPullRequest ? { pull_request: { url: "" } } : {}),
  };
}

function listIssues(call: RouteCall): GitHubAnswer {
  refuseDisabled(call);
  const state = call.query.get("state") ?? "open";
  const creator = call.query.get("creator");
  const labels = call.query.get("labels")?.split(",") ?? [];
  const all = call.repository.issues
    .filter((issue) => state === "all" || issue.state === state)
    .filter((issue) => creator === null || issue.author === creator)
    .filter((issue) => labels.every((label) => issue.labels.includes(label)));
  if (call.query.get("direction") !== "asc") all.reverse();
  const size = Math.min(Number(call.query.get("per_page") ?? 30), 100);
  const page = Number(call.query.get("page") ?? 1);
  const shown = all.slice((page - 1) * size, page * size);
  const next = new URL(`${call.url}/issues`);
  next.search = call.query.toString();
  next.searchParams.set("page", String(page + 1));
  const headers = page * size < all.length ? { link: `<${next.href}>; rel="next"` } : undefined;
  const body = shown.map((issue) => describe(call, issue));
  return headers === undefined ? ok(body) : { status: 200, body, headers };
}

function createIssue(call: RouteCall): GitHubAnswer {
  refuseDisabled(call);
  const issue: Issue = {
    number: call.repository.issues.length + 1,
    title: text(call.body, "title"),
    body: optionalText(call.body, "body") ?? null,
    state: "open",
    labels: call.body["labels"] === undefined ? [] : list(call.body, "labels").map(String),
    author: call.token?.kind === "integration" ? "github-actions[bot]" : (call.token?.label ?? ""),
    isPullRequest: false,
    comments: [],
  };
  call.repository.issues.push(issue);
  return created(describe(call, issue));
}

function readIssue(call: RouteCall): GitHubAnswer {
  return ok(describe(call, findIssue(call)));
}

function updateIssue(call: RouteCall): GitHubAnswer {
  const issue = findIssue(call);
  const { body } = call;
  issue.title = optionalText(body, "title") ?? issue.title;
  issue.body = optionalText(body, "body") ?? issue.body;
  if (body["labels"] !== undefined) issue.labels = list(body, "labels").map(String);
  const state = optionalText(body, "state") ?? issue.state;
  if (state !== "open" && state !== "closed") throw new Refusal(422, "Validation Failed");
  issue.state = state;
  return ok(describe(call, issue));
}

function createComment(call: RouteCall): GitHubAnswer {
  const issue = findIssue(call);
  const body = text(call.body, "body");
  issue.comments.push(body);
  return created({ id: issue.comments.length, body });
}
