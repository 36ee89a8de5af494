/** What a report needs to know of a snapshot that was not finished. */
export interface UnfinishedLine {
  readonly user: string;
  readonly name: string;
  readonly isRunning: boolean;
}

/** A sentence about each. */
export function unfinishedLines(unfinished: readonly UnfinishedLine[]): readonly string[] {
  return unfinished.map(({ name, isRunning }) =>
    isRunning
      ? `${name} is being written by a backup that is under way.`
      : `${name} was left by a backup that was interrupted. It is no snapshot, and the next backup removes it.`,
  );
}

/** The same as JSON. */
export function unfinishedJson(unfinished: readonly UnfinishedLine[]) {
  return unfinished.map(({ user, name, isRunning }) => ({
    user,
    name,
    status: isRunning ? "running" : "interrupted",
  }));
}
