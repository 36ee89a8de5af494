import { stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { isExport } from "../app/import.ts";
import { NotFoundError } from "../errors.ts";
import { importText } from "../report/import.ts";
import type { CommandContext } from "./command.ts";
import { parseGitHubAddress } from "./github.ts";
import { importPaths } from "./import.ts";
import { openSource } from "./snapshot-source.ts";

/** The directory for the snapshot, beside what it is made of. */
const DIRECTORY = "imported";

/**
 * Makes one snapshot of the files and folders of other tools among `args`. Gives `args` with that
 * snapshot in their place.
 */
export async function importExports(
  context: CommandContext,
  args: readonly string[],
): Promise<readonly string[]> {
  const exports: string[] = [];
  for (const arg of args) {
    if (!(await holdsSnapshots(context, arg)) && (await isExport(arg))) exports.push(arg);
  }
  const [first] = exports;
  if (first === undefined) return args;
  const report = await importPaths(context, exports, join(dirname(resolve(first)), DIRECTORY));
  context.output.note(importText(report));
  return [report.snapshot.location, ...args.filter((arg) => !exports.includes(arg))];
}

/** Whether `arg` is anything but a file or folder of its own. */
async function holdsSnapshots(context: CommandContext, arg: string): Promise<boolean> {
  const found = parseGitHubAddress(arg) === null ? await stat(arg).catch(() => null) : null;
  if (found === null) return true;
  if (!found.isDirectory()) return false;
  try {
    await using _ = await openSource(arg, { ...context, branch: undefined });
    return true;
  } catch (error) {
    if (error instanceof NotFoundError) return false;
    throw error;
  }
}
