import { join } from "node:path";
import { StoreError, systemCode } from "../errors.ts";
import type { JournalStore } from "../model/journal-store.ts";
import { makeDirectories } from "./durable.ts";
import { withStoreErrors } from "./errors.ts";
import { type FileSystem, nodeFileSystem, type OutputFile } from "./fs.ts";

const SEGMENT = /^\d{6}\.jsonl$/;

/**
 * A journal in the directory `path`, which is created with the first line. Every process appends to
 * a file of its own, so that what a crash left torn is never continued.
 */
export function createJournalFile(path: string, system: FileSystem = nodeFileSystem): JournalStore {
  const fs = withStoreErrors(system, () => "the journal");
  let open: OutputFile | null = null;

  async function segments(): Promise<readonly string[]> {
    try {
      const entries = await system.readdir(path);
      return entries
        .filter(({ name, kind }) => kind === "file" && SEGMENT.test(name))
        .map(({ name }) => name)
        .sort();
    } catch (error) {
      if (systemCode(error) === "ENOENT") return [];
      throw new StoreError("store/io", "The journal cannot be read.", {
        cause: error,
        hint: `Check ${path}, then run again.`,
      });
    }
  }

  async function begin(): Promise<OutputFile> {
    await makeDirectories(fs, path);
    const last = (await segments()).at(-1) ?? "000000.jsonl";
    const name = `${String(Number.parseInt(last, 10) + 1).padStart(6, "0")}.jsonl`;
    const file = await fs.createFile(join(path, name));
    await fs.syncDirectory(path);
    return file;
  }

  async function endFile(): Promise<void> {
    const file = open;
    open = null;
    await file?.close();
  }

  return {
    async read() {
      const lines: string[] = [];
      for (const name of await segments()) {
        const chunks: Uint8Array[] = [];
        for await (const chunk of fs.readFile(join(path, name))) chunks.push(chunk);
        lines.push(...Buffer.concat(chunks).toString().split("\n"));
      }
      return lines.filter((line) => line !== "");
    },
    async append(line) {
      open ??= await begin();
      const bytes = Buffer.from(`${line}\n`);
      try {
        for (let at = 0; at < bytes.length; ) {
          const taken = await open.write(bytes.subarray(at));
          if (taken === 0) throw new StoreError("store/io", "The disk accepted no more bytes.");
          at += taken;
        }
        await open.sync();
      } catch (error) {
        // A torn line must not be continued.
        await endFile().catch(() => {});
        throw error;
      }
    },
    endFile,
    [Symbol.asyncDispose]: endFile,
    async clear() {
      await endFile();
      const names = await segments();
      for (const name of names) await fs.unlink(join(path, name));
      if (names.length > 0) await fs.syncDirectory(path);
    },
  };
}
