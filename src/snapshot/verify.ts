import { type AppError, IntegrityError, isDamage, NotFoundError } from "../errors.ts";
import { createDigester, type Digester, sha256 } from "./digest.ts";
import { decodeDocument } from "./document.ts";
import { keyIdOf } from "./doubt.ts";
import { decodeIndex, type SnapshotIndex } from "./index-file.ts";
import {
  decodeMetadata,
  type FileRecord,
  isAuthentic,
  METADATA_FILE,
  type Metadata,
  type PartRecord,
} from "./metadata.ts";
import { contentIdOf } from "./parts.ts";

/** Access to the files of one snapshot. `read` throws `NotFoundError` for a name it does not have. */
export interface SnapshotFiles {
  files(): Promise<readonly string[]>;
  read(name: string): Promise<Uint8Array>;
}

/** Opens a sealed file: gives its plaintext, or throws `IntegrityError`, `FormatError`, `KeyError`. */
export type Open = (sealed: Uint8Array) => Promise<Uint8Array>;

/** Something wrong with one file of a snapshot. */
export interface Problem {
  readonly file: string;
  /** The code of the error it is: `snapshot/corrupt`, `snapshot/missing`, … */
  readonly code: string;
  readonly message: string;
}

/** What {@link verifySnapshot} found. `metadata` is `null` when it is damaged itself. */
export interface Verification {
  readonly metadata: Metadata | null;
  readonly files: number;
  readonly bytes: number;
  /** Whether sealed files were opened as well. */
  readonly opened: boolean;
  readonly problems: readonly Problem[];
}

/**
 * Checks every byte of a snapshot against its metadata, and the content of the files against the
 * format where it can be read: plain files always, sealed ones when `open` is given. Finds what is
 * missing and what does not belong there, too. Damage is reported, not thrown; what the store
 * throws is passed on, and so is the `KeyError` of an identity that does not fit.
 */
export async function verifySnapshot(
  snapshot: SnapshotFiles,
  open: Open | null = null,
): Promise<Verification> {
  const problems: Problem[] = [];
  const seen = { files: 0, bytes: 0 };
  const counting: SnapshotFiles = {
    files: () => snapshot.files(),
    async read(name) {
      const content = await snapshot.read(name);
      seen.files += 1;
      seen.bytes += content.length;
      return content;
    },
  };
  const examine = async <T>(file: string, check: () => Promise<T>): Promise<T | null> => {
    try {
      return await check();
    } catch (error) {
      if (!isDamage(error)) throw error;
      problems.push(problemOf(error, file));
      return null;
    }
  };
  const metadata = await examine(METADATA_FILE, async () =>
    decodeMetadata(await readFile(counting, METADATA_FILE)),
  );
  // A run that failed before it knew its account leaves nothing to open.
  const opens = metadata?.encryption && metadata.files.length > 0 ? open : null;
  if (metadata !== null) {
    const index =
      opens && (await examine(METADATA_FILE, () => readIndex(snapshot, metadata, opens)));
    for (const file of metadata.files) {
      const contents = [];
      for (const part of file.parts) {
        contents.push(await examine(part.name, () => readPart(counting, part)));
      }
      const whole = contents.filter((content) => content !== null);
      if (whole.length < file.parts.length || whole.length === 0) continue;
      await examine(file.id, () => checkContent(whole, file, metadata, opens, index));
    }
    problems.push(...(await findStrangers(snapshot, metadata)));
  }
  return { metadata, ...seen, opened: opens !== null, problems };
}

function problemOf(error: AppError, file: string): Problem {
  return { file, code: error.code, message: error.message };
}

async function readFile(snapshot: Pick<SnapshotFiles, "read">, name: string): Promise<Uint8Array> {
  try {
    return await snapshot.read(name);
  } catch (cause) {
    if (!(cause instanceof NotFoundError)) throw cause;
    throw new IntegrityError("snapshot/missing", `${name} is missing.`, { cause });
  }
}

/**
 * The stored bytes of a part. Throws `IntegrityError` `snapshot/missing`, or `snapshot/corrupt`
 * unless they are what `part` describes.
 */
export async function readPart(
  snapshot: Pick<SnapshotFiles, "read">,
  part: Pick<PartRecord, "name" | "bytes" | "sha256">,
): Promise<Uint8Array> {
  const content = await readFile(snapshot, part.name);
  if (content.length === part.bytes && sha256(content) === part.sha256) return content;
  const how = content.length === part.bytes ? "was changed" : `has ${content.length} bytes`;
  throw new IntegrityError("snapshot/corrupt", `${part.name} ${how} after the backup.`, {
    hint: "Use another snapshot, or an older copy of this file.",
  });
}

/**
 * The sealed index of a snapshot. It proves nothing by itself: whoever knows a recipient can seal
 * one. Throws as {@link readPart} and `open` do.
 */
export async function openIndex(
  snapshot: Pick<SnapshotFiles, "read">,
  metadata: Metadata,
  open: Open,
): Promise<SnapshotIndex> {
  const part = metadata.files.find(({ kind }) => kind === "index")?.parts[0];
  if (part === undefined) {
    throw new IntegrityError("snapshot/missing", "The sealed index is missing.");
  }
  return decodeIndex(await open(await readPart(snapshot, part)));
}

/** The sealed index; proves with its key that the metadata is from who wrote the index. */
async function readIndex(
  snapshot: SnapshotFiles,
  metadata: Metadata,
  open: Open,
): Promise<SnapshotIndex> {
  const index = await openIndex(snapshot, metadata, open);
  const keyed = keyedBy(index);
  const isKey = keyIdOf(keyed) === metadata.encryption?.keyId;
  if (!isKey || !isAuthentic(await snapshot.read(METADATA_FILE), keyed)) {
    throw new IntegrityError(
      "snapshot/forged",
      `${METADATA_FILE} was not written by who sealed this snapshot.`,
      { hint: "Somebody with access to the store changed it. Use an older snapshot." },
    );
  }
  return index;
}

function keyedBy(index: SnapshotIndex): Digester {
  return createDigester(Buffer.from(index.contentKey, "hex"));
}

async function checkContent(
  parts: readonly Uint8Array[],
  file: FileRecord,
  metadata: Metadata,
  open: Open | null,
  index: SnapshotIndex | null,
): Promise<void> {
  if (metadata.encryption === null) {
    checkDocument(Buffer.concat(parts), file);
    return;
  }
  if (open === null || index === null) return;
  const plain = await Promise.all(parts.map(open));
  checkContentIds(plain, file, metadata.encryption.recipients, keyedBy(index));
  checkDocument(Buffer.concat(plain), file);
}

/** A carried part may be from when there were other recipients; the MAC vouches for that one. */
function checkContentIds(
  parts: readonly Uint8Array[],
  file: FileRecord,
  recipients: readonly string[],
  digest: Digester,
): void {
  if (file.state === "stale") return;
  for (const [at, plaintext] of parts.entries()) {
    const { name = "", contentId } = file.parts[at] ?? {};
    if (contentIdOf(digest, recipients, plaintext) === contentId) continue;
    throw new IntegrityError("snapshot/forged", `${name} is not the file that was sealed here.`);
  }
}

function checkDocument(content: Uint8Array, file: FileRecord): void {
  if (file.kind === "covers" || file.kind === "index") return;
  const document = decodeDocument(content, file.id);
  const corrupt = (what: string) =>
    new IntegrityError("snapshot/corrupt", `${file.id} ${what}, against its metadata.`);
  const kind = document.kind === "playlist" ? "playlists" : document.kind;
  if (kind !== file.kind) throw corrupt(`holds ${document.kind}`);
  const entries = document.entries?.length;
  if (entries !== file.entries) throw corrupt(`has ${entries ?? "withheld"} entries`);
}

async function findStrangers(
  snapshot: SnapshotFiles,
  metadata: Metadata,
): Promise<readonly Problem[]> {
  const expected = new Set(metadata.files.flatMap(({ parts }) => parts.map(({ name }) => name)));
  return (await snapshot.files())
    .filter((name) => name !== METADATA_FILE && !name.startsWith(".") && !expected.has(name))
    .map((file) => ({
      file,
      code: "snapshot/unexpected",
      message: `${file} is not part of this snapshot.`,
    }));
}
