import { z } from "zod";
import { type GitHubAnswer, ok } from "./answer.ts";
import type { GitRepository } from "./git.ts";
import type { FakeRepository } from "./repository.ts";
import { canSee, has, type Token } from "./tokens.ts";

const bodyShape = z.object({ query: z.string(), variables: z.record(z.string(), z.string()) });

/** GitHub cuts longer texts off (GitHub: GraphQL API > Blob, `isTruncated`). */
const MAX_TEXT = 512_000;

const FIELD = /(\w+): object\(expression: \$(\w+)\) \{ \.\.\. on (Tree|Blob) \{/g;

/** Answers a GraphQL query for objects of a repository; it knows trees and blobs. */
export function answerQuery(
  repositories: readonly FakeRepository[],
  token: Token | null,
  body: unknown,
): GitHubAnswer {
  const { query, variables } = bodyShape.parse(body);
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
  return ok({ data: { repository: Object.fromEntries(fields) } });
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
