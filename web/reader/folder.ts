import { StoreError } from "../../src/errors.ts";
import { MAX_READ_BYTES, storedFileTooLarge } from "../../src/store/read-whole.ts";
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
 * A folder of which the files stay with the page. To hand over a file, a browser looks at it on the
 * disk first, and the page would stand still for seconds while it hands over those of a year.
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
  serve(portOf(port1), folderService(files));
  port1.start();
  return { kind: "folder", name, paths: files.map(({ path }) => path), port: port2 };
}

/** The tree of a folder that the page offers. */
export function folderTree({ name, paths, port }: OfferedFolder): FileTree {
  const page = createClient<FolderService>(portOf(port));
  port.start();
  const treeFile = (at: number) => ({
    async bytes() {
      const bytes = await page.ask("read", at).catch((cause) => {
        // The name is not shown: it may be that of any file in the folder.
        throw new StoreError("store/io", "The browser cannot read a file of the folder.", {
          cause,
          hint: "It was changed or removed since the folder was chosen. Choose the folder again.",
        });
      });
      if (bytes === null) throw storedFileTooLarge("A file of the folder");
      return bytes;
    },
  });
  return { name, files: new Map(paths.map((path, at) => [path, treeFile(at)])) };
}

type FolderService = ReturnType<typeof folderService>;

function folderService(files: readonly FolderFile[]) {
  return {
    /** The bytes of the file at `at`; `null`: it is larger than {@link MAX_READ_BYTES}. */
    async read(at: number): Promise<Uint8Array | null> {
      const { file } = files[at] ?? { file: new Blob([]) };
      return file.size > MAX_READ_BYTES ? null : new Uint8Array(await file.arrayBuffer());
    },
  };
}
