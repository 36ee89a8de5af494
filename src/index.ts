/**
 * tracksafe as a library: connect to a provider, open a store, back up, restore.
 *
 * ```ts
 * import { backup, connectSpotify, createWorld, openStore, Secret } from "tracksafe";
 *
 * const world = createWorld();
 * await using session = connectSpotify(
 *   { clientId: "…", clientSecret: new Secret("…"), refreshToken: new Secret("…") },
 *   world,
 * );
 * const result = await backup(session, openStore("./backups", world), world);
 * console.log(result.status, result.snapshot?.location);
 * ```
 *
 * Another provider is an object that implements {@link MusicProvider}; another store is an object
 * that implements {@link SnapshotStore}. Every error is an {@link AppError} with a stable code.
 *
 * The frontends do not use this file: they import from `src/app/`.
 *
 * @module
 */

export { type BackupRequest, type BackupResult, backup } from "./app/backup.ts";
export {
  type HistoryRequest,
  type Listing,
  listSnapshots,
  type VerifiedListing,
  verifySnapshots,
} from "./app/history.ts";
export { type CreatedKey, createKey, createOpen, type KeyRequest, type Open } from "./app/keys.ts";
export {
  type Login,
  type LoginPrompt,
  logInToSpotify,
  type SpotifyLoginRequest,
} from "./app/login.ts";
export { type GitHubAccess, openRepository, type Repository } from "./app/repository.ts";
export { type BegunRestore, type RestoreRequest, restore } from "./app/restore.ts";
export {
  connectSpotify,
  type Session,
  type SessionOptions,
  type SpotifySettings,
} from "./app/session.ts";
export { type KeptDirectory, openStates, type StateOwner, type States } from "./app/state.ts";
export { openStore } from "./app/store.ts";
export { createWorld, type World } from "./app/world.ts";
export {
  AppError,
  AuthError,
  CancelledError,
  ConflictError,
  FormatError,
  IntegrityError,
  InternalError,
  KeyError,
  NotFoundError,
  ProviderError,
  RateLimitError,
  StoreError,
  UsageError,
} from "./errors.ts";
export type * from "./model/provider.ts";
export { IncompleteListError, MovedError } from "./model/provider.ts";
export type * from "./model/records.ts";
export type * from "./model/snapshot-store.ts";
export type { MusicWriter } from "./model/writer.ts";
export { Secret } from "./secret.ts";
