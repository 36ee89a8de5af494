import { join } from "node:path";
import type { Clock } from "../clock.ts";
import { AppError, systemCode } from "../errors.ts";
import type { Log } from "../log.ts";
import type { State } from "../model/state.ts";
import type { StateSealer } from "../model/state-sealer.ts";
import { makeDirectories, writeDurably } from "./durable.ts";
import { type FileSystem, nodeFileSystem } from "./fs.ts";
import { type Owner, sweepDirectory, temporaryName, thisProcess } from "./temporary.ts";

/** The parts of the machine that a state in a directory needs. */
export interface StateDirectoryDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly fs?: FileSystem;
  readonly owner?: Owner;
}

/** More than what any run keeps under one name; what is larger was not written by one. */
const MAXIMUM_BYTES = 256 * 1024 * 1024;
/** The event that a failure is logged as, and the code that is no failure. */
const READING = ["state.read-failed", "ENOENT"] as const;
const WRITING = ["state.write-failed"] as const;
const REMOVING = ["state.write-failed", "ENOENT"] as const;
const LABEL = /^[0-9a-f]{32}$/;

/**
 * State in the private directory `path`, which is made with the first write: one sealed file for
 * each name, called by the label of it, with the name inside. A reader finds a file whole or as it
 * was before.
 *
 * It never throws, since a run must not fail for what may be lost anyway: what cannot be read, or
 * was not sealed by `sealer`, is not there, and what cannot be written is lost; either is logged,
 * by error code and without the name.
 */
export function createStateDirectory(
  path: string,
  sealer: StateSealer,
  { clock, log, fs = nodeFileSystem, owner = thisProcess() }: StateDirectoryDeps,
): State {
  let swept = false;

  /**
   * The result of `work`; `otherwise` if it fails, which is logged unless the code is `expected`.
   */
  async function tolerate<T>(
    [event, expected]: readonly [event: string, expected?: string],
    otherwise: T,
    work: () => Promise<T>,
  ): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const code = error instanceof AppError ? error.code : (systemCode(error) ?? "unknown");
      if (code !== expected) log.warn(event, { code });
      return otherwise;
    }
  }

  /** The name and the bytes in the file called `label`; `null` when it is not what was written. */
  async function open(label: string): Promise<Entry | null> {
    const file = join(path, label);
    const { kind, bytes } = await fs.lstat(file);
    const chunks: Uint8Array[] = [];
    if (kind === "file" && bytes <= MAXIMUM_BYTES) {
      for await (const chunk of fs.readFile(file)) chunks.push(chunk);
    }
    const content = await sealer.open(label, Buffer.concat(chunks));
    if (content === null) log.warn("state.damaged", { bytes });
    return content && decodeEntry(content);
  }

  return {
    read: (name) =>
      tolerate(READING, null, async () => {
        const entry = await open(sealer.label(name));
        return entry?.name === name ? entry.bytes : null;
      }),
    write: (name, bytes) =>
      tolerate(WRITING, undefined, async () => {
        await makeDirectories(fs, path);
        if (!swept) await sweepDirectory({ fs, clock, log, owner }, path);
        swept = true;
        const label = sealer.label(name);
        const sealed = await sealer.seal(label, encodeEntry({ name, bytes }));
        const temporary = join(path, temporaryName(owner));
        await writeDurably(fs, { temporary, path: join(path, label) }, [sealed]);
      }),
    names: () =>
      tolerate(READING, [], async () => {
        const names: string[] = [];
        for (const { name: label } of await fs.readdir(path)) {
          if (!LABEL.test(label)) continue;
          const entry = await tolerate(READING, null, () => open(label));
          if (entry !== null) names.push(entry.name);
        }
        return names.sort();
      }),
    remove: (name) =>
      tolerate(REMOVING, undefined, () => fs.unlink(join(path, sealer.label(name)))),
  };
}

interface Entry {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** The length of the name in 4 bytes, the name, the bytes. */
function encodeEntry({ name, bytes }: Entry): Uint8Array {
  const text = Buffer.from(name);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(text.length);
  return Buffer.concat([length, text, bytes]);
}

function decodeEntry(content: Uint8Array): Entry {
  const buffer = Buffer.from(content.buffer, content.byteOffset, content.length);
  const end = 4 + buffer.readUInt32BE(0);
  return { name: buffer.toString("utf8", 4, end), bytes: content.subarray(end) };
}
