import { parseAddress } from "../app/history.ts";
import type { GitHubAccess, Repository } from "../app/repository.ts";
import type { SnapshotStore } from "../app/store.ts";
import { UsageError } from "../errors.ts";
import { Secret } from "../secret.ts";
import type { Output, Terminal } from "./io.ts";

/** An address such as `github:owner/repo/path/user/name`. */
export interface GitHubAddress {
  /** `owner/repo`. */
  readonly repository: string;
  /** The directory of the snapshots; `undefined`: the usual one. */
  readonly path: string | undefined;
  readonly user: string | undefined;
  readonly name: string | undefined;
}

const SNAPSHOT = /^(?:\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d(?:-\d+)?|latest)$/i;
const USER = /^[0-9a-f]{16}$/i;

/**
 * Understands `github:owner/repo`, with a path, a user and a snapshot behind it or not. `null` for
 * what does not begin with `github:`. Throws `UsageError` `usage/location`.
 */
export function parseGitHubAddress(source: string): GitHubAddress | null {
  if (!source.startsWith("github:")) return null;
  const [owner, repo, ...rest] = source.slice("github:".length).split("/").filter(Boolean);
  if (owner === undefined || repo === undefined) {
    throw new UsageError("usage/location", "The argument does not name a repository.", {
      hint: "Write it as github:owner/repo.",
    });
  }
  // Behind a user, it is a snapshot whatever it looks like.
  const isNamed = SNAPSHOT.test(rest.at(-1) ?? "") || USER.test(rest.at(-2) ?? "");
  const last = isNamed ? rest.pop() : undefined;
  const owned = USER.test(rest.at(-1) ?? "") ? rest.pop() : undefined;
  const { user, name } = parseAddress([owned, last].filter(Boolean).join("/"));
  return {
    repository: `${owner}/${repo}`,
    path: rest.length === 0 ? undefined : rest.join("/"),
    user,
    name,
  };
}

/** The token and address of GitHub from the environment. Throws `UsageError` `config/missing`. */
export function readGitHubAccess(env: Terminal["env"]): GitHubAccess {
  const token = env["GITHUB_TOKEN"]?.trim();
  if (!token) {
    throw new UsageError("config/missing", "GITHUB_TOKEN is not set.", {
      hint: "Set the environment variable GITHUB_TOKEN to a token for the repository. With the GitHub CLI: export GITHUB_TOKEN=$(gh auth token)",
    });
  }
  const apiUrl = env["GITHUB_API_URL"]?.trim();
  return {
    token: new Secret(token),
    tokenName: "GITHUB_TOKEN",
    ...(apiUrl ? { apiUrl } : {}),
  };
}

/** The branch that a person named, and the output that tells them which one was chosen if not. */
export interface BranchChoice {
  readonly branch: string | undefined;
  readonly output: Pick<Output, "note">;
}

/** The store in `repository` that an address names. */
export async function openStoreIn(
  repository: Repository,
  { path }: GitHubAddress,
  { branch, output }: BranchChoice,
): Promise<SnapshotStore> {
  const store = await repository.store({
    ownRepository: false,
    ...(path !== undefined && { path }),
    ...(branch !== undefined && { branch }),
  });
  if (branch === undefined) {
    output.note(`Using the branch ${await store.branch()} of ${store.location}.`);
  }
  return store;
}

/** The flag that names a branch. */
export const BRANCH = [
  "--branch <name>",
  "branch of the repository (default: backups or its default branch, whichever holds snapshots)",
] as const;
