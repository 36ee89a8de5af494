import { holdsSealed, walkNewest } from "../history/walk-snapshots.ts";
import type { Kind } from "../model/records.ts";
import type { SnapshotStore } from "../model/snapshot-store.ts";
import { RESTORED } from "../model/state.ts";
import { createDigester, type Digester } from "../snapshot/digest.ts";
import type { Evidence } from "../snapshot/doubt.ts";
import type { Warning } from "../snapshot/metadata.ts";
import { snapshotName } from "../snapshot/names.ts";
import type { BackupDeps, BackupOptions, Sealing } from "./contract.ts";
import { createPlainFileWriter, createSealedFileWriter } from "./file-writer.ts";
import { chooseUserDirectory } from "./preconditions.ts";
import { type EarlierSnapshot, Previous } from "./previous.ts";
import { BackupRun } from "./run.ts";

/**
 * Starts a run: asks the provider for the account, chooses its directory and keys, finds the
 * previous snapshot, and creates the new one. Throws what the provider and the store throw.
 */
export async function startRun(
  options: BackupOptions,
  deps: BackupDeps,
  include: readonly Kind[],
  startedAt: Date,
): Promise<BackupRun> {
  const { provider, store, newUser } = options;
  const { clock, log } = deps;
  const account = await provider.account();
  const user = await chooseUserDirectory(store, provider.name, account, newUser);
  const sealing = options.sealing?.(user) ?? null;
  const digest = createDigester(sealing && Buffer.from(sealing.contentKey.reveal(), "hex"));
  const evidence = await evidenceOf(store, sealing, digest, startedAt);
  const found = await findEarlier(store, user, include, evidence);
  const warnings = startWarnings(options, sealing, user, found, evidence);
  const state = (await options.state?.(user)) ?? null;
  const restored = await state?.read(RESTORED);
  const writer = await store.create(user, snapshotName(startedAt));
  const previous = new Previous(found.snapshot, { store, writer, sealing, state, clock, log });
  const files =
    sealing === null
      ? createPlainFileWriter(writer)
      : createSealedFileWriter({ writer, sealing, digest, previous, clock, state });
  return new BackupRun({
    options,
    include,
    startedAt,
    clock,
    log,
    sealing,
    digest,
    evidence,
    previous,
    writer,
    files,
    state,
    restoredAt: restored ? Buffer.from(restored).toString() : null,
    warnings,
  });
}

/**
 * A sealed run believes snapshots that its own key proves. A run in the clear believes those in a
 * store that never held a sealed snapshot.
 */
async function evidenceOf(
  store: SnapshotStore,
  sealing: Sealing | null,
  digest: Digester,
  now: Date,
): Promise<Evidence> {
  return {
    believed: new Set(sealing === null ? [] : [sealing.keyId]),
    keys: new Map(sealing === null ? [] : [[sealing.keyId, digest]]),
    isAmbiguous: false,
    isSealed: sealing !== null || (await holdsSealed(store)),
    now,
  };
}

/** The result of the search for an earlier snapshot. */
interface FoundEarlier {
  /** `null`: there is none that the run may use. */
  readonly snapshot: EarlierSnapshot | null;
  /** The number of newer snapshots that have metadata that cannot be read. */
  readonly damaged: number;
  /** The number of newer snapshots that are not proved by the run's own key. */
  readonly foreign: number;
}

/**
 * The search ends after this number of proved snapshots that did not fail and lack some of the
 * kinds.
 */
const MAX_USABLE = 10;

/** The search ends after this number of proved snapshots, failed ones included. */
const MAX_PROVED = 100;

/**
 * The search ends after this number of snapshots. Somebody else may have put any number of them
 * there.
 */
const MAX_SEARCHED = 500;

/**
 * Finds the newest snapshot of `user` that is proved and did not fail. One with all kinds of
 * `include` is preferred to a newer one with only some of them.
 */
async function findEarlier(
  store: SnapshotStore,
  user: string,
  include: readonly Kind[],
  evidence: Evidence,
): Promise<FoundEarlier> {
  const usable: EarlierSnapshot[] = [];
  let damaged = 0;
  let foreign = 0;
  let proved = 0;
  for await (const snapshot of walkNewest(store, user, evidence)) {
    const { name, metadata } = snapshot;
    if (metadata === null) damaged += 1;
    else if (snapshot.doubt !== null || !snapshot.proved) foreign += 1;
    else {
      proved += 1;
      if (metadata.status !== "failed") {
        const candidate = { ref: { user, name }, metadata };
        const hasAllKinds = include.every((kind) => metadata.include.includes(kind));
        if (hasAllKinds) return { snapshot: candidate, damaged, foreign };
        usable.push(candidate);
      }
    }
    const isFarEnough = usable.length === MAX_USABLE || proved === MAX_PROVED;
    if (isFarEnough || damaged + foreign + proved === MAX_SEARCHED) break;
  }
  return { snapshot: usable[0] ?? null, damaged, foreign };
}

function startWarnings(
  { recordedKeyIds }: BackupOptions,
  sealing: Sealing | null,
  user: string,
  { snapshot, damaged, foreign }: FoundEarlier,
  { isSealed }: Evidence,
): readonly Warning[] {
  const warnings: Warning[] = [];
  if (damaged > 0) warnings.push({ code: "previous-damaged", now: damaged });
  // A run in the clear has no key by which it could tell whose a sealed snapshot is.
  const canTell = sealing !== null || !isSealed;
  if (foreign > 0 && canTell) warnings.push({ code: "foreign", now: foreign });
  // Other recipients may mean that somebody changed the settings to read along.
  const recipients = snapshot?.metadata.encryption?.recipients.join(" ");
  if (recipients !== undefined && recipients !== sealing?.sealer.recipients.join(" ")) {
    warnings.push({ code: "recipients-changed" });
  }
  // The first snapshot of an account always has a new key.
  const isFirst = snapshot === null && damaged + foreign === 0;
  const recorded = recordedKeyIds?.(user) ?? [];
  if (!isFirst && sealing !== null && recorded.length > 0 && !recorded.includes(sealing.keyId)) {
    warnings.push({ code: "key-changed" });
  }
  return warnings;
}
