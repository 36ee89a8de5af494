import { runBackup } from "../backup/backup.ts";
import type { BackupProgress, BackupResult, Sealing } from "../backup/contract.ts";
import { UsageError } from "../errors.ts";
import { KINDS, type Kind } from "../model/records.ts";
import type { SnapshotStore } from "../model/snapshot-store.ts";
import { frontPage } from "../report/front-page.ts";
import type { Secret } from "../secret.ts";
import { VERSION } from "../version.ts";
import type { ReadingSession, Session } from "./session.ts";
import { readPause } from "./state.ts";
import type { World } from "./world.ts";

export type { BackupResult } from "../backup/contract.ts";
export { checkRepositoryPrivacy } from "../backup/preconditions.ts";
export { KINDS, type Kind } from "../model/records.ts";

/** The request for a backup. */
export interface BackupRequest {
  /** Default: everything. */
  readonly include?: readonly Kind[];
  /** Default: false. */
  readonly covers?: boolean;
  /** Default: false. */
  readonly newUser?: boolean;
  /** The age keys to seal the snapshot for (`age1…`). Default: none, it is stored in the clear. */
  readonly recipients?: readonly string[];
  /** The content key of a login without a key source: 64 hex digits. */
  readonly contentKey?: Secret;
  /** Allows a snapshot in the clear where there are sealed ones. Default: false. */
  readonly plain?: boolean;
  /** The key ids on record for an account. Default: none. */
  readonly recordedKeyIds?: (user: string) => readonly string[];
  /** Reads everything, even if earlier runs have read it. Default: false. */
  readonly full?: boolean;
  /** Compares the entries with those of the previous snapshot, for a report. Default: false. */
  readonly comparesEntries?: boolean;
  readonly onProgress?: (progress: BackupProgress) => void;
}

/**
 * Backs up the account of `session` into a new snapshot in `store`.
 *
 * Throws as `runBackup` does, and `UsageError` `config/…` for recipients that are not valid.
 *
 * @example
 * ```ts
 * const result = await backup(session, store, world, { recipients: ["age1…"] });
 * if (result.error !== null) console.error(result.error.code);
 * ```
 */
export async function backup(
  session: ReadingSession,
  store: SnapshotStore,
  world: World,
  request: BackupRequest = {},
): Promise<BackupResult> {
  const { include = KINDS, covers = false, newUser = false, full = false } = request;
  const { plain = false, recordedKeyIds, comparesEntries = false, onProgress } = request;
  const { states } = session;
  const sealing = await createSealing(session, request, world);
  const pausedUntil = await readPause(states, world);
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
      storedLogin: () => session.storedLogin().reveal(),
      ...(pausedUntil && { pausedUntil }),
      ...(states && { state: states.ofUser }),
      ...(sealing === null ? {} : { sealing }),
      comparesEntries,
      page: frontPage,
      ...(onProgress === undefined ? {} : { onProgress }),
    },
    { clock: world.clock, log: world.log, version: VERSION },
  );
  if (!session.isLoginLost()) return result;
  return { ...result, warnings: [...result.warnings, { code: "login-replaced" }] };
}

/**
 * Seals the snapshots of a user; `null`: there are no recipients. The age library is loaded only
 * when it is needed: it is a third of the time to start.
 */
export async function createSealing(
  session: Pick<Session, "keySource">,
  { recipients = [], contentKey }: BackupRequest,
  world: World,
): Promise<((user: string) => Sealing) | null> {
  if (recipients.length === 0) return null;
  const { createSealer } = await import("../crypto/age.ts");
  const { deriveContentKey, keyId } = await import("../crypto/content-key.ts");
  const sealer = createSealer(recipients);
  const { keySource } = session;
  if (keySource !== null) {
    return (user) => sealingWith(deriveContentKey(keySource, user));
  }
  if (contentKey === undefined) {
    throw new UsageError(
      "config/no-content-key",
      "SPOTIFY_CLIENT_SECRET is not set, and the names of sealed files are derived from it.",
      {
        hint: "Set SPOTIFY_CLIENT_SECRET to the client secret of your Spotify app.",
      },
    );
  }
  return () => sealingWith(contentKey);

  function sealingWith(key: Secret): Sealing {
    world.onSecret(key);
    return { sealer, contentKey: key, keyId: keyId(key) };
  }
}
