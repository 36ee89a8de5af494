import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { NotFoundError } from "../errors.ts";
import { counted } from "../report/text.ts";

/** The number of things in a directory that an error names. */
const NAMED = 3;

/** A name that can be shown as it is. */
const HARMLESS = /^[\p{L}\p{N}][\p{L}\p{N}._ -]{0,60}$/u;

/** The error that says what is at `path`, where snapshots were looked for and there are none. */
export async function noSnapshotsAt(path: string): Promise<NotFoundError> {
  const found = await stat(path).catch(() => null);
  const hint = "Name the directory that `tracksafe backup --out` wrote to.";
  if (found === null) {
    return new NotFoundError("store/not-found", `The directory ${path} does not exist.`, { hint });
  }
  if (!found.isDirectory()) {
    const message = `${path} is a file, not a directory of snapshots.`;
    return new NotFoundError("store/not-found", message, { hint });
  }
  if (await isSnapshot(path)) {
    return new NotFoundError(
      "snapshot/not-found",
      `${path} is a single snapshot outside of a directory of snapshots.`,
      {
        hint: "tracksafe looks for snapshots as DIR/<user>/<time>. Move the snapshot to such a path and name DIR. To restore from it where it is, name its files.",
      },
    );
  }
  const message = `${path} holds no snapshots. ${await contentOf(path)}`;
  return new NotFoundError("snapshot/not-found", message, { hint });
}

/** Whether there is nothing at all in a directory, hidden files aside. */
export async function isEmptyDirectory(path: string): Promise<boolean> {
  return (await visibleIn(path)).length === 0;
}

async function isSnapshot(path: string): Promise<boolean> {
  return (await stat(join(path, "metadata.json")).catch(() => null))?.isFile() === true;
}

async function contentOf(path: string): Promise<string> {
  const names = await visibleIn(path);
  if (names.length === 0) return "The directory is empty.";
  const some = names.filter((name) => HARMLESS.test(name)).slice(0, NAMED);
  const such =
    some.length === 0 ? "" : `: ${some.join(", ")}${some.length < names.length ? ", …" : ""}`;
  return `It holds ${counted(names.length, "other file or directory", "other files and directories")}${such}.`;
}

/** The names in a directory, hidden ones aside. Empty if it cannot be read. */
async function visibleIn(path: string): Promise<readonly string[]> {
  const names = await readdir(path).catch(() => []);
  return names.filter((name) => !name.startsWith(".")).sort();
}
