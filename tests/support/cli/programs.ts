import { join } from "node:path";
import { inject } from "vitest";

declare module "vitest" {
  interface ProvidedContext {
    /** The directory into which `build-programs.ts` has put the programs. */
    readonly programs: string;
  }
}

const directory = inject("programs");

/** The command line. */
export const COMMAND_LINE = join(directory, "src/cli/main.js");

/** The action, from its sources as they are; `action/dist` is what is committed. */
export const ACTION = join(directory, "action/main.js");

/** See `runner-child.ts`. */
export const ACTION_RUNNER = join(directory, "tests/support/action/runner-child.js");

/** See `store-child.ts`. */
export const STORE_CHILD = join(directory, "tests/support/disk/store-child.js");

/**
 * The environment of every program that a test starts: the paths of programs, the time that
 * `faketime` gives to the tests, and the cache that makes a second start faster than the first.
 */
export const MACHINE: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value = ""]) =>
      /^(PATH|TZ|LD_PRELOAD|FAKETIME.*)$/.test(name) ? [[name, value]] : [],
    ),
  ),
  NODE_COMPILE_CACHE: join(directory, "compiled"),
};

/**
 * An environment for a program of Node's in which it is so many milliseconds later than on this
 * machine, and time passes so many times as fast: for what waits between requests.
 */
export function fastTime(ahead = 0, speed = 20): Readonly<Record<string, string>> {
  return {
    NODE_OPTIONS: `--import=${join(directory, "tests/support/fast-time.js")}`,
    TEST_TIME: `${ahead} ${speed}`,
  };
}
