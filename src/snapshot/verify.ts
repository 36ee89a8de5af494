import { type AppError, FormatError, IntegrityError, NotFoundError } from "../errors.ts";
import { sha256 } from "./digest.ts";
import { decodeDocument } from "./document.ts";
import {
  decodeMetadata,
  type FileRecord,
  METADATA_FILE,
  type Metadata,
  type PartRecord,
} from "./metadata.ts";

/** Access to the files of one snapshot. `read` throws `NotFoundError` for a name it does not have. */
export interface SnapshotFiles {
  files(): Promise<readonly string[]>;
  read(name: string): Promise<Uint8Array>;
}

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
  readonly problems: readonly Problem[];
}

/**
 * Checks every byte of a snapshot against its metadata, and the content of plain files against the
 * format: that it parses and that the counts agree. Finds what is missing and what does not belong
 * there, too. Damage is reported, not thrown; what the store throws is passed on.
 */
export async function verifySnapshot(snapshot: SnapshotFiles): Promise<Verification> {
  const problems: Problem[] = [];
  let files = 0;
  let bytes = 0;
  const examine = async <T>(name: string, check: (content: Uint8Array) => T): Promise<T | null> => {
    try {
      const content = await readFile(snapshot, name);
      files += 1;
      bytes += content.length;
      return check(content);
    } catch (error) {
      if (!isDamage(error)) throw error;
      problems.push({ file: name, code: error.code, message: error.message });
      return null;
    }
  };
  const metadata = await examine(METADATA_FILE, decodeMetadata);
  if (metadata !== null) {
    for (const file of metadata.files) {
      for (const part of file.parts) {
        await examine(part.name, (content) => checkPart(content, part, file, metadata));
      }
    }
    problems.push(...(await findStrangers(snapshot, metadata)));
  }
  return { metadata, files, bytes, problems };
}

async function readFile(snapshot: SnapshotFiles, name: string): Promise<Uint8Array> {
  try {
    return await snapshot.read(name);
  } catch (cause) {
    if (!(cause instanceof NotFoundError)) throw cause;
    throw new IntegrityError("snapshot/missing", `${name} is missing.`, { cause });
  }
}

function isDamage(error: unknown): error is AppError {
  return error instanceof IntegrityError || error instanceof FormatError;
}

function checkPart(
  content: Uint8Array,
  part: PartRecord,
  file: FileRecord,
  metadata: Metadata,
): void {
  checkBytes(content, part);
  if (metadata.encryption === null && file.kind !== "covers") checkPlainDocument(content, file);
}

/** Throws `IntegrityError` `snapshot/corrupt` unless `content` is what `part` describes. */
export function checkBytes(
  content: Uint8Array,
  part: Pick<PartRecord, "name" | "bytes" | "sha256">,
): void {
  if (content.length === part.bytes && sha256(content) === part.sha256) return;
  const how = content.length === part.bytes ? "was changed" : `has ${content.length} bytes`;
  throw new IntegrityError("snapshot/corrupt", `${part.name} ${how} after the backup.`, {
    hint: "Use another snapshot, or an older copy of this file.",
  });
}

function checkPlainDocument(content: Uint8Array, file: FileRecord): void {
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
