import { defineConfig } from "vitest/config";

export default defineConfig(({ mode }) => ({
  test: {
    include: ["tests/**/*.test.ts"],
    reporters: ["default", "./tests/support/summary-reporter.ts"],
    // Generous: a limit is there to end a test that hangs, not to fail one on a busy machine.
    testTimeout: mode === "long" ? 3_600_000 : 600_000,
    env: { TEST_MODE: mode },
    // Most of the time of a test goes into waiting for processes and for clocks that are real.
    maxWorkers: 3,
  },
}));
