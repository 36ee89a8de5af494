import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type AccountState,
  type Emulator,
  type EmulatorOptions,
  startEmulator,
} from "../../../emulator/index.ts";
import { type BackupRequest, backup } from "../../../src/app/backup.ts";
import { connectSpotify, type SessionOptions } from "../../../src/app/session.ts";
import { openStore } from "../../../src/app/store.ts";
import { createWorld, type World } from "../../../src/app/world.ts";
import type { BackupResult } from "../../../src/backup/contract.ts";
import type { SnapshotStore } from "../../../src/model/snapshot-store.ts";
import type { States } from "../../../src/model/state.ts";
import { Secret } from "../../../src/secret.ts";
import { type Document, decodeDocument } from "../../../src/snapshot/document.ts";

/** Every scope that reading needs. */
export const READ_SCOPES = [
  "playlist-read-private",
  "playlist-read-collaborative",
  "user-library-read",
  "user-follow-read",
  "user-read-playback-position",
];

/** A backup, and what its session leaves for later runs; default: nothing. */
export interface SceneRequest extends BackupRequest {
  readonly states?: States;
}

/** An emulated Spotify, a directory for snapshots, and a login to the first account. */
export interface Scene extends AsyncDisposable {
  readonly emulator: Emulator;
  readonly account: AccountState;
  /** The root of the directory store. */
  readonly directory: string;
  readonly store: SnapshotStore;
  readonly clock: World["clock"];
  /** The environment of a command line that logs in here. */
  readonly env: Readonly<Record<string, string>>;
  /** Backs up once, with a session of its own, into the scene's store or another one. */
  backup(
    request?: SceneRequest,
    into?: SnapshotStore,
    options?: SessionOptions,
  ): Promise<BackupResult>;
  /** A document of a snapshot. */
  document(result: BackupResult, id: string): Promise<Document>;
  /** Requests to the Web API so far, tokens and images aside. */
  apiRequests(): number;
}

/** Creates a scene. `world` replaces parts of the world around the program. */
export async function createScene(
  options: EmulatorOptions,
  world: Partial<World> = {},
): Promise<Scene> {
  const emulator = await startEmulator(options);
  const [account] = emulator.accounts;
  if (account === undefined) throw new Error("a scene needs an account");
  const directory = await mkdtemp(join(tmpdir(), "tracksafe-test-"));
  const surroundings = createWorld(world);
  const store = openStore(directory, surroundings);
  const refreshToken = emulator.issueRefreshToken(account.accountId, READ_SCOPES);
  return {
    emulator,
    account,
    directory,
    store,
    clock: surroundings.clock,
    env: {
      SPOTIFY_API_URL: emulator.apiUrl,
      SPOTIFY_ACCOUNTS_URL: emulator.accountsUrl,
      SPOTIFY_CLIENT_ID: emulator.app.clientId,
      SPOTIFY_CLIENT_SECRET: emulator.app.clientSecret,
      SPOTIFY_REFRESH_TOKEN: refreshToken,
    },
    async backup({ states, ...request } = {}, into = store, sessionOptions = {}) {
      await using session = connectSpotify(
        {
          clientId: emulator.app.clientId,
          clientSecret: new Secret(emulator.app.clientSecret),
          refreshToken: new Secret(refreshToken),
          apiUrl: emulator.apiUrl,
          accountsUrl: emulator.accountsUrl,
        },
        surroundings,
        { ...sessionOptions, ...(states && { states: () => states }) },
      );
      return await backup(session, into, surroundings, request);
    },
    async document(result, id) {
      const file = result.files.find((candidate) => candidate.id === id);
      const [part] = file?.parts ?? [];
      if (result.snapshot === null || part === undefined) throw new Error(`${id} was not kept`);
      return decodeDocument(await store.read(result.snapshot, part.name), id);
    },
    apiRequests: () => emulator.requests.filter(({ kind }) => kind === "api").length,
    async [Symbol.asyncDispose]() {
      await emulator.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
