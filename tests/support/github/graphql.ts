import { z } from "zod";
import { type GitHubAnswer, ok } from "./answer.ts";
import type { GitRepository } from "./git.ts";
import type { Lag } from "./lag.ts";
import type { FakeRepository } from "./repository.ts";
import { canSee, has, type Token } from "./tokens.ts";

const bodyShape = z.object({ query: z.string(), variables: z.record(z.string(), z.string()) });

/** GitHub cuts longer texts off (GitHub: GraphQL API > Blob, `isTruncated`). */
const MAX_TEXT = 512_000;

const FIELD = /(\w+): object\(expression: \$(\w+)\) \{ \.\.\. on (Tree|Blob) \{/g;

/** The id of a repository in GraphQL. */
const idOf = ({ fullName }: FakeRepository): string => `R_${fullName}`;

/** A repository, and what of it is not yet seen by everybody. */
export interface Hosted {
  readonly repository: FakeRepository;
  readonly lag: Lag;
}

/** Answers a GraphQL query for objects of a repository, or moves a branch of one. */
export function answerQuery(
  hosted: readonly Hosted[],
  token: Token | null,
  body: unknown,
): GitHubAnswer {
  const { query, variables } = bodyShape.parse(body);
  if (query.startsWith("mutation")) return updateRef(hosted, token, variables);
  const repositories = hosted.map(({ repository }) => repository);
  const fullName = `${variables["owner"]}/${variables["repo"]}`.toLowerCase();
  const found = repositories.find((one) => one.fullName.toLowerCase() === fullName);
  const isPublic = found?.visibility === "public";
  const need = { area: "contents", level: "read" } as const;
  const isSeen = found !== undefined && canSee(token, found.fullName, isPublic);
  if (!isSeen || !has(token, found.fullName, isPublic, need)) {
    const message = "Could not resolve to a Repository.";
    return ok({ data: { repository: null }, errors: [{ type: "NOT_FOUND", message }] });
  }
  const fields = [...query.matchAll(FIELD)].map(([, alias = "", variable = "", type]) => {
    const expression = variables[variable] ?? "";
    return [alias, type === "Tree" ? tree(found.git, expression) : blob(found.git, expression)];
  });
  return ok({ data: { repository: { id: idOf(found), ...Object.fromEntries(fields) } } });
}

/** `updateRefs` with one ref. GitHub answers a refusal with 200 and errors. */
function updateRef(
  hosted: readonly Hosted[],
  token: Token | null,
  { id, name = "", from = "", commit = "" }: Readonly<Record<string, string>>,
): GitHubAnswer {
  const refuse = (type: string, message: string) =>
    ok({ data: { updateRefs: null }, errors: [{ type, message, path: ["updateRefs"] }] });
  const { repository, lag } = hosted.find((one) => idOf(one.repository) === id) ?? {};
  if (repository === undefined || lag === undefined) {
    return refuse("NOT_FOUND", `Could not resolve to a node with the global id of '${id}'`);
  }
  const need = { area: "contents", level: "write" } as const;
  if (!has(token, repository.fullName, repository.visibility === "public", need)) {
    return refuse("FORBIDDEN", "Resource not accessible by personal access token");
  }
  const { git, protectedBranches } = repository;
  if (protectedBranches.has(name.slice("refs/heads/".length))) {
    return refuse("UNPROCESSABLE", "Repository rule violations found");
  }
  if (git.read(commit)?.type !== "commit" || !git.moveRef(name, commit, from)) {
    return refuse("UNPROCESSABLE", `A ref does not point to ${from}.`);
  }
  lag.moved(name, from);
  return ok({ data: { updateRefs: { clientMutationId: null } } });
}

function tree(git: GitRepository, expression: string): unknown {
  const object = git.read(expression);
  if (object?.type !== "tree") return {};
  return {
    entries: git.readTree(object.sha).map(({ path, mode, type, sha }) => ({
      name: path,
      mode: Number.parseInt(mode, 8),
      oid: sha,
      size: type === "blob" ? (git.read(sha)?.size ?? 0) : 0,
    })),
  };
}

function blob(git: GitRepository, expression: string): unknown {
  const object = git.read(expression);
  if (object?.type !== "blob") return null;
  const { sha, content } = object;
  const text = content.includes(0) ? null : content.toString().slice(0, MAX_TEXT);
  return { oid: sha, text, isTruncated: content.length > MAX_TEXT };
}
