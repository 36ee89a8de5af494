import type { SnapshotStore } from "../../src/model/snapshot-store.ts";
import { type FolderFile, folderTree, type OfferedFolder, offerFolder } from "../reader/folder.ts";
import { type GitHubPlace, githubStore } from "../reader/github.ts";
import { servedStore } from "../reader/served.ts";
import { createTreeStore } from "../reader/tree-store.ts";
import { zipTree } from "../reader/zip.ts";

/** A place with snapshots, as a person chose it. */
export type ChosenPlace =
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
export type OfferedPlace = Exclude<ChosenPlace, ChosenFolder> | OfferedFolder;

/** `place` for a worker. It can be handed over once. */
export function offerPlace(place: ChosenPlace): OfferedPlace {
  return place.kind === "folder" ? offerFolder(place.name, place.files) : place;
}

/** The store in `place`. */
export async function openOfferedPlace(place: OfferedPlace): Promise<SnapshotStore> {
  switch (place.kind) {
    case "folder":
      return createTreeStore(folderTree(place));
    case "zip":
      return createTreeStore(await zipTree(place.name, place.file));
    case "served":
      return servedStore(place.address);
    case "github":
      return githubStore(place);
  }
}
