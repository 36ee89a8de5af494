/**
 * How many runs a property test makes: `usual` in the suite, `long` under `npm run test:long`, and a
 * fifth of the usual number under `npm run test:quick`. No property is bounded by time, so a slow
 * machine never fails one.
 */
export function seeds(usual: number, long: number): number {
  const mode = process.env["TEST_MODE"];
  if (mode === "long") return long;
  return mode === "quick" ? Math.ceil(usual / 5) : usual;
}
