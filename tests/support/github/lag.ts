import type { FakeRepository } from "./repository.ts";

/** The newest changes of a repository, which not every reader sees yet. */
export interface Lag {
  /** A ref was moved away from `from`. */
  moved(ref: string, from: string | null): void;
  /** The commit that a reader sees for a ref that is really at `actual`. */
  shown(ref: string, actual: string | null): string | null;
  made(sha: string): void;
  /** Whether a reader finds an object that exists. */
  isFound(sha: string): boolean;
  /** Whether a reader finds the run with this number, which exists. */
  isRunSeen(id: number): boolean;
}

export function createLag(repository: Pick<FakeRepository, "lag">): Lag {
  const refs = new Map<string, { from: string | null; left: number }>();
  const objects = new Map<string, number>();
  const runs = new Map<number, number>();
  return {
    moved(ref, from) {
      refs.set(ref, { from, left: repository.lag.refs });
    },
    shown(ref, actual) {
      const late = refs.get(ref);
      if (late === undefined || late.left <= 0) return actual;
      late.left -= 1;
      return late.from;
    },
    made(sha) {
      if (!objects.has(sha)) objects.set(sha, repository.lag.objects);
    },
    isFound(sha) {
      const left = objects.get(sha) ?? 0;
      if (left > 0) objects.set(sha, left - 1);
      return left <= 0;
    },
    isRunSeen(id) {
      const left = runs.get(id) ?? repository.lag.runs;
      runs.set(id, left - 1);
      return left <= 0;
    },
  };
}
