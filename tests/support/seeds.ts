/**
 * The number of runs of a property test: `usual` in the suite, `long` under `npm run test:long`, a
 * fifth of the usual number in a selection of the suite, see `test-files.ts`. No property is bounded
 * by time, so a slow machine never fails one.
 */
export function seeds(usual: number, long: number): number {
  if (isLong()) return long;
  const mode = process.env["TEST_MODE"];
  return mode === "quick" || mode === "ahead" ? Math.ceil(usual / 5) : usual;
}

/** Whether `npm run test:long` runs, which tries all combinations of what the suite tries in turn. */
export function isLong(): boolean {
  return process.env["TEST_MODE"] === "long";
}
