/**
 * tracksafe as a library: authenticate with a provider, open a store, back up.
 *
 * ```ts
 * import { backup, connectSpotify, createWorld, openStore, Secret } from "tracksafe";
 *
 * const world = createWorld();
 * const session = connectSpotify(
 *   { clientId: "…", clientSecret: new Secret("…"), refreshToken: new Secret("…") },
 *   world,
 * );
 * try {
 *   const result = await backup(session, openStore("./backups", world), world);
 *   console.log(result.status, result.snapshot?.location);
 * } finally {
 *   await session.close();
 * }
 * ```
 *
 * Another provider is an object that implements {@link MusicProvider}; another place an object that
 * implements {@link SnapshotStore}. Everything thrown is an {@link AppError} with a stable code.
 *
 * @module
 */

import type { World } from "./app/world.ts";
import { systemClock } from "./clock.ts";
import { silentLog } from "./log.ts";

export { type BackupRequest, backup } from "./app/backup.ts";
export { openStore } from "./app/directory-store.ts";
export {
  type DoctorLogin,
  type DoctorRequest,
  runDoctor,
} from "./app/doctor.ts";
export { type JournalPlace, journalPlace } from "./app/journal.ts";
export type { KeptDeps } from "./app/kept-directories.ts";
export {
  type CreatedKey,
  createKey,
  createOpen,
  type KeyRequest,
  readRecipients,
} from "./app/keys.ts";
export {
  logInToSpotify,
  openCredentials,
  openKnownKeys,
  type SpotifyAppSettings,
  type SpotifyLoginRequest,
} from "./app/login.ts";
export { withMarksOf } from "./app/marks.ts";
export { notify } from "./app/notify.ts";
export {
  inviteToRenewSpotify,
  renewSpotifyLogin,
  type SpotifyRenewalPlaces,
  type SpotifyRenewalRequest,
  storeReplacedLogin,
} from "./app/renewal.ts";
export {
  type GitHubAccess,
  openRepository,
  type Repository,
  type StorePlace,
} from "./app/repository.ts";
export {
  type RestoreInHand,
  type RestoreRequest,
  restore,
  type StoredSource,
  snapshotSource,
} from "./app/restore.ts";
export {
  connectSpotify,
  type ReadingSession,
  type Session,
  type SessionOptions,
} from "./app/session.ts";
export { type SetupRequest, type SetupResult, setUp } from "./app/setup.ts";
export { webUrl } from "./app/setup-repository.ts";
export {
  type DirectoryCache,
  openStates,
  type StateOwner,
  type StatePlace,
  type States,
  statePlace,
} from "./app/state.ts";
export { createOwnEvidence, createTrust, type Proofs, recordHostedKeyId } from "./app/trust.ts";
export type { World } from "./app/world.ts";
export type { Credentials, CredentialsStore } from "./auth/credentials.ts";
export type { Invitation, Login, Person } from "./auth/login.ts";
export { checkRepositoryPrivacy, type RepositoryPrivacy } from "./backup/refusals.ts";
export type { BackupResult, Progress } from "./backup/run.ts";
export { type Clock, systemClock } from "./clock.ts";
export { readKeyIdComments } from "./crypto/key-notes.ts";
export { readLooseFile } from "./disk/loose-file.ts";
export { quoted } from "./disk/private-file.ts";
export * from "./errors.ts";
export { isPublic, type RepositoryFacts } from "./github/repository.ts";
export { chooseSnapshot } from "./history/choose.ts";
export { type ListedSnapshot, listSnapshots, type Selection } from "./history/list.ts";
export { findNewestSnapshotAt, newestSnapshotAt } from "./history/newest-snapshot.ts";
export { countPartials } from "./history/partial-runs.ts";
export type { Trust } from "./history/trust.ts";
export { findUnfinished } from "./history/unfinished.ts";
export { type VerifiedSnapshot, verifySnapshots } from "./history/verify.ts";
export { createLog, type Log, type LogFields, type LogLevel, silentLog } from "./log.ts";
export type { Notice, NoticeBoard } from "./model/notice-board.ts";
export type * from "./model/provider.ts";
export { IncompleteListError, MovedError } from "./model/provider.ts";
export * from "./model/records.ts";
export type { Open } from "./model/sealer.ts";
export type { SnapshotFiles } from "./model/snapshot-files.ts";
export type * from "./model/snapshot-store.ts";
export { RESTORED, type State } from "./model/state.ts";
export type {
  PlannedRestore,
  Progress as RestoreProgress,
  RestoreResult,
} from "./restore/restore.ts";
export type { RestoreSource } from "./restore/source.ts";
export { encodedForms, Scrubber, Secret } from "./secret.ts";
export { readDay, requireNoClientId, requireWellFormed } from "./setup/answers.ts";
export type { Asker } from "./setup/asker.ts";
export { STEPS, type StepName, type StepOutcome } from "./setup/setup.ts";
export { type Document, decodeDocument, encodeDocument } from "./snapshot/document.ts";
export { decodeMetadata, type FileRecord, type Metadata } from "./snapshot/metadata.ts";
export { type Problem, type Verification, verifySnapshot } from "./snapshot/verify.ts";
export type { SpotifySettings } from "./spotify/settings.ts";
export { withFallback } from "./store/fallback.ts";
export { VERSION } from "./version.ts";

/** The machine's clock, no log, no cancelling; `parts` replaces what should be otherwise. */
export function createWorld(parts: Partial<World> = {}): World {
  return { clock: systemClock, log: silentLog, onSecret: () => {}, ...parts };
}
