import type { SnapshotStore } from "../../src/model/snapshot-store.ts";
import { type FolderFile, folderTree } from "../reader/folder.ts";
import { type GitHubPlace, githubStore } from "../reader/github.ts";
import { servedStore } from "../reader/served.ts";
import { createTreeStore } from "../reader/tree-store.ts";
import { zipTree } from "../reader/zip.ts";

/** A place with snapshots, as the page hands it to the worker. */
export type Source =
  | { readonly kind: "folder"; readonly name: string; readonly files: readonly FolderFile[] }
  | { readonly kind: "zip"; readonly name: string; readonly file: Blob }
  | { readonly kind: "served"; readonly address: string }
  | ({ readonly kind: "github" } & GitHubPlace);

/** The store in `source`. */
export async function openSource(source: Source): Promise<SnapshotStore> {
  switch (source.kind) {
    case "folder":
      return createTreeStore(folderTree(source.name, source.files));
    case "zip":
      return createTreeStore(await zipTree(source.name, source.file));
    case "served":
      return servedStore(source.address);
    case "github":
      return githubStore(source);
  }
}
