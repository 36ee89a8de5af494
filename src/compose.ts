import { runBackup } from "./backup/backup.ts";
import type { BackupResult, Progress, Sealing } from "./backup/run.ts";
import type { KeptDeps } from "./compose/kept-directories.ts";
import { createKeptLogin, type LoginKeeping } from "./compose/kept-login.ts";
import { type DirectoryCache, readPause, rememberPause, type States } from "./compose/state.ts";
import type { World } from "./compose/world.ts";
import { UsageError } from "./errors.ts";
import type { GitHubOptions } from "./github/client.ts";
import type { MarkedIssue } from "./github/issues.ts";
import type { RepositoryFacts } from "./github/repository.ts";
import { createHttpClient } from "./http/client.ts";
import { createFetch } from "./http/transport.ts";
import type { MusicProvider } from "./model/provider.ts";
import { KINDS, type Kind } from "./model/records.ts";
import type { MusicWriter } from "./model/writer.ts";
import type { Secret } from "./secret.ts";
import type { Hosting } from "./setup/hosting.ts";
import { createSpotify, isQuotaExhausted, type SpotifySettings } from "./spotify/index.ts";
import { createDirectoryStore } from "./store/directory.ts";
import type { SnapshotStore } from "./store/store.ts";
import { VERSION } from "./version.ts";

export type { World };

/** A login to one account of a provider. */
export interface Session {
  readonly provider: MusicProvider;
  /** Writes to the account; a login that may only read is refused at the first write. */
  readonly writer: MusicWriter;
  /** What tells this login from another one of the same account. */
  readonly login: Secret;
  /** The same of what the login was replaced by, as far as that was kept; else `login`. */
  keptLogin(): Secret;
  /** What the login may do; `null` before its first use, or when the provider did not say. */
  scopes(): readonly string[] | null;
  /** What the content key of sealed snapshots is derived from; `null` for a login without one. */
  readonly keySource: Secret | null;
  /** Whether the provider replaced the login by one that nobody has kept. */
  isLoginLost(): boolean;
  /** Until when the provider wants no more requests; `null`: it never said so. */
  pausedUntil(): Date | null;
  /** Closes its connections. */
  close(): Promise<void>;
}

/** What a backup needs of a session. */
export type ReadingSession = Omit<Session, "writer" | "scopes" | "close">;

/** What a session can do besides. */
export interface SessionOptions extends LoginKeeping {
  /** After this it sends nothing any more, so that a run is over before it is ended. */
  readonly endAt?: Date;
  /** How long it waits in all where Spotify wants fewer requests. Default: ten minutes. */
  readonly maxWaitMs?: number;
}

/**
 * A session with Spotify. Nothing is sent before it is used, so a dead login shows then.
 *
 * Throws `UsageError` `config/…` for settings that cannot be right.
 */
export function connectSpotify(
  settings: SpotifySettings,
  world: World,
  { endAt, maxWaitMs, ...keeping }: SessionOptions = {},
): Session {
  const http = createHttpClient({
    clock: world.clock,
    log: world.log,
    userAgent: `tracksafe/${VERSION}`,
    isQuotaExhausted,
    ...(endAt && { endAt }),
    ...(maxWaitMs !== undefined && { maxTotalWaitMs: maxWaitMs }),
    ...(world.signal === undefined ? {} : { signal: world.signal }),
  });
  const login = createKeptLogin(settings.refreshToken, keeping);
  const { provider, writer, scopes, pausedUntil } = createSpotify({
    settings,
    http,
    log: world.log,
    onSecret: world.onSecret,
    onRefreshToken: login.replace,
  });
  return {
    provider,
    writer,
    scopes,
    login: settings.refreshToken,
    keptLogin: login.current,
    keySource: settings.clientSecret ?? null,
    isLoginLost: login.isLost,
    pausedUntil,
    close: () => http.close(),
  };
}

/**
 * The store in the directory `path`, which need not exist yet.
 *
 * Throws `UsageError` `usage/location` for a place that cannot be meant.
 */
export function openStore(path: string, world: World): SnapshotStore {
  if (path.trim() === "" || path.includes("\0")) {
    throw new UsageError("usage/location", "The place for the snapshots is empty.", {
      hint: "Name a directory, such as ./backups.",
    });
  }
  return createDirectoryStore(path, { clock: world.clock, log: world.log });
}

/** What a backup can be asked for. */
export interface BackupRequest {
  /** Default: everything. */
  readonly include?: readonly Kind[];
  /** Default: false. */
  readonly covers?: boolean;
  /** Default: false. */
  readonly newUser?: boolean;
  /** Whom to seal the snapshot for (`age1…`); default: nobody, it is stored in the clear. */
  readonly recipients?: readonly string[];
  /** The content key of a login without a key source: 64 hex digits. */
  readonly contentKey?: Secret;
  /** Allows a snapshot in the clear where there are sealed ones. Default: false. */
  readonly plain?: boolean;
  /** The key ids on record for an account. Default: none. */
  readonly recordedKeyIds?: (user: string) => readonly string[];
  /** Reads everything, whatever earlier runs know. Default: false. */
  readonly full?: boolean;
  /** What runs leave for later ones; `null`: nothing. */
  readonly states?: States | null;
  readonly onProgress?: (progress: Progress) => void;
}

/**
 * Backs up the account of `session` into a new snapshot in `store`; see `runBackup`. Throws
 * `UsageError` for recipients that are none, too.
 */
export async function backup(
  session: ReadingSession,
  store: SnapshotStore,
  world: World,
  request: BackupRequest = {},
): Promise<BackupResult> {
  const { include = KINDS, covers = false, newUser = false, full = false } = request;
  const { plain = false, recordedKeyIds, states = null, onProgress } = request;
  const sealing = await createSealing(session, request, world);
  const pausedUntil = states && (await readPause(states, world));
  const result = await runBackup(
    {
      provider: session.provider,
      store,
      include,
      covers,
      newUser,
      plain,
      full,
      ...(recordedKeyIds && { recordedKeyIds }),
      login: session.login.reveal(),
      keptLogin: () => session.keptLogin().reveal(),
      ...(pausedUntil && { pausedUntil }),
      ...(states && { state: states.ofUser }),
      ...(sealing === null ? {} : { sealing }),
      ...(onProgress === undefined ? {} : { onProgress }),
    },
    { clock: world.clock, log: world.log, version: VERSION },
  );
  const until = session.pausedUntil();
  if (states && until) await rememberPause(states, until);
  if (!session.isLoginLost()) return result;
  return { ...result, warnings: [...result.warnings, { code: "login-replaced" }] };
}

/** The age library is loaded only when it is needed: it is a third of the time to start. */
async function createSealing(
  session: Pick<Session, "keySource">,
  { recipients = [], contentKey }: BackupRequest,
  world: World,
): Promise<((user: string) => Sealing) | null> {
  if (recipients.length === 0) return null;
  const { createSealer } = await import("./crypto/age.ts");
  const { deriveContentKey, keyId } = await import("./crypto/content-key.ts");
  const sealer = createSealer(recipients);
  const { keySource } = session;
  if (keySource !== null) {
    return (user) => sealingWith(deriveContentKey(keySource, user));
  }
  if (contentKey === undefined) {
    throw new UsageError("config/no-content-key", "There is no key to name sealed files with.", {
      hint: "Set SPOTIFY_CLIENT_SECRET: sealed file names are derived from it.",
    });
  }
  return () => sealingWith(contentKey);

  function sealingWith(key: Secret): Sealing {
    world.onSecret(key);
    return { sealer, contentKey: key, keyId: keyId(key) };
  }
}

/** A token for GitHub, and where its API is. */
export interface GitHubAccess {
  readonly token: Secret;
  /** What the token is called where a person sets it, for messages: `token`, `GITHUB_TOKEN`. */
  readonly tokenName: string;
  /** Default `https://api.github.com`. Https, or http on loopback. */
  readonly apiUrl?: string;
}

/** A repository on GitHub as one token sees it. */
export interface Repository {
  readonly owner: string;
  readonly repo: string;
  readonly facts: RepositoryFacts;
  /** The store in it; see `createGitHubStore`. */
  store(options: StorePlace): Promise<SnapshotStore>;
  /**
   * Keeps directories of small files beside the snapshots of the store in the same place. A run that
   * is told to end still gets to do it.
   */
  keptDirectories(options: StorePlace, deps: Pick<KeptDeps, "onUnkept">): Promise<DirectoryCache>;
  /** Its one issue that bears `mark`. */
  issue(mark: string): Promise<MarkedIssue>;
  /** Its settings and workflows. */
  hosting(): Promise<Hosting>;
  /** When the token ends; `null` when it does not, or does not say. */
  tokenExpiresAt(): Date | null;
  close(): Promise<void>;
}

/** Where in a repository the snapshots are. */
export interface StorePlace {
  readonly path?: string;
  readonly branch?: string;
  /** Whether it is the repository that runs the workflow. */
  readonly ownRepository: boolean;
}

/**
 * Looks at the repository called `name` (`owner/repo`).
 *
 * Throws `UsageError` `config/repository`, and what `readRepository` does.
 */
export async function openRepository(
  name: string,
  access: GitHubAccess,
  world: World,
): Promise<Repository> {
  const [, owner, repo] = /^([\w.-]+)\/([\w.-]+)$/.exec(name) ?? [];
  if (owner === undefined || repo === undefined) {
    throw new UsageError("config/repository", "The repository is not named as owner/name.", {
      hint: "Give it as in its address: owner/name.",
    });
  }
  world.onSecret(access.token);
  const { createGitHub } = await import("./github/client.ts");
  const { readRepository } = await import("./github/repository.ts");
  const { fetch, close } = createFetch();
  const { clock, log, signal } = world;
  const options: GitHubOptions = {
    ...{ apiUrl: "https://api.github.com", ...access, fetch, clock, log },
    userAgent: `tracksafe/${VERSION}`,
  };
  const github = createGitHub({ ...options, ...(signal === undefined ? {} : { signal }) });
  const facts = await readRepository(github, { owner, repo }).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  return {
    owner,
    repo,
    facts,
    async store(place) {
      const { createGitHubStore } = await import("./store/github.ts");
      return createGitHubStore({ github, owner, repo, ...place });
    },
    async keptDirectories(place, { onUnkept }) {
      const { createKeptDirectories } = await import("./compose/kept-directories.ts");
      const { createKeptFiles } = await import("./store/github/kept-files.ts");
      const unending = createGitHub(options);
      const files = createKeptFiles({ github: unending, at: { owner, repo }, ...place });
      return createKeptDirectories(files, { log, ...(onUnkept && { onUnkept }) });
    },
    async issue(mark) {
      const { createMarkedIssue } = await import("./github/issues.ts");
      return createMarkedIssue(github, { owner, repo }, mark);
    },
    async hosting() {
      const { createHosting } = await import("./compose/hosting.ts");
      return createHosting(github, { owner, repo, defaultBranch: facts.defaultBranch });
    },
    tokenExpiresAt: () => github.tokenExpiresAt(),
    close,
  };
}
