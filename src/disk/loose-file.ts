import { readFile } from "node:fs/promises";
import { toStoreError } from "./errors.ts";

/** The bytes of a file that somebody named. Throws `StoreError`, `NotFoundError`. */
export async function readLooseFile(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw toStoreError(cause, "read", path);
  }
}
