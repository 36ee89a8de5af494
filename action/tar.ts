import { execFile } from "node:child_process";
import { promisify } from "node:util";

/**
 * The directories of the system's programs. No cache entry and no earlier step of the job writes
 * there.
 */
const SYSTEM_PATH = "/usr/bin:/bin";

/** The directory that {@link INTO_DIRECTORY} writes to, for the shell that tar starts. */
const DIRECTORY = "TRACKSAFE_UNPACK";

/**
 * Has GNU tar write nothing by itself, and hand the content of each file to a command instead (GNU
 * tar manual, "Writing to an External Program"). That puts it below one directory, by the last part
 * of its name. Whatever else there is in an archive, links above all, is left out.
 */
const INTO_DIRECTORY = `--to-command='umask 077; cat >"$${DIRECTORY}/\${TAR_FILENAME##*/}"'`;

/** Whether the system's tar is one that {@link confineTar} confines. */
export async function isTarSafe(): Promise<boolean> {
  if (process.platform !== "linux") return false;
  const options = { env: { PATH: SYSTEM_PATH } };
  const version = await promisify(execFile)("tar", ["--version"], options).catch(() => null);
  return version?.stdout.includes("GNU tar") ?? false;
}

/**
 * From now on, what this process has tar unpack lands in `directory`, which is there, and nowhere
 * else. `@actions/cache` lets tar write absolute names and those with `..` in them (`-P`), and
 * offers nothing that would keep it from that; the environment does.
 */
export function confineTar(directory: string): void {
  process.env["PATH"] = SYSTEM_PATH;
  process.env["TAR_OPTIONS"] = INTO_DIRECTORY;
  process.env[DIRECTORY] = directory;
}

/**
 * Takes {@link confineTar} back, for tar to pack something; the system's programs stay the only
 * ones.
 */
export function freeTar(): void {
  process.env["PATH"] = SYSTEM_PATH;
  delete process.env["TAR_OPTIONS"];
}
