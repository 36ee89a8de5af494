const DAY_MS = 24 * 60 * 60 * 1000;

/** A file is new until a weekly run has surely seen it. */
const NEW_MS = 8 * DAY_MS;

/** Of the files that are read, this part is kept for those that are not new. */
const OLD_SHARE = 1 / 5;

/** A file that may be read, and the time of the oldest snapshot that has it, as an ISO time. */
export interface Readable {
  readonly since: string;
}

/**
 * Chooses at most `number` of the files: new ones first, the newest of them, and a share of the others
 * that moves on each week, so that all of them have their turn. `files` are ordered from old to new.
 */
export function chooseReads<F extends Readable>(
  files: readonly F[],
  number: number,
  now: Date,
): readonly F[] {
  const isNew = ({ since }: F): boolean => now.getTime() - Date.parse(since) <= NEW_MS;
  const old = files.filter((file) => !isNew(file));
  const kept = Math.min(old.length, Math.ceil(number * OLD_SHARE));
  const fresh = files
    .filter(isNew)
    .toReversed()
    .slice(0, number - kept);
  const rest = number - fresh.length;
  if (rest === 0) return fresh;
  const turns = Math.max(1, Math.ceil(old.length / rest));
  const turn = Math.floor(now.getTime() / (7 * DAY_MS)) % turns;
  return [...fresh, ...old.slice(turn * rest, (turn + 1) * rest)];
}
