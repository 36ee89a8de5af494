/**
 * Prints figures, and asserts none: `npm run bench`, or `npm run bench -- first-run` (or `year`,
 * `start`) for a part. The whole takes about ten minutes.
 */
import { benchFirstRun } from "./first-run.ts";
import { benchStart } from "./start.ts";
import { benchYear } from "./year.ts";

const parts = { start: benchStart, "first-run": benchFirstRun, year: benchYear };
const wanted = process.argv.slice(2);
for (const [name, bench] of Object.entries(parts)) {
  if (wanted.length === 0 || wanted.includes(name)) await bench();
}
