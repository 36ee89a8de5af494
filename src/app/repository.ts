import type { SavingDeps } from "../disk/saved-directories.ts";
import { Disposables } from "../disposables.ts";
import { UsageError } from "../errors.ts";
import type { GitHubOptions } from "../github/client.ts";
import type { MarkedIssue } from "../github/issues.ts";
import type { RepositoryFacts } from "../github/repository.ts";
import type { DirectoryCache } from "../model/directory-cache.ts";
import type { WorkflowRepository } from "../model/workflow-repository.ts";
import type { Secret } from "../secret.ts";
import type { GitHubStore } from "../store/github/store.ts";
import { VERSION } from "../version.ts";
import type { World } from "./world.ts";

export type { SavingDeps } from "../disk/saved-directories.ts";
export { isPublic } from "../github/repository.ts";
export { newRepositoryPage, tokenPage, webUrl } from "../github/web-pages.ts";

/** A token for GitHub, and where its API is. */
export interface GitHubAccess {
  readonly token: Secret;
  /**
   * The name of the setting that a person puts the token in, for messages: `token`, `GITHUB_TOKEN`.
   */
  readonly tokenName: string;
  /** Default `https://api.github.com`. Https, or http on loopback. */
  readonly apiUrl?: string;
}

/** A repository on GitHub as one token sees it. */
export interface Repository extends AsyncDisposable {
  readonly owner: string;
  readonly repo: string;
  readonly facts: RepositoryFacts;
  /** The store in it; see `createGitHubStore`. */
  store(options: StoreLocation): Promise<GitHubStore>;
  /**
   * Keeps directories of small files beside the snapshots of the store in the same place. A run
   * that is told to end still gets to do it.
   */
  savedDirectories(
    options: StoreLocation,
    deps: Pick<SavingDeps, "onUnsaved">,
  ): Promise<DirectoryCache>;
  /** Its one issue that bears `mark`. */
  issue(mark: string): Promise<MarkedIssue>;
  /** Its settings and workflows. */
  workflows(): Promise<WorkflowRepository>;
  /** The number of requests that were sent with the token so far. */
  requests(): number;
  /** When the token ends; `null` when it does not, or does not say. */
  tokenExpiresAt(): Date | null;
}

/** The branch and the directory of the snapshots in a repository. */
export interface StoreLocation {
  readonly path?: string;
  /** Default: the one that `chooseBranch` chooses. */
  readonly branch?: string;
  /** Whether it is the repository that runs the workflow. */
  readonly ownRepository: boolean;
}

/**
 * Looks at the repository called `name` (`owner/repo`).
 *
 * Throws `UsageError` `config/repository`, and as `readRepository` does.
 *
 * @example
 * ```ts
 * const access = { token: new Secret("github_pat_…"), tokenName: "GITHUB_TOKEN" };
 * await using repository = await openRepository("owner/backups", access, world);
 * const store = await repository.store({ ownRepository: false });
 * ```
 */
export async function openRepository(
  name: string,
  access: GitHubAccess,
  world: World,
): Promise<Repository> {
  const [, owner, repo] = /^([\w.-]+)\/([\w.-]+)$/.exec(name) ?? [];
  if (owner === undefined || repo === undefined) {
    throw new UsageError("config/repository", "The repository is not given as owner/name.", {
      hint: "Give the repository as owner/name, as in its address.",
    });
  }
  world.onSecret(access.token);
  const { createGitHub } = await import("../github/client.ts");
  const { readRepository } = await import("../github/repository.ts");
  const { createFetch } = await import("../http/fetch.ts");
  await using opened = new Disposables();
  const { fetch } = opened.use(createFetch());
  const { clock, log, signal } = world;
  const options: GitHubOptions = {
    apiUrl: "https://api.github.com",
    ...access,
    fetch,
    clock,
    log,
    userAgent: `tracksafe/${VERSION}`,
  };
  const github = createGitHub({ ...options, ...(signal === undefined ? {} : { signal }) });
  const facts = await readRepository(github, { owner, repo });
  const held = opened.move();
  return {
    owner,
    repo,
    facts,
    async store(location) {
      const { createGitHubStore } = await import("../store/github/store.ts");
      return createGitHubStore({ github, owner, repo, ...location });
    },
    async savedDirectories(location, { onUnsaved }) {
      const { createSavedDirectories } = await import("../disk/saved-directories.ts");
      const { createKeptFiles } = await import("../store/github/kept-files.ts");
      const unending = createGitHub(options);
      const files = createKeptFiles({ github: unending, at: { owner, repo }, ...location });
      return createSavedDirectories(files, { log, ...(onUnsaved && { onUnsaved }) });
    },
    async issue(mark) {
      const { createMarkedIssue } = await import("../github/issues.ts");
      return createMarkedIssue(github, { owner, repo }, mark);
    },
    async workflows() {
      const { createWorkflowRepository } = await import("../github/workflow-repository.ts");
      return createWorkflowRepository(github, { owner, repo, defaultBranch: facts.defaultBranch });
    },
    requests: () => github.requests(),
    tokenExpiresAt: () => github.tokenExpiresAt(),
    [Symbol.asyncDispose]: () => held[Symbol.asyncDispose](),
  };
}
