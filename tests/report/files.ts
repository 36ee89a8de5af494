import type { FileRecord } from "../../src/snapshot/metadata.ts";

/** A file record; `parts` are contents, of which equal ones are equal parts. */
export function fileOf(
  id: string,
  parts: readonly string[] = ["x"],
  rest: Partial<FileRecord> = {},
): FileRecord {
  const [prefix = ""] = id.split("_");
  const kinds: Readonly<Record<string, FileRecord["kind"]>> = {
    playlist: "playlists",
    cover: "covers",
    likes: "likes",
    albums: "albums",
    index: "index",
  };
  const kind = kinds[prefix];
  if (kind === undefined) throw new Error(`no kind for ${id}`);
  return {
    id,
    kind,
    state: "ok",
    parts: parts.map((content, at) => ({
      name: `${id}.${at + 1}.json`,
      bytes: content.length,
      sha256: Buffer.from(content).toString("hex").padEnd(64, "0"),
    })),
    ...rest,
  };
}

/** The same file, sealed: other bytes each time, the same content id for the same content. */
export function sealedFileOf(
  id: string,
  parts: readonly string[],
  salt: string,
  rest: Partial<FileRecord> = {},
): FileRecord {
  const file = fileOf(
    id,
    parts.map((content) => `${salt}${content}`),
    rest,
  );
  return {
    ...file,
    parts: file.parts.map((part, at) => ({
      ...part,
      contentId: Buffer.from(parts[at] ?? "").toString("hex"),
    })),
  };
}
