import * as z from "zod";
import { bytesOf } from "../bytes.ts";
import { canonicalPage } from "./canonical.ts";
import { FILE_ID } from "./names.ts";
import { checkFileSize, parseFile, versionFields } from "./version.ts";

/** The id of the sealed index among the files of a snapshot. */
export const INDEX_ID = "index";

/** One file as the index describes it. */
export const indexedFileSchema = z.object({
  id: z.string().regex(FILE_ID),
  /** The provider's id of a playlist. The name of its file does not show it. */
  of: z.string().exactOptional(),
  /** A playlist's name. */
  title: z.string().exactOptional(),
  entries: z.int().nonnegative().exactOptional(),
  /** The content ids of its parts, in order. */
  parts: z.array(z.string().regex(/^[0-9a-f]*$/)).readonly(),
});

/**
 * Format v1 of the sealed `index.json`. It carries the content key, so that whoever can open it can
 * check everything. It holds no time, so that it changes only when the content does.
 */
export const indexSchema = z.object({
  ...versionFields,
  kind: z.literal("index"),
  /** 64 hex digits. */
  contentKey: z.string().regex(/^[0-9a-f]{64}$/),
  files: z.array(indexedFileSchema).readonly(),
});

/** The sealed index, as {@link indexSchema} describes it. */
export type SnapshotIndex = Readonly<z.infer<typeof indexSchema>>;
/** One file of the index, as {@link indexedFileSchema} describes it. */
export type IndexedFile = Readonly<z.infer<typeof indexedFileSchema>>;

/**
 * The bytes of the index. The same content always gives the same bytes. Throws `StoreError`
 * `store/too-large` for an index that {@link decodeIndex} would refuse for its size.
 */
export function encodeIndex(content: Pick<SnapshotIndex, "contentKey" | "files">): Uint8Array {
  const bytes = bytesOf(
    canonicalPage({ format: "tracksafe", formatVersion: 1, kind: "index", ...content }),
  );
  checkFileSize(bytes);
  return bytes;
}

/** Reads the index; throws as `parseFile` does. */
export function decodeIndex(bytes: Uint8Array): SnapshotIndex {
  return parseFile(bytes, indexSchema, "index.json");
}
