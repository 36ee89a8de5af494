import { webUrl } from "../github/pages.ts";
import { isPublic } from "../github/repository.ts";
import { readMetadata } from "../history/walk.ts";
import type { SnapshotStore } from "../model/snapshot-store.ts";
import type { Secret } from "../secret.ts";
import type { GuideContext, Kept, Place } from "../setup/repository-step.ts";
import { type GitHubAccess, openRepository, type Repository } from "./repository.ts";
import type { World } from "./world.ts";

/** Opens repositories for the guide, each once per token, and closes them in the end. */
export interface PlaceOpener extends AsyncDisposable {
  readonly open: GuideContext["open"];
}

/** Creates a {@link PlaceOpener} whose repositories are opened with `access` unless told otherwise. */
export function createPlaceOpener(access: GitHubAccess, world: World): PlaceOpener {
  const opened = new AsyncDisposableStack();

  async function open(name: string, token: Secret | null): Promise<Place> {
    const used = token === null ? access : { ...access, token, tokenName: "your answer" };
    const repository = await openRepository(name, used, world);
    opened.use(repository);
    return toPlace(repository, `${webUrl(access.apiUrl)}/${name}`);
  }

  return {
    open,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

async function toPlace(repository: Repository, url: string): Promise<Place> {
  const { owner, repo, facts } = repository;
  return {
    name: `${owner}/${repo}`,
    url,
    isPublic: isPublic(facts),
    isArchived: facts.isArchived,
    hosting: await repository.hosting(),
    snapshots: async (whose) => readKept(await openStore(repository, whose === "own")),
    checkWritable: async () => (await openStore(repository, false)).checkWritable(),
  };
}

/** The store as it is now: one that was opened before shows what there was then. */
function openStore(repository: Repository, ownRepository: boolean): Promise<SnapshotStore> {
  return repository.store({ ownRepository });
}

async function readKept(store: SnapshotStore): Promise<Kept> {
  const users = await store.users();
  let newest: Kept["newest"] = null;
  for (const user of users) {
    const [ref] = (await store.list(user)).slice(-1);
    if (ref === undefined || (newest !== null && ref.name <= newest.name)) continue;
    const { metadata } = await readMetadata(store, ref);
    newest = { name: ref.name, isComplete: metadata?.status === "complete" };
  }
  return { users, newest };
}
