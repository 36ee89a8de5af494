import { BaseSequencer, type TestSpecification } from "vitest/node";

/** The files that take longest, the longest first: started last, one would run on alone. */
const LONGEST = [
  "tests/action/incremental.test.ts",
  "tests/action/resume.test.ts",
  "tests/web/make-key.test.ts",
  "tests/action/foreign.test.ts",
  "tests/web/accessibility.test.ts",
  "tests/web/screens.test.ts",
  "tests/cli/hostile.test.ts",
  "tests/store/github/commit.test.ts",
  "tests/cli/setup.test.ts",
  "tests/action/browser-only.test.ts",
  "tests/history/mutation.property.test.ts",
  "tests/cli/limits.test.ts",
  "tests/backup/forgery.property.test.ts",
  "tests/restore/emulator.test.ts",
  "tests/cli/kill.test.ts",
  "tests/restore/command-line.test.ts",
  "tests/web/privacy.test.ts",
];

/**
 * Starts the {@link LONGEST} files first, and the others as vitest does: by the time that they took
 * before, or by their size where they have not run yet.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rankOf = ({ moduleId }: TestSpecification) => {
      const at = LONGEST.findIndex((file) => moduleId.endsWith(`/${file}`));
      return at < 0 ? LONGEST.length : at;
    };
    return (await super.sort(files)).toSorted((a, b) => rankOf(a) - rankOf(b));
  }
}
