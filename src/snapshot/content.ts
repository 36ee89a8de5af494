import { IntegrityError, NotFoundError } from "../errors.ts";
import type { Entry } from "../model/records.ts";
import type { Open } from "../model/sealer.ts";
import type { SnapshotFiles } from "../model/snapshot-files.ts";
import type { Digester } from "./digest.ts";
import { createReader, type DocumentHead, type DocumentOutline, inPieces } from "./document.ts";
import type { FileRecord, Metadata, PartRecord } from "./metadata.ts";
import { contentIdOf } from "./parts.ts";
import { createSha256, hashLarge } from "./sha256.ts";
import { corrupt } from "./version.ts";

/** The means to open the sealed files of one snapshot, and to recognize files of another one. */
export interface Unsealing {
  readonly open: Open;
  /** Keyed with the content key; `null`: nothing proves which snapshot the files belong to. */
  readonly keyed: Digester | null;
  readonly recipients: readonly string[];
}

/**
 * The stored bytes of a part, read whole. Throws `IntegrityError` `snapshot/missing`, or
 * `snapshot/corrupt` unless they are what `part` describes.
 */
export async function readPart(
  snapshot: Pick<SnapshotFiles, "read">,
  part: Pick<PartRecord, "name" | "bytes" | "sha256">,
): Promise<Uint8Array> {
  const content = await unlessMissing(part.name, snapshot.read(part.name));
  checkBytes(part, content.length, await hashLarge([content]));
  return content;
}

/**
 * The plaintext of a part, piece by piece: the stored bytes, or, with `unsealing`, their opened
 * content. Throws as {@link readPart} and {@link Open} do, and `snapshot/forged` for a part that
 * was sealed for another snapshot or file. An error may come only at the end; do not use the pieces
 * before it.
 */
export async function* readContent(
  snapshot: SnapshotFiles,
  file: Pick<FileRecord, "state">,
  part: PartRecord,
  unsealing: Unsealing | null,
): AsyncGenerator<Uint8Array> {
  if (unsealing === null) yield* streamPart(snapshot, part);
  else yield* inPieces(await unsealPart(snapshot, file, part, unsealing));
}

/**
 * The plaintext of a part, read whole; see {@link readContent}. A part of a document in the clear may
 * be too large for that: then the store refuses it.
 */
export async function readWholeContent(
  snapshot: SnapshotFiles,
  file: Pick<FileRecord, "state">,
  part: PartRecord,
  unsealing: Unsealing | null,
): Promise<Uint8Array> {
  return unsealing === null
    ? readPart(snapshot, part)
    : unsealPart(snapshot, file, part, unsealing);
}

async function unsealPart(
  snapshot: SnapshotFiles,
  { state }: Pick<FileRecord, "state">,
  part: PartRecord,
  { open, keyed, recipients }: Unsealing,
): Promise<Uint8Array> {
  const plaintext = await open(await readPart(snapshot, part));
  // A carried part may be sealed for earlier recipients; then the MAC of its own snapshot proves
  // it.
  const isProved = keyed === null || state === "stale";
  if (!isProved && (await contentIdOf(keyed, recipients, plaintext)) !== part.contentId) {
    throw new IntegrityError(
      "snapshot/forged",
      `${part.name} is not the file that this snapshot sealed.`,
    );
  }
  return plaintext;
}

/** The stored bytes of a part, piece by piece. Throws as {@link readPart} does, perhaps only at the end. */
export async function* streamPart(
  snapshot: Pick<SnapshotFiles, "open">,
  part: PartRecord,
): AsyncGenerator<Uint8Array> {
  const hash = createSha256();
  let bytes = 0;
  for await (const piece of await unlessMissing(part.name, snapshot.open(part.name))) {
    hash.update(piece);
    bytes += piece.length;
    if (bytes > part.bytes) throw corrupt(`${part.name} is larger than it was after the backup.`);
    yield piece;
  }
  checkBytes(part, bytes, hash.hex());
}

/** A document of which each entry was turned into a row; `null`: the entries are withheld. */
export type RowsOf<T> = DocumentHead & { readonly rows: readonly T[] | null };

/**
 * Reads a document of a snapshot; see {@link collectRows}. Throws as {@link readContent} does, and
 * `snapshot/corrupt` unless the document is what `file` says of it.
 */
export async function readRows<T>(
  snapshot: SnapshotFiles,
  file: FileRecord,
  unsealing: Unsealing | null,
  toRow: ToRow<T>,
): Promise<RowsOf<T>> {
  async function* readParts(): AsyncGenerator<Uint8Array> {
    for (const part of file.parts) yield* readContent(snapshot, file, part, unsealing);
  }
  return collectRows(readParts(), file.id, toRow, (outline) => checkDocument(outline, file));
}

/** Turns an entry into a row; `at` is the position of the entry in its list, from 0. */
export type ToRow<T> = (entry: Entry, at: number) => T;

/**
 * Reads a document piece by piece and keeps only the rows. Errors call the document `name`. Throws
 * as `createReader` does, and passes on the errors that `check` throws at the end.
 */
export async function collectRows<T>(
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  name: string,
  toRow: ToRow<T>,
  check: (outline: DocumentOutline) => void = () => {},
): Promise<RowsOf<T>> {
  const reader = createReader(name);
  const rows: T[] = [];
  const add = (entries: readonly Entry[]) => {
    for (const entry of entries) rows.push(toRow(entry, rows.length));
  };
  for await (const piece of pieces) add(reader.push(piece));
  const { outline, entries } = reader.end();
  add(entries);
  check(outline);
  const { count, ...head } = outline;
  return { ...head, rows: count === null ? null : rows };
}

/** Throws `snapshot/corrupt` unless the document matches its metadata. */
export function checkDocument(
  { kind, count }: DocumentOutline,
  file: Pick<FileRecord, "id" | "kind" | "entries">,
): void {
  if ((kind === "playlist" ? "playlists" : kind) !== file.kind) {
    throw corrupt(`${file.id} holds ${kind}, but its metadata says ${file.kind}.`);
  }
  if ((count ?? undefined) === file.entries) return;
  throw corrupt(
    `${file.id} has ${count ?? "withheld"} entries, but its metadata says ${file.entries ?? "withheld"}.`,
  );
}

/** The means to open the sealed files of a snapshot; `null` for a snapshot in the clear. */
export function unsealingOf(
  { encryption }: Pick<Metadata, "encryption">,
  open: Open | null,
  keyed: Digester | null,
): Unsealing | null {
  return open === null || encryption === null
    ? null
    : { open, keyed, recipients: encryption.recipients };
}

function checkBytes(
  part: Pick<PartRecord, "name" | "bytes" | "sha256">,
  bytes: number,
  digest: string,
) {
  if (bytes === part.bytes && digest === part.sha256) return;
  const how = bytes === part.bytes ? "was changed" : `has ${bytes} bytes`;
  throw corrupt(`${part.name} ${how} after the backup.`);
}

/**
 * The result of `reading`, which reads the file `name`. Throws `IntegrityError` `snapshot/missing`.
 */
export async function unlessMissing<T>(name: string, reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (cause) {
    if (!(cause instanceof NotFoundError)) throw cause;
    throw new IntegrityError("snapshot/missing", `${name} is missing.`, { cause });
  }
}
