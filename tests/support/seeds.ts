/**
 * How many runs a property test makes: `usual` in the suite, `long` under `npm run test:long`. No
 * property is bounded by time, so a slow machine never fails one.
 */
export function seeds(usual: number, long: number): number {
  return process.env["TEST_MODE"] === "long" ? long : usual;
}
