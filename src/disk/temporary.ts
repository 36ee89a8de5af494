import { createHash, randomBytes } from "node:crypto";
import { hostname } from "node:os";
import { join } from "node:path";
import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import type { FileSystem } from "./fs.ts";

/** The running program as those see it who find its temporary files. */
export interface Owner {
  /** The machine's name. */
  readonly host: string;
  readonly pid: number;
  /** Whether a process of this machine is running. */
  isRunning(pid: number): boolean;
}

/** This process. */
export function thisProcess(): Owner {
  return { host: hostname(), pid: process.pid, isRunning };
}

const TEMPORARY = /^\.tmp-([0-9a-f]{8})-([1-9]\d{0,9})-[0-9a-f]{16}$/;
const DAY_MS = 24 * 60 * 60 * 1000;

/** A new name for a file that is not whole yet: `.tmp-<machine>-<process>-<random>`. */
export function temporaryName(owner: Owner): string {
  return `.tmp-${ownerTag(owner)}-${randomBytes(8).toString("hex")}`;
}

/** Whether {@link temporaryName} gave this name, here or elsewhere. */
export function isTemporaryName(name: string): boolean {
  return TEMPORARY.test(name);
}

/**
 * Whether nobody writes to the temporary file `name` any more: its process was one of this machine
 * and is gone, or nothing was written to it for a day. `false` for every other kind of name.
 */
export function isAbandoned(name: string, modified: Date, now: Date, owner: Owner): boolean {
  const [, host, pid] = TEMPORARY.exec(name) ?? [];
  return host !== undefined && pid !== undefined && isGone({ host, pid }, modified, now, owner);
}

/**
 * Whether the process `pid` of the machine with the tag `host` is over: it was one of this machine
 * and is gone, or it has not written anything since `modified`, more than a day ago.
 */
export function isGone(
  { host, pid }: { readonly host: string; readonly pid: string },
  modified: Date,
  now: Date,
  owner: Owner,
): boolean {
  if (host === hostTag(owner) && !owner.isRunning(Number(pid))) return true;
  return now.getTime() - modified.getTime() > DAY_MS;
}

/** A process in a name that others may see: its machine and its number there. */
export function ownerTag(owner: Owner): string {
  return `${hostTag(owner)}-${owner.pid}`;
}

/** The machine in a name that others may see: 8 hex digits. */
export function hostTag(owner: Pick<Owner, "host">): string {
  return createHash("sha256").update(owner.host).digest("hex").slice(0, 8);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, and belongs to somebody else.
    return !(error instanceof Error && "code" in error && error.code === "ESRCH");
  }
}

/** The parts that sweeping needs. */
export interface SweepDeps {
  readonly fs: FileSystem;
  readonly clock: Clock;
  readonly log: Log;
  readonly owner: Owner;
}

/**
 * Removes what interrupted runs left in the one directory `path`. Says how many files were removed.
 */
export async function sweepDirectory(
  { fs, clock, log, owner }: SweepDeps,
  path: string,
): Promise<number> {
  let swept = 0;
  for (const { name, kind } of await fs.readdir(path)) {
    if (kind !== "file" || !isTemporaryName(name)) continue;
    const { modified } = await fs.lstat(join(path, name));
    if (!isAbandoned(name, modified, clock.now(), owner)) continue;
    await fs.unlink(join(path, name));
    swept += 1;
  }
  if (swept > 0) log.info("store.swept", { files: swept });
  return swept;
}
