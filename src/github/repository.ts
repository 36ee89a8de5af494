import type { GitHub } from "./client.ts";
import { badAnswer, type Need } from "./failures.ts";

const READ: Need = { area: "metadata", level: "read" };

/** A repository, in octokit's words. */
export interface RepositoryName {
  readonly owner: string;
  readonly repo: string;
}

export type Visibility = "public" | "private" | "internal" | "unknown";

/**
 * The facts about a repository. Permissions are left out: those that GitHub gives are of the person
 * behind the token, not the token, and for a workflow's own token always "none". `probeWrite`
 * tells.
 */
export interface RepositoryFacts {
  readonly visibility: Visibility;
  readonly defaultBranch: string;
  readonly hasIssues: boolean;
  /** Whether nothing in it can be changed. */
  readonly isArchived: boolean;
  /** The size of its git repository, in bytes; `null`: GitHub did not say. It may be hours old. */
  readonly bytes: number | null;
  /** Whether it was forked: a fork of a public repository is public, and stays so. */
  readonly isFork: boolean;
  /**
   * The page of the repository that it was forked from; `null`: of none, or of one that is not
   * seen.
   */
  readonly parentUrl: string | null;
}

/**
 * Reads the facts. Throws as `GitHub.call` does: `NotFoundError` `store/not-found` also for a
 * repository that the token may not see.
 */
export async function readRepository(github: GitHub, at: RepositoryName): Promise<RepositoryFacts> {
  const answer = await github.call(READ, (rest) => rest.repos.get({ ...at }));
  if (typeof answer.default_branch !== "string") throw badAnswer();
  return {
    visibility: visibilityOf(answer.visibility, answer.private),
    defaultBranch: answer.default_branch,
    hasIssues: answer.has_issues === true,
    isArchived: answer.archived === true,
    // GitHub gives it in kilobytes.
    bytes: typeof answer.size === "number" ? answer.size * 1024 : null,
    isFork: answer.fork === true,
    parentUrl: answer.parent?.html_url ?? null,
  };
}

function visibilityOf(visibility: unknown, isPrivate: unknown): Visibility {
  if (visibility === "public" || visibility === "private" || visibility === "internal") {
    return visibility;
  }
  if (typeof isPrivate !== "boolean") return "unknown";
  return isPrivate ? "private" : "public";
}

/** Whether the repository has to be taken for one that everybody can read. */
export function isPublic({ visibility }: Pick<RepositoryFacts, "visibility">): boolean {
  return visibility === "public" || visibility === "unknown";
}
