import { createHash } from "node:crypto";

/** An entry of a tree. */
export interface GitEntry {
  /** A name, not a path. */
  readonly path: string;
  /** `100644` a file, `040000` a tree; git knows some more. */
  readonly mode: string;
  readonly sha: string;
}

/** The name git gives a file's content. */
export function blobSha(content: Uint8Array): string {
  return objectSha("blob", content);
}

/** The name git gives a tree of these entries, in whatever order they come. */
export function treeSha(entries: readonly GitEntry[]): string {
  // Git sorts by bytes, and trees as if their names ended in a slash.
  const sorted = entries
    .map((entry) => ({
      ...entry,
      key: Buffer.from(entry.mode === "040000" ? `${entry.path}/` : entry.path),
    }))
    .sort((a, b) => Buffer.compare(a.key, b.key));
  const parts = sorted.flatMap(({ mode, path, sha }) => [
    Buffer.from(`${mode.replace(/^0/, "")} ${path}\0`),
    Buffer.from(sha, "hex"),
  ]);
  return objectSha("tree", Buffer.concat(parts));
}

function objectSha(type: string, content: Uint8Array): string {
  return createHash("sha1").update(`${type} ${content.byteLength}\0`).update(content).digest("hex");
}
