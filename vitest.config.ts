import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests/**/*.test.ts"],
    reporters: ["default", "./tests/support/summary-reporter.ts"],
    testTimeout: 30_000,
    // Most of the time of a test goes into waiting for processes and for clocks that are real.
    maxWorkers: 3,
  },
});
