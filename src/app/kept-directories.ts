import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type AppError, systemCode, toAppError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { DirectoryCache } from "./state.ts";

/** Where the files of directories are kept; `store/github/kept-files.ts` has one. */
export interface Keeper {
  read(name: string): Promise<ReadonlyMap<string, Uint8Array>>;
  replace(name: string, files: ReadonlyMap<string, Uint8Array>): Promise<void>;
}

/** Who is told when something could not be kept. */
export interface KeptDeps {
  readonly log: Log;
  readonly onUnkept?: (error: AppError) => void;
}

/** What the files of states and journals are called. Others were put there by somebody else. */
const NAME = /^[0-9a-z]{1,64}(?:\.jsonl)?$/;

/**
 * Keeps directories without directories in them by a `keeper`. Nothing that goes wrong is thrown:
 * what cannot be read is not there, and what cannot be kept is lost.
 */
export function createRepositoryDirectories(
  keeper: Keeper,
  { log, onUnkept = () => {} }: KeptDeps,
): DirectoryCache {
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
      try {
        await keeper.replace(name, await readFiles(directory));
      } catch (thrown) {
        const error = toAppError(thrown);
        log.warn("kept.save-failed", { code: error.code });
        onUnkept(error);
      }
    },
  };
}

async function put(directory: string, file: string, content: Uint8Array): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  try {
    await writeFile(join(directory, file), content, { flag: "wx", mode: 0o600 });
  } catch (error) {
    // What an earlier step of the job left there is newer.
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
