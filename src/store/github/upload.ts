import { StoreError } from "../../errors.ts";
import { createBlob, createTree, type TreeChange } from "../../github/git-data.ts";
import { blobSha, treeSha } from "../../github/git-objects.ts";
import type { BranchView } from "./branch-view.ts";
import { fitsInline, splitChanges } from "./chunks.ts";

/** A file of a snapshot: its content, or the sha of content that is in the repository already. */
export type BufferedFile = { readonly content: Uint8Array } | { readonly sha: string };

/**
 * Stores the files of one snapshot as a tree of their own, which nothing refers to yet; its sha.
 * Text goes along with the tree, which takes one request for many files.
 *
 * Throws `StoreError` `store/io` when GitHub stored anything but exactly these bytes.
 */
export async function uploadTree(
  { github, at }: Pick<BranchView, "github" | "at">,
  files: ReadonlyMap<string, BufferedFile>,
): Promise<string> {
  const changes: TreeChange[] = [];
  for (const [path, file] of files) {
    const inline = "content" in file ? toInline(path, file.content) : null;
    if (inline !== null) {
      changes.push(inline);
    } else {
      const sha = "sha" in file ? file.sha : await createBlob(github, at, file.content);
      changes.push({ path, sha, mode: "100644" });
    }
  }
  let tree: string | null = null;
  for (const chunk of splitChanges(changes)) tree = await createTree(github, at, tree, chunk);
  const expected = [...files].map(([path, file]) => ({
    path,
    mode: "100644",
    sha: "sha" in file ? file.sha : blobSha(file.content),
  }));
  if (tree === null || tree !== treeSha(expected)) {
    throw new StoreError("store/io", "GitHub stored other content than tracksafe sent.", {
      hint: "Nothing was committed. Try again. If this happens again, please report it.",
    });
  }
  return tree;
}

/** A file that can go along with a tree; `null` for one that has to go by itself. */
function toInline(path: string, bytes: Uint8Array): TreeChange | null {
  if (bytes.byteLength === 0 || bytes.includes(0)) return null;
  try {
    const content = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    return fitsInline({ path, content }) ? { path, content } : null;
  } catch {
    return null;
  }
}
