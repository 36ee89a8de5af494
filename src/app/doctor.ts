import { Disposables } from "../disposables.ts";
import type { SubjectIdentity, TriedLogin } from "../doctor/check-subject.ts";
import {
  createSubject,
  type DirectoryLocation,
  type KnownLogin,
  type RepositoryLocation,
} from "../doctor/create-subject.ts";
import { type Examined, examine } from "../doctor/doctor.ts";
import { cached, type RepositoryOpener } from "../doctor/repository.ts";
import { AppError } from "../errors.ts";
import { isPublic } from "../github/repository.ts";
import { webUrl } from "../github/web-pages.ts";
import type { KeptDirectory } from "../model/directory-cache.ts";
import type { Secret } from "../secret.ts";
import { BACKUP_SCOPES, type SpotifySettings } from "../spotify/index.ts";
import { readRecipients } from "./keys.ts";
import { createOwnerKeys, type OwnerKeyInputs } from "./owner-keys.ts";
import { type GitHubAccess, openRepository } from "./repository.ts";
import { connectSpotify, type Session } from "./session.ts";
import { openStates, readPause } from "./state.ts";
import type { World } from "./world.ts";

/** The parts of an installation that the doctor examines. Each function is called when needed. */
export interface DoctorRequest {
  /** The command that asks for it. */
  readonly again: string;
  /** The login of this machine. Throws `UsageError` `config/…`. */
  readonly login: () => Promise<DoctorLogin>;
  /** The recipients that a backup of this machine seals for; empty: none. Throws `UsageError`. */
  readonly recipients: () => Promise<readonly string[]>;
  /** The text of an identity file. Throws `UsageError`. */
  readonly identity: () => Promise<Secret | null>;
  /** Tells the owner's snapshots from others. Throws `UsageError`, `KeyError`. */
  readonly keyInputs: () => Promise<OwnerKeyInputs>;
  /** The directory in which runs leave states for later runs. */
  readonly states: KeptDirectory | null;
  /** The token for repositories. Throws `UsageError` `config/missing`. */
  readonly access: () => GitHubAccess;
  /** The location of the snapshots; `null`: only the login is examined. */
  readonly location: DirectoryLocation | RepositoryLocation | null;
}

/** A login, and how to use it. */
export interface DoctorLogin extends KnownLogin {
  readonly settings: SpotifySettings;
  /** Stores a refresh token that replaces its own. Absent: there is no place to store it. */
  readonly storeToken?: (token: Secret) => Promise<void>;
}

/**
 * Examines whether backups run, and will go on. Spotify is sent two requests, for a token and for
 * the profile, and none before the time at which it wants requests again. Throws only
 * `CancelledError`.
 */
export async function runDoctor(
  request: DoctorRequest,
  world: World,
): Promise<readonly Examined[]> {
  await using opened = new Disposables();
  const session = cached(async () => {
    const { settings, storeToken } = await request.login();
    return opened.use(
      connectSpotify(settings, world, {
        states: (owner) => openStates(owner, request.states, world),
        ...(storeToken && { storeToken }),
      }),
    );
  });
  const subject = createSubject({
    now: world.clock.now(),
    again: request.again,
    scopes: BACKUP_SCOPES,
    login: request.login,
    pausedUntil: async () => readPause((await session()).states, world),
    tryLogin: async () => tryLogin(await session()),
    recipients: request.recipients,
    parseRecipients: readRecipients,
    identity: request.identity,
    parseIdentity,
    checkOwnerKeyInputs: async () => void (await request.keyInputs()),
    async ownerKeys(keyIds) {
      const own = await request.keyInputs().catch(withoutOwnerKeyInputs);
      return createOwnerKeys({ ...own, keyIds: [...(own.keyIds ?? []), ...keyIds] }, world);
    },
    repositories: repositoriesOf(request, world, opened),
    location: request.location,
  });
  return await examine(subject);
}

/** Other checks say that a key, or its id, cannot be read. Fewer snapshots can be proved then. */
function withoutOwnerKeyInputs(error: unknown): OwnerKeyInputs {
  if (error instanceof AppError) return {};
  throw error;
}

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

async function parseIdentity(text: Secret): Promise<SubjectIdentity> {
  const { createOpener } = await import("../crypto/age.ts");
  const { parseIdentities } = await import("../crypto/identities.ts");
  const identities = await parseIdentities(text);
  const opener = createOpener(identities);
  return {
    recipients: identities.map(({ recipient }) => recipient),
    open: (sealed) => opener.open(sealed),
  };
}

function repositoriesOf(
  { access }: DoctorRequest,
  world: World,
  opened: Disposables,
): RepositoryOpener {
  return {
    async open(name) {
      const repository = opened.use(await openRepository(name, access(), world));
      const { facts, store, workflows, tokenExpiresAt } = repository;
      const { isArchived, bytes } = facts;
      const state = { isPublic: isPublic(facts), isArchived, bytes };
      return { state, store, workflows, tokenExpiresAt };
    },
    pageOf: (name) => `${webUrl(access().apiUrl)}/${name}`,
  };
}
