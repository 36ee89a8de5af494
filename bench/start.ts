import { spawnSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { megabytes, printTable } from "./table.ts";

const root = join(import.meta.dirname, "..");
const bundle = join(root, "action/dist");
const RUNS = 10;

/**
 * Prints the size of the action's bundle, and the time that it and the command line take to start.
 */
export function benchStart(): void {
  const files = readdirSync(bundle).filter((name) => name.endsWith(".js"));
  const sizes = files.map((name) => statSync(join(bundle, name)).size);
  const whole = sizes.reduce((all, size) => all + size, 0);
  printTable(
    "Starting",
    ["", ""],
    [
      ["the action's bundle, of which a run loads a part", megabytes(whole)],
      [
        "`tracksafe --version`, median",
        milliseconds([join(root, "bin/tracksafe.js"), "--version"]),
      ],
      [
        "the action until it has found a bad input, median",
        milliseconds([join(bundle, "index.js")]),
      ],
      ["`node -e 0`, median", milliseconds(["-e", "0"])],
    ],
  );
}

function milliseconds(args: readonly string[]): string {
  const times = Array.from({ length: RUNS }, () => {
    const start = performance.now();
    spawnSync(process.execPath, args, {
      env: { PATH: process.env["PATH"], INPUT_COMMAND: "none" },
    });
    return performance.now() - start;
  }).sort((a, b) => a - b);
  return `${Math.round(times[RUNS / 2] ?? 0)} ms`;
}
