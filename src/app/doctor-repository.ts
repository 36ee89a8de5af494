import type { RepositoryState, SubjectRepository } from "../doctor/subject.ts";
import { NotFoundError } from "../errors.ts";
import { webUrl } from "../github/pages.ts";
import { isPublic, type RepositoryFacts } from "../github/repository.ts";
import type { SnapshotStore } from "../model/snapshot-store.ts";
import { BACKUP_WORKFLOW, otherRepository } from "../setup/repository-step.ts";
import { readSettings, SETTING } from "../setup/settings.ts";
import { OWN_BRANCH } from "../store/names.ts";
import { once } from "./once.ts";
import { type GitHubAccess, openRepository, type Repository } from "./repository.ts";
import type { World } from "./world.ts";

/** A repository that makes backups, or in which there are some. */
export interface DoctorRepository {
  readonly kind: "repository";
  /** `owner/name`. */
  readonly name: string;
  /** Throws `UsageError` `config/missing`. */
  readonly access: () => GitHubAccess;
  /** Default: where the workflow of this repository puts them, or its default branch. */
  readonly branch: string | undefined;
  readonly path: string | undefined;
  readonly user: string | undefined;
}

/** A repository, with the store that its snapshots are in. */
export interface AdmittedRepository extends SubjectRepository {
  readonly store: () => Promise<SnapshotStore>;
  /** That store, as the arguments of a command name it. */
  readonly source: () => Promise<string>;
}

/** Looks at a repository; `open` closes what was opened for it. */
export function admitRepository(
  { name, access, branch, path }: DoctorRepository,
  world: World,
  open: AsyncDisposableStack,
): AdmittedRepository {
  const openNamed = async (wanted: string): Promise<Repository> => {
    const opened = await openRepository(wanted, access(), world);
    return open.use(opened);
  };
  const openOther = (wanted: string) =>
    openNamed(wanted).catch((error: unknown) => {
      if (!(error instanceof NotFoundError)) throw error;
      const { code, hint } = error;
      throw new NotFoundError(
        code,
        `The variable ${SETTING.repository} names ${wanted}, which is not there, or which the token may not see.`,
        { cause: error, ...(hint !== undefined && { hint }) },
      );
    });
  const pageOf = (wanted: string) => `${webUrl(access().apiUrl)}/${wanted}`;
  const repository = once(() => openNamed(name));
  const hosting = once(async () => (await repository()).hosting());
  const workflow = once(async () => (await hosting()).workflow(BACKUP_WORKFLOW));
  const secretNames = once(async () => (await hosting()).secretNames());
  const variables = once(async () => (await hosting()).variables());
  const other = once(async () => {
    if ((await workflow()) === null) return null;
    const stated = (await variables()).get(SETTING.repository)?.trim() || null;
    const found = otherRepository(stated, name);
    return found === null ? null : { name: found, opened: await openOther(found) };
  });
  return {
    name,
    url: () => pageOf(name),
    facts: async () => stateOf((await repository()).facts),
    async other() {
      const found = await other();
      return found && { ...stateOf(found.opened.facts), name: found.name, url: pageOf(found.name) };
    },
    hosting,
    workflow,
    settings: once(() => readSettings({ secretNames, variables })),
    tokenEndsAt: async () => (await repository()).tokenExpiresAt(),
    async source() {
      const found = await other();
      const usual = found === null && (await workflow()) !== null ? OWN_BRANCH : undefined;
      const flag = branch ?? usual;
      return `github:${found?.name ?? name}${flag === undefined ? "" : ` --branch ${flag}`}`;
    },
    store: once(async () => {
      const found = await other();
      return (found?.opened ?? (await repository())).store({
        ownRepository: found === null && (await workflow()) !== null,
        ...(path === undefined ? {} : { path }),
        ...(branch === undefined ? {} : { branch }),
      });
    }),
  };
}

function stateOf(facts: RepositoryFacts): RepositoryState {
  return { isPublic: isPublic(facts), isArchived: facts.isArchived };
}
