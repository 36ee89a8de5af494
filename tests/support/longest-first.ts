import { BaseSequencer, type TestSpecification } from "vitest/node";

/** The files that take longest, the longest first: started last, one would run on alone. */
const LONGEST = [
  "tests/store/directory/processes.test.ts",
  "tests/store/github/store.test.ts",
  "tests/web/accessibility.test.ts",
  "tests/web/screens.test.ts",
  "tests/backup/sealed.test.ts",
  "tests/store/github/front-page.test.ts",
  "tests/backup/previous.test.ts",
  "tests/store/directory/store.test.ts",
  "tests/import/bad-input.test.ts",
  "tests/crypto/age-program.test.ts",
  "tests/backup/forgery.property.test.ts",
  "tests/history/mutation.property.test.ts",
  "tests/backup/resume.test.ts",
  "tests/restore/emulator-faults.property.test.ts",
  "tests/restore/emulator-faults.test.ts",
  "tests/restore/emulator.test.ts",
  "tests/cli/hostile.test.ts",
  "tests/cli/setup.test.ts",
  "tests/cli/limits.test.ts",
  "tests/action/foreign.test.ts",
  "tests/action/resume.test.ts",
  "tests/action/incremental.test.ts",
  "tests/cli/sealed.test.ts",
  "tests/cli/foreign.test.ts",
  "tests/web/make-key.test.ts",
  "tests/web/privacy.test.ts",
  "tests/web/sealed-screens.test.ts",
  "tests/web/view.test.ts",
  "tests/web/github-page.test.ts",
  "tests/restore/command-line.test.ts",
  "tests/store/github/commit.test.ts",
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
