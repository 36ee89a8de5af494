import { createDigester } from "./digest.ts";

const SNAPSHOT_NAME = /^(\d{4})-(\d\d)-(\d\d)T(\d\d)-(\d\d)-(\d\d)(?:-(\d+))?$/;

/** The name of a snapshot started at `time`: `2026-11-22T03-17-00`, in UTC. */
export function snapshotName(time: Date): string {
  return time.toISOString().slice(0, 19).replaceAll(":", "-");
}

/** When the snapshot of this name was started; `null` when `name` is not the name of one. */
export function snapshotTime(name: string): Date | null {
  const match = SNAPSHOT_NAME.exec(name);
  if (match === null) return null;
  const [, year, month, day, hour, minute, second] = match;
  const time = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(time.getTime()) ? null : time;
}

/** Orders snapshot names by time, then by the number that a taken name got. */
export function compareSnapshotNames(a: string, b: string): number {
  const [timeA, timeB] = [a.slice(0, 19), b.slice(0, 19)];
  if (timeA !== timeB) return timeA < timeB ? -1 : 1;
  return Number(a.slice(20)) - Number(b.slice(20));
}

/** The directory of an account: an opaque name that says nothing to who does not know its id. */
export function userName(provider: string, accountId: string): string {
  return createDigester(null)("user", provider, accountId).slice(0, 16);
}

/** The id of a playlist's file, or of its cover's. An id that could not be a file name is hashed. */
export function playlistFileId(kind: "playlist" | "cover", id: string): string {
  return `${kind}_${/^[A-Za-z0-9]{1,64}$/.test(id) ? id : createDigester(null)("id", id).slice(0, 24)}`;
}

/** The names of a plain file of the format. */
export function plainFileName(id: string): string {
  return id.startsWith("cover_") ? `${id}.jpg` : `${id}.json`;
}
