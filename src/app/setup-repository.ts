import { Disposables } from "../disposables.ts";
import { isPublic } from "../github/repository.ts";
import { webUrl } from "../github/web-pages.ts";
import { readMetadata } from "../history/walk-snapshots.ts";
import type { SnapshotStore } from "../model/snapshot-store.ts";
import type { Secret } from "../secret.ts";
import type { FoundSnapshots, GuideContext, SetupRepository } from "../setup/repository-step.ts";
import { type GitHubAccess, openRepository, type Repository } from "./repository.ts";
import type { World } from "./world.ts";

/** Opens repositories for the guide, each once per token, and closes them in the end. */
export interface GuideRepositoryOpener extends AsyncDisposable {
  readonly open: GuideContext["open"];
}

/**
 * Creates a {@link GuideRepositoryOpener} whose repositories are opened with `access` unless told
 * otherwise.
 */
export function createGuideRepositoryOpener(
  access: GitHubAccess,
  world: World,
): GuideRepositoryOpener {
  const opened = new Disposables();

  async function open(name: string, token: Secret | null): Promise<SetupRepository> {
    const used = token === null ? access : { ...access, token, tokenName: "your answer" };
    const repository = await openRepository(name, used, world);
    opened.use(repository);
    return toSetupRepository(repository, `${webUrl(access.apiUrl)}/${name}`);
  }

  return {
    open,
    [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
  };
}

async function toSetupRepository(repository: Repository, url: string): Promise<SetupRepository> {
  const { owner, repo, facts } = repository;
  return {
    name: `${owner}/${repo}`,
    url,
    isPublic: isPublic(facts),
    isArchived: facts.isArchived,
    workflows: await repository.workflows(),
    snapshots: async (whose) => findSnapshots(await openStore(repository, whose === "own")),
    checkWritable: async () => (await openStore(repository, false)).checkWritable(),
  };
}

/** The store in its present state: a store that was opened before shows its state at that time. */
function openStore(repository: Repository, ownRepository: boolean): Promise<SnapshotStore> {
  return repository.store({ ownRepository });
}

async function findSnapshots(store: SnapshotStore): Promise<FoundSnapshots> {
  const users = await store.users();
  let newest: FoundSnapshots["newest"] = null;
  for (const user of users) {
    const [ref] = (await store.list(user)).slice(-1);
    if (ref === undefined || (newest !== null && ref.name <= newest.name)) continue;
    const { metadata } = await readMetadata(store, ref);
    newest = { name: ref.name, isComplete: metadata?.status === "complete" };
  }
  return { users, newest };
}
