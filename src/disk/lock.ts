import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { ConflictError, systemCode } from "../errors.ts";
import { makeDirectories, undoQuietly } from "./durable.ts";
import { withStoreErrors } from "./errors.ts";
import { type FileSystem, nodeFileSystem } from "./fs.ts";
import { hostTag, type Owner, thisProcess } from "./temporary.ts";

/** The thing that is locked, and its holder. */
export interface LockOptions {
  /** The directory for locks, which is made when it is missing. */
  readonly directory: string;
  /** The thing that only one process may work on at a time. It is not shown. */
  readonly subject: string;
  /** Begins the sentence that says that somebody else does: `A restore into this account`. */
  readonly what: string;
}

/** The parts of the machine that locking needs. */
export interface LockDeps {
  readonly fs?: FileSystem;
  readonly owner?: LockOwner;
}

/** A process as others can tell whether it still runs. */
export interface LockOwner extends Owner {
  /**
   * When the process `pid` of this machine started, as a number that no later one with this `pid`
   * has; `0` where the system does not say.
   */
  startOf(pid: number): string;
}

/**
 * Locks `subject` against other processes until what is given back is disposed of. The name of a
 * lock says whose it is, so nothing has to be read or trusted: each process puts up its own and
 * then looks for others, and so never two have it; of two that come at the same moment both may be
 * refused. Locks of processes of this machine that no longer run are removed.
 *
 * Throws `ConflictError` `store/locked`, and `StoreError`.
 */
export async function lock(
  { directory, subject, what }: LockOptions,
  { fs: system = nodeFileSystem, owner = thisLockOwner() }: LockDeps = {},
): Promise<AsyncDisposable> {
  const fs = withStoreErrors(system, () => `a lock in ${directory}`);
  const name = nameOf(subject, owner);
  const path = join(directory, name);
  await makeDirectories(fs, directory);
  await putUp(fs, path, what);
  const release = () => undoQuietly(() => fs.unlink(path));
  try {
    for (const { name: other } of await fs.readdir(directory)) {
      if (other === name || !isFor(subject, other)) continue;
      if (isHeld(other, owner)) throw locked(what, join(directory, other));
      await undoQuietly(() => fs.unlink(join(directory, other)));
    }
  } catch (error) {
    await release();
    throw error;
  }
  return { [Symbol.asyncDispose]: release };
}

/** This process, with its start as Linux tells it (proc(5): `/proc/pid/stat`, field 22). */
function thisLockOwner(): LockOwner {
  return { ...thisProcess(), startOf };
}

function startOf(pid: number): string {
  try {
    // The name of the program, in brackets before, may hold spaces and brackets.
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
    return fields[19] ?? "0";
  } catch {
    return "0";
  }
}

async function putUp(fs: FileSystem, path: string, what: string): Promise<void> {
  try {
    const file = await fs.createFile(path);
    await file.close();
  } catch (error) {
    if (systemCode(error) === "EEXIST") throw locked(what, path);
    throw error;
  }
}

const NAME = /^lock-([0-9a-f]{16})-([0-9a-f]{8})-(\d+)-(\d+)$/;

function nameOf(subject: string, owner: LockOwner): string {
  return `lock-${tagOf(subject)}-${hostTag(owner)}-${owner.pid}-${owner.startOf(owner.pid)}`;
}

function isFor(subject: string, name: string): boolean {
  return NAME.exec(name)?.[1] === tagOf(subject);
}

/** Whether the process that put it up may still be at work. */
function isHeld(name: string, owner: LockOwner): boolean {
  const [, , host, pid = "", start] = NAME.exec(name) ?? [];
  if (host !== hostTag(owner)) return true;
  if (!owner.isRunning(Number(pid))) return false;
  const now = owner.startOf(Number(pid));
  return start === "0" || now === "0" || now === start;
}

function tagOf(subject: string): string {
  return createHash("sha256").update(subject).digest("hex").slice(0, 16);
}

function locked(what: string, path: string): ConflictError {
  const pid = NAME.exec(basename(path))?.[3];
  return new ConflictError("store/locked", `${what} is already running (process ${pid}).`, {
    hint: `Wait until it has ended, then run the command again. If no such process exists, on this machine or on another, remove ${path}.`,
  });
}
