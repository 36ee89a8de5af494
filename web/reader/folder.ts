import { StoreError } from "../../src/errors.ts";
import type { FileTree, TreeFile } from "./file-tree.ts";

/** A file of a folder, and its path there. The browser reads it when it is needed. */
export interface FolderFile {
  readonly path: string;
  readonly file: Blob;
}

/** The tree of a folder that a person chose. */
export function folderTree(name: string, files: readonly FolderFile[]): FileTree {
  return { name, files: new Map(files.map(({ path, file }) => [path, treeFile(file)])) };
}

function treeFile(file: Blob): TreeFile {
  return {
    size: file.size,
    async bytes() {
      try {
        return new Uint8Array(await file.arrayBuffer());
      } catch (cause) {
        // The name is not shown: it may be that of any file in the folder.
        throw new StoreError("store/io", "The browser cannot read a file of the folder.", {
          cause,
          hint: "It was changed or removed since the folder was chosen. Choose the folder again.",
        });
      }
    },
  };
}
