import { StoreError } from "../errors.ts";

/** The file that makes a snapshot exist. */
export const METADATA_NAME = "metadata.json";

/**
 * The form of the names of users and files: short, and nothing that any file system would take for
 * something else (a separator, a parent, a hidden file, a name it folds into another).
 */
const PLAIN_NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,126}[A-Za-z0-9])?$/;
const SNAPSHOT_TIME = /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d$/;
const SNAPSHOT_NAME = /^(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d)(?:-([2-9]|[1-9]\d{1,8}))?$/;

/** Whether a user's directory may be called `name`. */
export function isUserName(name: string): boolean {
  return PLAIN_NAME.test(name);
}

/** Whether a snapshot may be called `name`; see `SnapshotRef`. */
export function isSnapshotName(name: string): boolean {
  return SNAPSHOT_NAME.test(name);
}

/** Orders snapshot names by time, then by the number that a taken name got. */
export function compareSnapshotNames(a: string, b: string): number {
  const [, timeA = "", numberA = "1"] = SNAPSHOT_NAME.exec(a) ?? [];
  const [, timeB = "", numberB = "1"] = SNAPSHOT_NAME.exec(b) ?? [];
  if (timeA !== timeB) return timeA < timeB ? -1 : 1;
  return Number(numberA) - Number(numberB);
}

/** Throws `StoreError` `store/bad-name` unless `user` may be a user's directory. */
export function requireUserName(user: string): void {
  if (!isUserName(user)) throw badName("a user");
}

/** Throws `StoreError` `store/bad-name` unless `name` may be a snapshot's directory. */
export function requireSnapshotName(name: string): void {
  if (!isSnapshotName(name)) throw badName("a snapshot");
}

/** Throws `StoreError` `store/bad-name` unless a snapshot can be started under `name`: a time. */
export function requireSnapshotTime(name: string): void {
  if (!SNAPSHOT_TIME.test(name)) throw badName("a new snapshot");
}

/** Throws `StoreError` `store/bad-name` unless `name` may be a file of a snapshot. */
export function requireFileName(name: string): void {
  if (!PLAIN_NAME.test(name)) throw badName("a file");
}

/** As {@link requireFileName}, and neither is `name` the metadata, which only a commit writes. */
export function requireContentName(name: string): void {
  requireFileName(name);
  if (name.toLowerCase() === METADATA_NAME) throw badName("a file besides the metadata");
}

// The name itself stays out of the message: where it comes from damaged data it may hold anything.
function badName(what: string): StoreError {
  return new StoreError("store/bad-name", `A store cannot hold ${what} of this name.`, {
    hint: "A name may have letters, digits, dots, dashes and underscores. A snapshot is named by its time.",
  });
}

/** The branch that snapshots have for themselves in the repository that runs the workflow. */
export const OWN_BRANCH = "backups";
