/**
 * Prints figures and checks none: `npm run bench`, or `npm run bench -- runs` for a part (`start`,
 * `runs`, `growth`, `playlists`, `reading`, `window`, `quota`, `year`, `history`, `verification`,
 * `restore`, `import`, `search` or `view`). All parts together take about an hour.
 */
import { benchGrowth, benchManyPlaylists, benchReading } from "./growth.ts";
import { benchHistory } from "./history.ts";
import { benchImport } from "./import.ts";
import { benchRestore } from "./restore.ts";
import { benchQuota, benchRuns, benchWindow } from "./runs.ts";
import { benchSearch } from "./search.ts";
import { benchStart } from "./start.ts";
import { benchVerifyYears } from "./verify-years.ts";
import { benchView } from "./view.ts";
import { benchYear } from "./year.ts";

const parts = {
  start: benchStart,
  runs: benchRuns,
  growth: benchGrowth,
  playlists: benchManyPlaylists,
  reading: benchReading,
  window: benchWindow,
  quota: benchQuota,
  year: benchYear,
  history: benchHistory,
  verification: benchVerifyYears,
  restore: benchRestore,
  import: benchImport,
  search: benchSearch,
  view: benchView,
};
const wanted = process.argv.slice(2);
for (const [name, bench] of Object.entries(parts)) {
  if (wanted.length === 0 || wanted.includes(name)) await bench();
}
