import { AppError, UsageError } from "../errors.ts";
import type { SnapshotSelection } from "../history/address.ts";
import type { OwnerKeys } from "../history/owner-keys.ts";
import type { SnapshotStore } from "../model/snapshot-store.ts";
import { shellQuoted } from "../safe-text.ts";
import type { Secret } from "../secret.ts";
import { BACKUP_WORKFLOW } from "../setup/repository-step.ts";
import { parseRecordedKeyIds, SETTING } from "../setup/settings.ts";
import { userName } from "../snapshot/names.ts";
import type {
  CheckSubject,
  SubjectIdentity,
  SubjectKeys,
  SubjectLogin,
  SubjectSnapshots,
  TriedLogin,
} from "./check-subject.ts";
import { findLoginEnd } from "./find-login-end.ts";
import {
  cached,
  lookAtRepository,
  type NamedRepository,
  type RepositoryOpener,
  type RepositoryWithStore,
} from "./repository.ts";
import { examineSnapshots } from "./snapshot-checks.ts";

/** The parts that a subject is made of. Each function is called when its result is needed. */
export interface SubjectParts {
  readonly now: Date;
  /** The command that asks for it. */
  readonly again: string;
  /** The scopes that a backup needs. */
  readonly scopes: readonly string[];
  /** The login of this machine. Throws `UsageError` `config/…`. */
  readonly login: () => Promise<KnownLogin>;
  /** When the provider can be asked again; `null`: at once. */
  readonly pausedUntil: () => Promise<Date | null>;
  /** Sends requests with the login. */
  readonly tryLogin: () => Promise<TriedLogin>;
  /** The recipients that a backup of this machine seals for; empty: none. Throws `UsageError`. */
  readonly recipients: () => Promise<readonly string[]>;
  /** The recipients in the text of the setting `from`. Throws `UsageError`. */
  readonly parseRecipients: (text: string, from: string) => Promise<readonly string[]>;
  /** The text of an identity file. Throws `UsageError`. */
  readonly identity: () => Promise<Secret | null>;
  readonly parseIdentity: (text: Secret) => Promise<SubjectIdentity>;
  /** Finds a mistake in what tells the owner's snapshots from others. Throws `AppError`. */
  readonly checkOwnerKeyInputs: () => Promise<void>;
  /** Makes the keys of the owner; `keyIds` are recorded in the settings of the repository. */
  readonly ownerKeys: (keyIds: readonly string[]) => Promise<OwnerKeys>;
  readonly repositories: RepositoryOpener;
  /** The location of the snapshots; `null`: only the login is examined. */
  readonly location: DirectoryLocation | RepositoryLocation | null;
}

/** A login, as far as it is known without a request. */
export interface KnownLogin {
  /** The origin of the login, in words. */
  readonly from: string;
  /** The time when it was made, and the record of that time. */
  readonly made: { readonly at: Date; readonly knownFrom: string } | null;
}

/** Snapshots in a directory. */
export interface DirectoryLocation {
  readonly kind: "directory";
  /** As the person named it. */
  readonly path: string;
  readonly open: () => Promise<{
    readonly store: SnapshotStore;
    readonly selection: SnapshotSelection;
  }>;
}

/** Snapshots in a repository. */
export interface RepositoryLocation extends NamedRepository {
  readonly kind: "repository";
}

/** Makes a subject of its parts: each part is looked at once, when a check first needs it. */
export function createSubject(parts: SubjectParts): CheckSubject {
  const { now, again, scopes, location } = parts;
  const repository =
    location?.kind === "repository" ? lookAtRepository(location, parts.repositories) : null;
  const login = cached(parts.login);
  const pausedUntil = cached(parts.pausedUntil);
  const tried = cached(async () => ((await pausedUntil()) === null ? parts.tryLogin() : null));
  const isUnattended = cached(async () => {
    // A workflow that cannot be seen is not held against the login of this machine.
    return repository !== null && (await repository.workflow().catch(() => "unseen")) !== null;
  });
  const workflowRepository = async () => ((await isUnattended()) ? repository : null);
  const snapshots = subjectSnapshots(parts, { repository, tried, isUnattended });
  return {
    now,
    again,
    isUnattended,
    login: {
      settings: async () => (await login()).from,
      tried,
      pausedUntil,
      end: cached(async () =>
        findLoginEnd({ login, snapshots, repository: await workflowRepository() }, now),
      ),
      scopes,
    },
    keys: subjectKeys(parts, workflowRepository),
    snapshots,
    repository,
  };
}

interface SnapshotDeps extends Pick<CheckSubject, "isUnattended">, Pick<SubjectLogin, "tried"> {
  readonly repository: RepositoryWithStore | null;
}

function subjectSnapshots(
  { location, checkOwnerKeyInputs, ownerKeys }: SubjectParts,
  { repository, tried, isUnattended }: SnapshotDeps,
): SubjectSnapshots | null {
  if (location === null) return null;
  const opened = cached(async () => {
    if (location.kind === "directory") return location.open();
    if (repository === null) throw new TypeError("the repository could not be opened");
    const { user } = location;
    const selection = user === undefined ? {} : { user };
    return { store: await repository.store(), selection };
  });
  const examined = cached(async () => {
    const { store, selection } = await opened();
    const users = await store.users();
    const login = await tried().catch(() => null);
    const ids = login === null ? [] : [login.account.id, ...login.account.aliases];
    const names = ids.map((id) => userName(login?.provider ?? "", id));
    const own = users.filter((user) =>
      selection.user ? user === selection.user : names.includes(user),
    );
    const whose = own.length > 0 || selection.user ? own : users;
    const keyIds = repository === null ? [] : await readKeyIds(repository);
    return examineSnapshots(store, whose, await ownerKeys(keyIds));
  });
  const source = async () =>
    location.kind === "directory" ? shellQuoted(location.path) : await repository?.source();
  return {
    async backUp() {
      if (location.kind === "directory") {
        // The person may have named the directory of one account in it.
        const root = await opened().then(
          ({ store }) => store.location,
          () => location.path,
        );
        return `tracksafe backup --out ${shellQuoted(root)}`;
      }
      return (await isUnattended())
        ? `gh workflow run ${BACKUP_WORKFLOW} --repo ${location.name}`
        : `tracksafe backup --to github:${location.name}`;
    },
    verify: async () => `tracksafe verify ${await source()}`,
    list: async () => `tracksafe list ${await source()}`,
    prune: async () => `tracksafe prune ${await source()}`,
    store: async () => (await opened()).store,
    async place() {
      const { location } = (await opened()).store;
      if (repository === null) return location;
      return `The branch ${await (await repository.store()).branch()} of ${location}`;
    },
    newest: async () => (await examined()).newest,
    all: async () => (await examined()).all,
    async foreign() {
      await checkOwnerKeyInputs().catch((error: unknown) => {
        if (error instanceof UsageError && error.code === "usage/key-id") throw error;
      });
      return (await examined()).foreign;
    },
  };
}

/** The key ids on record for a workflow. A token that may not read its settings knows none. */
async function readKeyIds({ settings }: RepositoryWithStore): Promise<readonly string[]> {
  try {
    return parseRecordedKeyIds((await settings()).value(SETTING.keyId));
  } catch (error) {
    if (error instanceof AppError) return [];
    throw error;
  }
}

function subjectKeys(
  { recipients, parseRecipients, identity, parseIdentity }: SubjectParts,
  workflowRepository: () => Promise<RepositoryWithStore | null>,
): SubjectKeys {
  return {
    recipients: cached(async () => {
      const repository = await workflowRepository();
      if (repository === null) {
        const list = await recipients();
        return list.length === 0 ? null : { list, from: SETTING.recipients };
      }
      // The workflow does not seal for the recipients that are set on this machine.
      const text = (await repository.settings()).value(SETTING.recipients);
      if (!text) return null;
      const from = `the variable ${SETTING.recipients}`;
      return { list: await parseRecipients(text, from), from };
    }),
    identity: cached(async () => {
      const text = await identity();
      return text && (await parseIdentity(text));
    }),
  };
}
