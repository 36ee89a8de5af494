import { defineConfig } from "vitest/config";

export default defineConfig(({ mode }) => ({
  test: {
    include: ["tests/**/*.test.ts"],
    reporters: ["default", "./tests/support/summary-reporter.ts"],
    // Generous: a limit is there to end a test that hangs, not to fail one on a busy machine.
    testTimeout: mode === "long" ? 3_600_000 : 900_000,
    hookTimeout: 900_000,
    env: { TEST_MODE: mode },
    globalSetup: ["./tests/support/build-programs.ts"],
    // Loading the program again for each file took half of the time. No test leaves anything behind
    // in its process: what it sets in the environment is put back.
    isolate: false,
    unstubEnvs: true,
    restoreMocks: true,
    // Most of the time of a test goes into waiting for processes and for clocks that are real.
    maxWorkers: 3,
  },
}));
