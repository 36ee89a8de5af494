import { type Examined, examine } from "../doctor/doctor.ts";
import { examineSnapshots } from "../doctor/snapshot-checks.ts";
import type {
  CheckSubject,
  LoginEnd,
  SubjectKeys,
  SubjectLogin,
  SubjectSnapshots,
  TriedLogin,
} from "../doctor/subject.ts";
import { AppError, UsageError } from "../errors.ts";
import type { Selection } from "../history/list.ts";
import type { Trust } from "../history/trust.ts";
import type { SnapshotStore } from "../model/snapshot-store.ts";
import { shellQuoted } from "../plain.ts";
import { loginExpiry } from "../report/expiry.ts";
import type { Secret } from "../secret.ts";
import { readDay } from "../setup/answers.ts";
import { BACKUP_WORKFLOW } from "../setup/repository-step.ts";
import { parseRecordedKeyIds, SETTING } from "../setup/settings.ts";
import { userName } from "../snapshot/names.ts";
import { BACKUP_SCOPES, type SpotifySettings } from "../spotify/index.ts";
import {
  type AdmittedRepository,
  admitRepository,
  type DoctorRepository,
} from "./doctor-repository.ts";
import { readRecipients } from "./keys.ts";
import { once } from "./once.ts";
import { connectSpotify, type Session } from "./session.ts";
import { type KeptDirectory, openStates, readPause } from "./state.ts";
import { createTrust, type Proofs } from "./trust.ts";
import type { World } from "./world.ts";

/** What `tracksafe doctor` is to look at. Each function is called when its result is needed. */
export interface DoctorRequest {
  /** The command that asks for it. */
  readonly again: string;
  /** The login of this machine. Throws `UsageError` `config/…`. */
  readonly login: () => Promise<DoctorLogin>;
  /** Whom a backup of this machine seals for; empty: nobody. Throws `UsageError`. */
  readonly recipients: () => Promise<readonly string[]>;
  /** The text of an identity file. Throws `UsageError`. */
  readonly identity: () => Promise<Secret | null>;
  /** What tells the owner's snapshots from others. Throws `UsageError`, `KeyError`. */
  readonly proofs: () => Promise<Proofs>;
  /** Where runs leave state for later ones. */
  readonly states: KeptDirectory | null;
  /** Where the snapshots are; `null`: only the login is looked at. */
  readonly place: DoctorDirectory | DoctorRepository | null;
}

/** A login, and what is known of it without asking anybody. */
export interface DoctorLogin {
  readonly settings: SpotifySettings;
  /** Keeps a token that replaces its own; absent: nothing can. */
  readonly storeToken?: (token: Secret) => Promise<void>;
  /** Where it is from, in words. */
  readonly from: string;
  /** When it was made, and what says so. */
  readonly made: { readonly at: Date; readonly knownFrom: string } | null;
}

/** Snapshots in a directory. */
export interface DoctorDirectory {
  readonly kind: "directory";
  /** As the person named it. */
  readonly path: string;
  readonly open: () => Promise<{ readonly store: SnapshotStore; readonly selection: Selection }>;
}

/**
 * Looks whether backups run, and will; see `examine` of `setup/doctor.ts`. Spotify is sent two
 * requests, for a token and for the profile, and none while it wants a pause.
 */
export async function runDoctor(
  request: DoctorRequest,
  world: World,
): Promise<readonly Examined[]> {
  await using open = new AsyncDisposableStack();
  return await examine(admit(request, world, open));
}

/** The subject; `open` closes what was opened for it. */
function admit(request: DoctorRequest, world: World, open: AsyncDisposableStack): CheckSubject {
  const repository = request.place?.kind === "repository" ? request.place : null;
  const hosting = repository && admitRepository(repository, world, open);
  const login = once(request.login);
  const session = once(async () => {
    const { settings, storeToken } = await login();
    return open.use(
      connectSpotify(settings, world, {
        states: (owner) => openStates(owner, request.states, world),
        ...(storeToken && { storeToken }),
      }),
    );
  });
  const pausedUntil = once(async () => readPause((await session()).states, world));
  const tried = once(async () => {
    return (await pausedUntil()) === null ? tryLogin(await session()) : null;
  });
  const isUnattended = once(async () => {
    // What cannot be seen is not held against the login here.
    return hosting !== null && (await hosting.workflow().catch(() => "unseen")) !== null;
  });
  const proofs = once(request.proofs);
  const trust = once(async () => {
    // Checks of their own say that a key, or its id, cannot be read. Less can be proved then.
    const own = await proofs().catch((error: unknown): Proofs => {
      if (error instanceof AppError) return {};
      throw error;
    });
    const keyIds = [...(own.keyIds ?? []), ...(hosting === null ? [] : await readKeyIds(hosting))];
    return createTrust({ ...own, keyIds }, world);
  });
  const place = admitPlace(request, { hosting, tried, isUnattended, proofs, trust });
  return {
    now: world.clock.now(),
    again: request.again,
    isUnattended,
    login: {
      settings: async () => (await login()).from,
      tried,
      pausedUntil,
      end: once(async () =>
        findEnd({ login, place, hosting: (await isUnattended()) ? hosting : null }, world),
      ),
      scopes: BACKUP_SCOPES,
    },
    keys: admitKeys(request, async () => ((await isUnattended()) ? hosting : null)),
    place,
    hosting,
  };
}

/** Asks for a token and for the profile. */
async function tryLogin(session: Session): Promise<TriedLogin> {
  const { provider } = session;
  return {
    provider: provider.name,
    account: await provider.account(),
    scopes: session.scopes(),
    isLost: session.isLoginLost(),
    requests: provider.requests(),
  };
}

interface PlaceDeps extends Pick<CheckSubject, "isUnattended">, Pick<SubjectLogin, "tried"> {
  readonly hosting: AdmittedRepository | null;
  readonly proofs: () => Promise<Proofs>;
  readonly trust: () => Promise<Trust>;
}

function admitPlace(
  { place }: DoctorRequest,
  { hosting, tried, isUnattended, proofs, trust }: PlaceDeps,
): SubjectSnapshots | null {
  if (place === null) return null;
  const isHosted = place.kind === "repository";
  const opened = once(async () => {
    if (!isHosted) return place.open();
    if (hosting === null) throw new TypeError("a repository was not admitted");
    const selection = place.user === undefined ? {} : { user: place.user };
    return { store: await hosting.store(), selection };
  });
  const examined = once(async () => {
    const { store, selection } = await opened();
    const users = await store.users();
    const login = await tried().catch(() => null);
    const ids = login === null ? [] : [login.account.id, ...login.account.aliases];
    const names = ids.map((id) => userName(login?.provider ?? "", id));
    const own = users.filter((user) =>
      selection.user ? user === selection.user : names.includes(user),
    );
    const whose = own.length > 0 || selection.user ? own : users;
    return examineSnapshots(store, whose, await trust());
  });
  return {
    async backUp() {
      if (!isHosted) return `tracksafe backup --out ${shellQuoted(await root(opened, place.path))}`;
      return (await isUnattended())
        ? `gh workflow run ${BACKUP_WORKFLOW} --repo ${place.name}`
        : `tracksafe backup --to github:${place.name}`;
    },
    async verify() {
      return `tracksafe verify ${isHosted ? await hosting?.source() : shellQuoted(place.path)}`;
    },
    store: async () => (await opened()).store,
    newest: async () => (await examined()).newest,
    async foreign() {
      await proofs().catch((error: unknown) => {
        if (error instanceof UsageError && error.code === "usage/key-id") throw error;
      });
      return (await examined()).foreign;
    },
  };
}

/** The pin of a workflow is in its settings; a token that may not read them knows less. */
async function readKeyIds(hosting: AdmittedRepository): Promise<readonly string[]> {
  try {
    return parseRecordedKeyIds((await hosting.settings()).value(SETTING.keyId));
  } catch (error) {
    if (error instanceof AppError) return [];
    throw error;
  }
}

/** Where the next snapshot goes: what was named may be one account's directory there. */
function root(
  opened: () => Promise<{ readonly store: SnapshotStore }>,
  named: string,
): Promise<string> {
  return opened().then(
    ({ store }) => store.location,
    () => named,
  );
}

function admitKeys(
  { recipients, identity }: DoctorRequest,
  workflow: () => Promise<AdmittedRepository | null>,
): SubjectKeys {
  return {
    recipients: once(async () => {
      const hosting = await workflow();
      if (hosting === null) {
        const list = await recipients();
        return list.length === 0 ? null : { list, from: SETTING.recipients };
      }
      // What is set on this machine is not what the workflow seals for.
      const text = (await hosting.settings()).value(SETTING.recipients);
      if (!text) return null;
      const from = `the variable ${SETTING.recipients}`;
      return { list: await readRecipients(text, from), from };
    }),
    identity: once(async () => {
      const text = await identity();
      if (text === null) return null;
      const { createOpener } = await import("../crypto/age.ts");
      const { parseIdentities } = await import("../crypto/identities.ts");
      const identities = await parseIdentities(text);
      const opener = createOpener(identities);
      return {
        recipients: identities.map(({ recipient }) => recipient),
        open: (sealed) => opener.open(sealed),
      };
    }),
  };
}

/** What says when the login was made that is used there: who knows best comes first. */
async function findEnd(
  {
    login,
    hosting,
    place,
  }: {
    readonly login: DoctorRequest["login"];
    readonly hosting: AdmittedRepository | null;
    readonly place: SubjectSnapshots | null;
  },
  { clock }: World,
): Promise<LoginEnd | null> {
  const endOf = (since: Date, knownFrom: string): LoginEnd => ({
    ...loginExpiry(since, clock.now()),
    knownFrom,
  });
  if (hosting === null) {
    const made = (await login().catch(() => null))?.made ?? null;
    if (made !== null) return endOf(made.at, made.knownFrom);
  } else {
    const at = await readAuthorizedAt(hosting).catch(() => null);
    if (at !== null) return endOf(at, `the variable ${SETTING.authorizedAt}`);
  }
  const newest = await place?.newest().catch(() => null);
  const seen = newest?.last.metadata.login?.firstSeenAt;
  if (seen === undefined) return null;
  return endOf(new Date(seen), "the newest snapshot, which says since when the login is in use");
}

/** The workflow prefers a secret of that name, which nobody can read, to the variable. */
async function readAuthorizedAt(hosting: AdmittedRepository): Promise<Date | null> {
  const settings = await hosting.settings();
  if (settings.isSecret(SETTING.authorizedAt)) return null;
  return readDay(settings.value(SETTING.authorizedAt) ?? "");
}
