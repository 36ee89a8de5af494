import { isDamage, StoreError } from "../../src/errors.ts";
import { readWhole, storedFileTooLarge } from "../../src/store/read-whole.ts";
import { createClient } from "../worker/client.ts";
import { type ChannelEnd, portOf } from "../worker/messages.ts";
import { serve } from "../worker/serve.ts";
import type { FileTree } from "./file-tree.ts";

/** A file of a folder, and its path there. The browser reads it when it is needed. */
export interface FolderFile {
  readonly path: string;
  readonly file: Blob;
}

/**
 * A folder of which the files stay with the page. Before a browser hands over a file, it looks at it
 * on the disk. With the files of a year, the page would stand still for seconds.
 */
export interface OfferedFolder {
  readonly kind: "folder";
  readonly name: string;
  readonly paths: readonly string[];
  /** Answers the questions of the {@link folderTree}. It is transferred to the worker. */
  readonly port: ChannelEnd;
}

/** Offers the files of a folder to whoever gets the port. */
export function offerFolder(name: string, files: readonly FolderFile[]): OfferedFolder {
  const { port1, port2 } = new MessageChannel();
  serve(portOf(port1), folderService(files), buffersOf);
  port1.start();
  return { kind: "folder", name, paths: files.map(({ path }) => path), port: port2 };
}

/** The tree of a folder that the page offers. */
export function folderTree({ name, paths, port }: OfferedFolder): FileTree {
  const page = createClient<FolderService>(portOf(port));
  port.start();
  const read = inBatches((places) => page.ask("read", places));
  const treeFile = (at: number) => ({
    async bytes() {
      const bytes = await read(at).catch((cause) => {
        throw unreadable(cause);
      });
      if (bytes === "unreadable") throw unreadable();
      if (bytes === "too large") throw storedFileTooLarge("A file of the folder");
      return bytes;
    },
  });
  return { name, files: new Map(paths.map((path, at) => [path, treeFile(at)])) };
}

/** The name is not shown: it may be that of any file in the folder. */
function unreadable(cause?: unknown): StoreError {
  return new StoreError("store/io", "The browser cannot read a file of the folder.", {
    cause,
    hint: "It was changed or removed since the folder was chosen. Choose the folder again.",
  });
}

/** The content of a file, or the reason why the page does not give it. */
type FileAnswer = Uint8Array | "too large" | "unreadable";

type FolderService = ReturnType<typeof folderService>;

function folderService(files: readonly FolderFile[]) {
  const readFile = async (at: number): Promise<FileAnswer> => {
    const { file } = files[at] ?? { file: new Blob([]) };
    try {
      // Its size is not asked for: the page would stand still while the browser finds it out.
      return await readWhole(piecesOf(file), "A file");
    } catch (error) {
      return isDamage(error) ? "too large" : "unreadable";
    }
  };
  return {
    read: (places: readonly number[]): Promise<readonly FileAnswer[]> =>
      Promise.all(places.map(readFile)),
  };
}

async function* piecesOf(file: Blob): AsyncGenerator<Uint8Array> {
  const reader = file.stream().getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
  } finally {
    await reader.cancel();
  }
}

/** The memory of what was read goes over to the worker, and is not copied. */
function buffersOf(answers: unknown): readonly ArrayBuffer[] {
  const bytes = (answers as readonly FileAnswer[]).filter((one) => one instanceof Uint8Array);
  return bytes.map(({ buffer }) => buffer as ArrayBuffer);
}

/** The number of files that are asked for together. The first ones arrive while others are read. */
const BATCH = 32;

/** Asks for things one by one with `askAll`, which is asked for those of one moment together. */
function inBatches<T>(askAll: (places: readonly number[]) => Promise<readonly T[]>) {
  let batch = emptyBatch();

  function emptyBatch(): { readonly places: number[]; answers: Promise<readonly T[]> | null } {
    return { places: [], answers: null };
  }

  async function send(places: readonly number[]): Promise<readonly T[]> {
    await null;
    if (batch.places === places) batch = emptyBatch();
    return askAll(places);
  }

  return async (place: number): Promise<T> => {
    if (batch.places.length === BATCH) batch = emptyBatch();
    const { places } = batch;
    const at = places.push(place) - 1;
    batch.answers ??= send(places);
    return (await batch.answers)[at] as T;
  };
}
