import { randomBytes } from "node:crypto";
import { cp, mkdir, rm, stat } from "node:fs/promises";
import type { DirectoryCache } from "../src/app/state.ts";
import type { Clock } from "../src/clock.ts";
import type { Log } from "../src/log.ts";
import type { Environment } from "./read-inputs.ts";
import { confineTar, freeTar, isTarSafe } from "./tar.ts";

/** The dependencies of {@link createActionsCache}. */
export interface ActionsCacheDeps {
  readonly env: Environment;
  readonly clock: Clock;
  readonly log: Log;
}

/** The longest time that a run waits for the cache service in all, in milliseconds. */
const PATIENCE_MS = 60_000;

type Library = typeof import("@actions/cache");

/**
 * The cache of GitHub Actions. Everybody who can read the repository can read it, so only sealed
 * content may get there. Everybody who can run a workflow can write it, so nothing in an entry is
 * trusted while it is unpacked: see `tar.ts`. Nothing that goes wrong is thrown; without the cache
 * a run costs more requests. When the service has kept a run waiting for a minute in all, the run
 * goes on without it.
 *
 * An entry is never changed: each save makes a new one, and of those under a prefix the newest is
 * restored. It is found only under the very path it was saved from (GitHub: Actions > Dependency
 * caching reference), so `directory` must be the same in every run.
 */
export function createActionsCache({ env, clock, log }: ActionsCacheDeps): DirectoryCache {
  let patience = PATIENCE_MS;

  /** Gives the result of `work`; `null` if the service fails or is too slow. */
  async function ask<T>(what: string, work: (cache: Library) => Promise<T>): Promise<T | null> {
    const isOffered = ["ACTIONS_RESULTS_URL", "ACTIONS_CACHE_URL"].some((name) => env[name]);
    // Loading it takes a while, so only who is offered a cache does.
    const cache = isOffered ? await import("@actions/cache") : null;
    if (!cache?.isFeatureAvailable()) log.info("cache.off");
    else if (patience <= 0) log.info("cache.given-up");
    else return await inTime(what, work(cache));
    return null;
  }

  async function inTime<T>(what: string, work: Promise<T>): Promise<T | null> {
    const startedAt = clock.now().getTime();
    const done = new AbortController();
    const late = clock.sleep(patience, done.signal).then(
      () => log.warn("cache.too-slow", { what }),
      () => {},
    );
    try {
      return (await Promise.race([work, late])) ?? null;
    } finally {
      done.abort();
      patience -= clock.now().getTime() - startedAt;
    }
  }

  return {
    restore: (directory, prefix) =>
      tolerate(log, "restore", async () => {
        const archived = archivedPath(directory);
        await rm(archived, { recursive: true, force: true });
        const wanted = keyOf(prefix, env);
        const found = await ask("restore", async (cache) => {
          if (!(await isTarSafe())) {
            log.warn("cache.no-safe-tar");
            return null;
          }
          await mkdir(archived, { recursive: true, mode: 0o700 });
          confineTar(archived);
          return cache.restoreCache([archived], wanted, [`${prefix}-`]);
        });
        if (found === null) return;
        // Files that an earlier step of the job left there are newer.
        await cp(archived, directory, { recursive: true, force: false });
        log.info("cache.restored");
      }),
    save: (directory, prefix) =>
      tolerate(log, "save", async () => {
        if ((await stat(directory).catch(() => null)) === null) return;
        const archived = archivedPath(directory);
        const id = await ask("save", async (cache) => {
          await rm(archived, { recursive: true, force: true });
          await cp(directory, archived, { recursive: true });
          freeTar();
          return cache.saveCache([archived], keyOf(prefix, env));
        });
        // It says itself, in the log, why it did not save.
        if (id !== null && id >= 0) log.info("cache.saved");
      }),
    flush: async () => {},
  };
}

/** The service unpacks into this directory. Nobody reads it if the service comes too late. */
function archivedPath(directory: string): string {
  return `${directory}.cache`;
}

/** Jobs of one run may save under the same prefix, and one job more than once. */
function keyOf(prefix: string, env: Environment): string {
  const run = [env["GITHUB_RUN_ID"], env["GITHUB_RUN_ATTEMPT"]].map((part) => part || "0");
  return [prefix, ...run, randomBytes(4).toString("hex")].join("-");
}

async function tolerate(log: Log, what: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const name = error instanceof Error ? error.name : typeof error;
    log.warn("cache.failed", { what, name });
  }
}
