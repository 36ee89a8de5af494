import { defineConfig } from "vitest/config";
import { LongestFirst } from "./tests/support/longest-first.ts";
import { testFiles } from "./tests/support/test-files.ts";

export default defineConfig(({ mode }) => ({
  test: {
    include: testFiles(mode),
    reporters: ["default", "./tests/support/summary-reporter.ts"],
    // Generous: a limit is there to end a test that hangs, not to fail one on a busy machine.
    testTimeout: mode === "long" ? 24 * 3_600_000 : 900_000,
    hookTimeout: 900_000,
    env: { TEST_MODE: mode },
    globalSetup: ["./tests/support/build-programs.ts"],
    // Loading the program again for each file took half of the time. So what a test changes in its
    // process, such as the environment, it puts back.
    isolate: false,
    // Most of the time of a test goes into waiting for processes and for clocks that are real.
    maxWorkers: 4,
    sequence: { sequencer: LongestFirst },
  },
}));
