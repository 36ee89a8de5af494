import { open, unlink } from "node:fs/promises";
import { ConflictError, StoreError, systemCode } from "../errors.ts";
import type { Secret } from "../secret.ts";

/** A file to be made, readable by its owner only. */
export interface NewPrivateFile {
  readonly path: string;
  readonly content: Secret | Uint8Array;
}

/**
 * Makes files that must never replace anything: all of them, or none.
 *
 * Throws `ConflictError` `key/exists` when one is there already, `StoreError` `store/io` otherwise.
 */
export async function createPrivateFiles(files: readonly NewPrivateFile[]): Promise<void> {
  const made: string[] = [];
  try {
    for (const { path, content } of files) {
      const file = await open(path, "wx", 0o600);
      made.push(path);
      try {
        await file.writeFile(content instanceof Uint8Array ? content : content.reveal());
        await file.sync();
      } finally {
        await file.close();
      }
    }
  } catch (cause) {
    for (const path of made) await unlink(path).catch(() => {});
    throw refusal(cause);
  }
}

function refusal(cause: unknown): Error {
  const code = systemCode(cause);
  if (code === "EEXIST") {
    return new ConflictError("key/exists", "A file of this name exists already.", {
      cause,
      hint: "tracksafe never replaces a key file. Name another file, or move the old one away.",
    });
  }
  return new StoreError("store/io", `The key file could not be written (${code ?? "unknown"}).`, {
    cause,
    hint: "Name a file in a directory that exists and that you may write to.",
  });
}
