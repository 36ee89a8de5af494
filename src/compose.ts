import { runBackup } from "./backup/backup.ts";
import type { BackupResult, Progress, Sealing } from "./backup/run.ts";
import type { Clock } from "./clock.ts";
import { UsageError } from "./errors.ts";
import type { GitHub } from "./github/client.ts";
import type { MarkedIssue } from "./github/issues.ts";
import type { RepositoryFacts } from "./github/repository.ts";
import { createHttpClient } from "./http/client.ts";
import { createFetch } from "./http/transport.ts";
import type { Log } from "./log.ts";
import type { MusicProvider } from "./model/provider.ts";
import { KINDS, type Kind } from "./model/records.ts";
import type { MusicWriter } from "./model/writer.ts";
import type { Secret } from "./secret.ts";
import { createSpotify, isQuotaExhausted, type SpotifySettings } from "./spotify/index.ts";
import { createDirectoryStore } from "./store/directory.ts";
import type { SnapshotStore } from "./store/store.ts";
import { VERSION } from "./version.ts";

/** The world around a run: what a test replaces and a frontend provides. */
export interface World {
  readonly clock: Clock;
  readonly log: Log;
  /** Told every secret before it is used, so that no log can show it. */
  readonly onSecret: (secret: Secret) => void;
  /** Ends everything under way. */
  readonly signal?: AbortSignal;
}

/** A login to one account of a provider. */
export interface Session {
  readonly provider: MusicProvider;
  /** Writes to the account; a login that may only read is refused at the first write. */
  readonly writer: MusicWriter;
  /** What tells this login from another one of the same account. */
  readonly login: Secret;
  /** What the content key of sealed snapshots is derived from; `null` for a login without one. */
  readonly keySource: Secret | null;
  /** Whether the provider replaced the login by one that nobody has kept. */
  isLoginLost(): boolean;
  /** Closes its connections. */
  close(): Promise<void>;
}

/** What a session can do besides. */
export interface SessionOptions {
  /** Keeps a refresh token that Spotify gave in place of the old one, before it is relied on. */
  readonly keepLogin?: (token: Secret) => Promise<void>;
}

/**
 * A session with Spotify. Nothing is sent before it is used, so a dead login shows then.
 *
 * Throws `UsageError` `config/…` for settings that cannot be right.
 */
export function connectSpotify(
  settings: SpotifySettings,
  world: World,
  { keepLogin }: SessionOptions = {},
): Session {
  const http = createHttpClient({
    clock: world.clock,
    log: world.log,
    userAgent: `tracksafe/${VERSION}`,
    isQuotaExhausted,
    ...(world.signal === undefined ? {} : { signal: world.signal }),
  });
  let replaced = false;
  const { provider, writer } = createSpotify({
    settings,
    http,
    log: world.log,
    onSecret: world.onSecret,
    onRefreshToken: async (token) => {
      if (keepLogin === undefined) replaced = true;
      else await keepLogin(token);
    },
  });
  return {
    provider,
    writer,
    login: settings.refreshToken,
    keySource: settings.clientSecret ?? null,
    isLoginLost: () => replaced,
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
  readonly onProgress?: (progress: Progress) => void;
}

/**
 * Backs up the account of `session` into a new snapshot in `store`; see `runBackup`. Throws
 * `UsageError` for recipients that are none, too.
 */
export async function backup(
  session: Omit<Session, "writer" | "close">,
  store: SnapshotStore,
  world: World,
  request: BackupRequest = {},
): Promise<BackupResult> {
  const { include = KINDS, covers = false, newUser = false, onProgress } = request;
  const sealing = await createSealing(session, request, world);
  const result = await runBackup(
    {
      provider: session.provider,
      store,
      include,
      covers,
      newUser,
      login: session.login.reveal(),
      ...(sealing === null ? {} : { sealing }),
      ...(onProgress === undefined ? {} : { onProgress }),
    },
    { clock: world.clock, log: world.log, version: VERSION },
  );
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
  /** Its one issue that bears `mark`. */
  issue(mark: string): Promise<MarkedIssue>;
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
  const github: GitHub = createGitHub({
    apiUrl: "https://api.github.com",
    ...access,
    fetch,
    clock: world.clock,
    log: world.log,
    userAgent: `tracksafe/${VERSION}`,
    ...(world.signal === undefined ? {} : { signal: world.signal }),
  });
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
    async issue(mark) {
      const { createMarkedIssue } = await import("./github/issues.ts");
      return createMarkedIssue(github, { owner, repo }, mark);
    },
    tokenExpiresAt: () => github.tokenExpiresAt(),
    close,
  };
}
