import type { SnapshotStore } from "../../src/model/snapshot-store.ts";
import { type FolderFile, folderTree, type OfferedFolder, offerFolder } from "../reader/folder.ts";
import { type GitHubPlace, githubStore } from "../reader/github.ts";
import { servedStore } from "../reader/served.ts";
import { createTreeStore } from "../reader/tree-store.ts";
import { zipTree } from "../reader/zip.ts";

/** A place with snapshots, as a person chose it. */
export type Source =
  | ChosenFolder
  | { readonly kind: "zip"; readonly name: string; readonly file: Blob }
  | { readonly kind: "served"; readonly address: string }
  | ({ readonly kind: "github" } & GitHubPlace);

interface ChosenFolder {
  readonly kind: "folder";
  readonly name: string;
  readonly files: readonly FolderFile[];
}

/** A place with snapshots, as the page hands it to the worker. */
export type OfferedSource = Exclude<Source, ChosenFolder> | OfferedFolder;

/** `source` for a worker. It can be handed over once. */
export function offer(source: Source): OfferedSource {
  return source.kind === "folder" ? offerFolder(source.name, source.files) : source;
}

/** The store in `source`. */
export async function openSource(source: OfferedSource): Promise<SnapshotStore> {
  switch (source.kind) {
    case "folder":
      return createTreeStore(folderTree(source));
    case "zip":
      return createTreeStore(await zipTree(source.name, source.file));
    case "served":
      return servedStore(source.address);
    case "github":
      return githubStore(source);
  }
}
