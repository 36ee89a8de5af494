/** A selection of the snapshots of a store; all of them if it is empty. */
export interface SnapshotSelection {
  readonly user?: string;
  /** The name, or the beginning of one. */
  readonly name?: string;
}

const USER = /^(?:[0-9a-f]{16}|imported)$/;

/**
 * Understands every form in which snapshots are shown: `latest`, a name, the beginning of one
 * (`2026-10`), and each of them behind a user and a path (`backups/<user>/<name>`,
 * `owner/repo/backups/<user>/<name>`). A slash at the end, and upper or lower case, do not matter.
 * Without a name no single snapshot is meant: the latest, or all.
 */
export function parseAddress(text: string): SnapshotSelection {
  const parts = text.trim().toLowerCase().split("/").filter(Boolean);
  const last = parts.pop() ?? "";
  if (USER.test(last)) return { user: last };
  const user = parts.pop();
  return {
    ...(user !== undefined && { user }),
    ...(last !== "" && last !== "latest" && { name: last.toUpperCase() }),
  };
}

/** Whether `text` names the user's directory `user`, in whatever case. */
export function isSameUser(user: string, text: string): boolean {
  return user.toLowerCase() === text.toLowerCase();
}

/** The names that `text` may stand for: itself, or else all that begin like it. */
export function namesLike(names: readonly string[], text: string): readonly string[] {
  if (text === "" || names.includes(text)) return names.filter((name) => name === text);
  return names.filter((name) => name.startsWith(text));
}

const SUGGESTIONS = 3;

/** A sentence with the names that are nearest to `text` in time, or the newest for what is no time. */
export function nearestHint(names: readonly string[], text: string): string {
  if (names.length === 0) return "No snapshots exist.";
  const time = readTime(text);
  if (time === null) return `The newest ones are ${names.slice(-SUGGESTIONS).join(", ")}.`;
  const distance = (name: string) => Math.abs((readTime(name) ?? 0) - time);
  const nearest = names
    .toSorted((a, b) => distance(a) - distance(b))
    .slice(0, SUGGESTIONS)
    .sort();
  return `The nearest ones are ${nearest.join(", ")}.`;
}

/** Completes the beginning of a snapshot's name. */
const BEGINNING = "2000-01-01T00-00-00";

/**
 * The time of a snapshot's name, or of the longest beginning of `text` that could be one, in
 * milliseconds; `null`: not even a year.
 */
function readTime(text: string): number | null {
  for (let length = Math.min(text.length, BEGINNING.length); length >= "2000".length; length -= 1) {
    const whole = text.slice(0, length) + BEGINNING.slice(length);
    const time = Date.parse(`${whole.slice(0, 10)}T${whole.slice(11).replaceAll("-", ":")}Z`);
    if (!Number.isNaN(time)) return time;
  }
  return null;
}
