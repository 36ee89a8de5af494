import { NotFoundError } from "../errors.ts";
import type { SnapshotStore } from "../model/snapshot-store.ts";
import type { WorkflowRepository } from "../model/workflow-repository.ts";
import { shellQuoted } from "../safe-text.ts";
import { BACKUP_WORKFLOW, otherRepository } from "../setup/repository-step.ts";
import { readSettings, SETTING } from "../setup/settings.ts";
import type { RepositoryState, SubjectRepository } from "./check-subject.ts";

/** A repository that makes backups, or in which there are some. */
export interface NamedRepository {
  /** `owner/name`. */
  readonly name: string;
  /** Default: the one that the store chooses. */
  readonly branch: string | undefined;
  readonly path: string | undefined;
  readonly user: string | undefined;
}

/** Opens repositories. */
export interface RepositoryOpener {
  /**
   * Throws `UsageError` `config/missing`, and `NotFoundError` for a repository that is not there.
   */
  open(name: string): Promise<OpenedRepository>;
  /** The page of a repository. Throws `UsageError` `config/missing`. */
  pageOf(name: string): string;
}

/** A repository as one token sees it. */
export interface OpenedRepository {
  readonly state: RepositoryState;
  workflows(): Promise<WorkflowRepository>;
  store(location: {
    readonly path?: string;
    readonly branch?: string;
    readonly ownRepository: boolean;
  }): Promise<StoreOnBranch>;
  tokenExpiresAt(): Date | null;
}

/** A store that is on a branch of a repository. */
export interface StoreOnBranch extends SnapshotStore {
  branch(): Promise<string>;
}

/** A repository, with the store that its snapshots are in. */
export interface RepositoryWithStore extends SubjectRepository {
  readonly store: () => Promise<StoreOnBranch>;
  /** That store, as the arguments of a command name it. */
  readonly source: () => Promise<string>;
}

/** Looks at a repository, and at the other one in which its workflow stores snapshots. */
export function lookAtRepository(
  { name, branch, path }: NamedRepository,
  { open, pageOf }: RepositoryOpener,
): RepositoryWithStore {
  const repository = cached(() => open(name));
  const workflows = cached(async () => (await repository()).workflows());
  const workflow = cached(async () => (await workflows()).workflow(BACKUP_WORKFLOW));
  const secretNames = cached(async () => (await workflows()).secretNames());
  const variables = cached(async () => (await workflows()).variables());
  const other = cached(async () => {
    if ((await workflow()) === null) return null;
    const stated = (await variables()).get(SETTING.repository)?.trim() || null;
    const found = otherRepository(stated, name);
    return found === null ? null : { name: found, opened: await openOther(found, open) };
  });
  return {
    name,
    url: () => pageOf(name),
    facts: async () => (await repository()).state,
    async other() {
      const found = await other();
      return found && { ...found.opened.state, name: found.name, url: pageOf(found.name) };
    },
    workflows,
    workflow,
    settings: cached(() => readSettings({ secretNames, variables })),
    tokenEndsAt: async () => (await repository()).tokenExpiresAt(),
    async source() {
      const found = await other();
      return `github:${found?.name ?? name}${branch === undefined ? "" : ` --branch ${shellQuoted(branch)}`}`;
    },
    store: cached(async () => {
      const found = await other();
      return (found?.opened ?? (await repository())).store({
        ownRepository: found === null && (await workflow()) !== null,
        ...(path !== undefined && { path }),
        ...(branch !== undefined && { branch }),
      });
    }),
  };
}

async function openOther(name: string, open: RepositoryOpener["open"]): Promise<OpenedRepository> {
  try {
    return await open(name);
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
    const { code, hint } = error;
    throw new NotFoundError(
      code,
      `The variable ${SETTING.repository} names ${name}, but that repository does not exist, or the token has no access to it.`,
      { cause: error, ...(hint !== undefined && { hint }) },
    );
  }
}

/** `look`, called once: every later call gives the same result, also when it is an error. */
export function cached<T>(look: () => Promise<T>): () => Promise<T> {
  let seen: Promise<T> | undefined;
  return () => {
    seen ??= look();
    return seen;
  };
}
