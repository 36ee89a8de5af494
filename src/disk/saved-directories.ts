import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type AppError, systemCode, toAppError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { DirectoryCache } from "../model/directory-cache.ts";

/** The place where the files of directories are saved; `store/github/kept-files.ts` has one. */
export interface FileKeeper {
  read(name: string): Promise<ReadonlyMap<string, Uint8Array>>;
  replace(directories: ReadonlyMap<string, ReadonlyMap<string, Uint8Array>>): Promise<void>;
}

/** The log, and the callback for files that could not be saved. */
export interface SavingDeps {
  readonly log: Log;
  readonly onUnsaved?: (error: AppError) => void;
}

/** The names of files of states and journals. Somebody else put any others there. */
const NAME = /^[0-9a-z]{1,64}(?:\.jsonl)?$/;

/**
 * Saves directories without directories in them with `keeper`, all at once when it is flushed.
 * Errors are not thrown: a file that cannot be read is not there, and a file that cannot be saved is
 * lost.
 */
export function createSavedDirectories(
  keeper: FileKeeper,
  { log, onUnsaved = () => {} }: SavingDeps,
): DirectoryCache {
  /** Each directory that waits to be saved, by the name that it is saved under. */
  const waiting = new Map<string, string>();
  return {
    async restore(directory, name) {
      try {
        for (const [file, content] of await keeper.read(name)) {
          if (NAME.test(file)) await put(directory, file, content);
        }
      } catch (error) {
        log.warn("kept.read-failed", { code: toAppError(error).code });
      }
    },
    async save(directory, name) {
      waiting.set(name, directory);
    },
    async flush() {
      if (waiting.size === 0) return;
      try {
        const read = [...waiting].map(async ([name, directory]) => {
          return [name, await readFiles(directory)] as const;
        });
        waiting.clear();
        await keeper.replace(new Map(await Promise.all(read)));
      } catch (thrown) {
        const error = toAppError(thrown);
        log.warn("kept.save-failed", { code: error.code });
        onUnsaved(error);
      }
    },
  };
}

async function put(directory: string, file: string, content: Uint8Array): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  try {
    await writeFile(join(directory, file), content, { flag: "wx", mode: 0o600 });
  } catch (error) {
    // An earlier step of the job left it there, and it is newer.
    if (systemCode(error) !== "EEXIST") throw error;
  }
}

async function readFiles(directory: string): Promise<ReadonlyMap<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  const names = await readdir(directory).catch(() => []);
  for (const name of names.filter((one) => NAME.test(one)).sort()) {
    files.set(name, await readFile(join(directory, name)));
  }
  return files;
}
