import { reportTable } from "../tests/match/report.ts";

// Prints the figures of the open test set, as docs/matching.md has them.
process.stdout.write(`${reportTable()}\n`);
