import { fromHex } from "../bytes.ts";
import { type AppError, IntegrityError, isDamage } from "../errors.ts";
import type { Open } from "../model/sealer.ts";
import type { SnapshotFiles } from "../model/snapshot-files.ts";
import { canonicalJson } from "./canonical.ts";
import {
  checkDocument,
  readContent,
  readPart,
  streamPart,
  type Unsealing,
  unlessMissing,
  unsealingOf,
} from "./content.ts";
import { createDigester, type Digester } from "./digest.ts";
import { createReader } from "./document.ts";
import { keyIdOf } from "./doubt.ts";
import { decodeIndex, type SnapshotIndex } from "./index-file.ts";
import { MAX_SNAPSHOT_BYTES } from "./limits.ts";
import {
  decodeMetadata,
  type FileRecord,
  isAuthentic,
  METADATA_FILE,
  type Metadata,
  type PartRecord,
} from "./metadata.ts";
import { corrupt } from "./version.ts";

/** One thing wrong with one file of a snapshot. */
export interface Problem {
  readonly file: string;
  /** The error code: `snapshot/corrupt`, `snapshot/missing`, … */
  readonly code: string;
  readonly message: string;
}

/** The result of {@link verifySnapshot}. `metadata` is `null` when it is damaged itself. */
export interface Verification {
  readonly metadata: Metadata | null;
  readonly files: number;
  readonly bytes: number;
  /** Whether sealed files were opened as well. */
  readonly opened: boolean;
  /** The number of files that were not read, because something else proves their bytes. */
  readonly unread: number;
  readonly problems: readonly Problem[];
}

/** Whether something else proves the bytes of a part, so that it need not be read. */
export type Proves = (part: PartRecord) => Promise<boolean>;

/**
 * The files whose content was found to be as their metadata says, with the number of its bytes. Later
 * snapshots mostly have the same files, and the same stored bytes have the same content.
 */
export type KnownContents = Map<string, number>;

/** Further problems of one snapshot are only counted: nobody reads them, and they take memory. */
const MAX_PROBLEMS = 1_000;

/** Notes the damage that `check` finds in `file`, and returns `null` then. */
type Examine = <T>(file: string, check: () => Promise<T>) => Promise<T | null>;

/**
 * Checks every byte of a snapshot against its metadata. It also checks the content of the files
 * against the format where it can be read: plain files always, sealed ones when `open` is given.
 * Missing files and files that do not belong there are found, too. At most one sealed part, or one
 * line of a plain file, is in memory at a time. A part that `proves` answers for is not read, unless it
 * is opened. The stored bytes of a file that is in `known` are checked, and its content is not checked
 * once more; sound files are added to it. Damage is reported, not thrown. Errors of the store are
 * passed on, and so is the `KeyError` of an identity that cannot open the files.
 */
export async function verifySnapshot(
  snapshot: SnapshotFiles,
  open: Open | null = null,
  proves: Proves | null = null,
  known: KnownContents = new Map(),
): Promise<Verification> {
  const problems: Problem[] = [];
  let unread = 0;
  const { seen, counting } = countReads(snapshot);
  const examine: Examine = async (file, check) => {
    try {
      return await check();
    } catch (error) {
      if (!isDamage(error)) throw error;
      problems.push(problemOf(error, file));
      return null;
    }
  };
  const metadata = await examine(METADATA_FILE, async () =>
    decodeMetadata(await unlessMissing(METADATA_FILE, counting.read(METADATA_FILE))),
  );
  // A run that failed before it knew its account leaves nothing to open.
  const opens = metadata?.encryption && metadata.files.length > 0 ? open : null;
  if (metadata !== null) {
    const index =
      opens && (await examine(METADATA_FILE, () => readIndex(snapshot, metadata, opens)));
    const isProved: Proves = async (part) => {
      if (opens !== null || proves === null || !(await proves(part))) return false;
      unread += 1;
      seen.files += 1;
      seen.bytes += part.bytes;
      return true;
    };
    const how = howToRead(metadata, opens, index, isProved, known);
    for (const file of metadata.files) await verifyFile(counting, file, how, examine);
    problems.push(...(await findStrangers(snapshot, metadata)));
  }
  return { metadata, ...seen, opened: opens !== null, unread, problems: bounded(problems) };
}

function bounded(problems: readonly Problem[]): readonly Problem[] {
  const more = problems.length - MAX_PROBLEMS;
  if (more <= 0) return problems;
  const rest: Problem = {
    file: METADATA_FILE,
    code: "snapshot/corrupt",
    message: `This snapshot has ${more} more problems.`,
  };
  return [...problems.slice(0, MAX_PROBLEMS), rest];
}

/** `snapshot`, with a count of the files that are read and of their bytes. */
function countReads(snapshot: SnapshotFiles) {
  const seen = { files: 0, bytes: 0 };
  const counting: SnapshotFiles = {
    files: () => snapshot.files(),
    async read(name) {
      const content = await snapshot.read(name);
      seen.files += 1;
      seen.bytes += content.length;
      return content;
    },
    async open(name) {
      const content = await snapshot.open(name);
      seen.files += 1;
      return counted(content);
    },
  };
  async function* counted(content: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
    for await (const piece of content) {
      seen.bytes += piece.length;
      yield piece;
    }
  }
  return { seen, counting };
}

/** The way the files of one snapshot are read. */
interface HowToRead {
  /** Whether the content of the files can be read at all. */
  readonly showsContent: boolean;
  readonly unsealing: Unsealing | null;
  readonly isProved: Proves;
  readonly known: KnownContents;
  /** Counts bytes of content. Throws for `part` when the snapshot has more than it may have. */
  readonly take: (bytes: number, part: PartRecord) => void;
}

function howToRead(
  metadata: Metadata,
  open: Open | null,
  index: SnapshotIndex | null,
  isProved: Proves,
  known: KnownContents,
): HowToRead {
  const unsealing = index === null ? null : unsealingOf(metadata, open, keyedBy(index));
  const showsContent = metadata.encryption === null || unsealing !== null;
  let left = MAX_SNAPSHOT_BYTES;
  const take = (bytes: number, part: PartRecord): void => {
    left -= bytes;
    if (left < 0) throw corrupt(`${part.name} is too large for a snapshot.`);
  };
  return { showsContent, unsealing, isProved, known, take };
}

async function verifyFile(
  snapshot: SnapshotFiles,
  file: FileRecord,
  how: HowToRead,
  examine: Examine,
): Promise<void> {
  const mark = how.showsContent ? markOf(file, how.unsealing) : null;
  const knownBytes = mark === null ? undefined : how.known.get(mark);
  const isDocument = file.kind !== "covers" && file.kind !== "index";
  const checksContent = how.showsContent && isDocument && knownBytes === undefined;
  const content = checksContent ? createContentCheck(file) : null;
  let bytes = 0;
  let isWhole = file.parts.length > 0;
  for (const [at, part] of file.parts.entries()) {
    if (await how.isProved(part)) {
      isWhole = false;
      continue;
    }
    const read = await examine(part.name, async () => {
      if (knownBytes !== undefined) {
        if (at === 0) how.take(knownBytes, part);
        for await (const _ of streamPart(snapshot, part));
        return true;
      }
      for await (const piece of readContent(snapshot, file, part, how.unsealing)) {
        how.take(piece.length, part);
        bytes += piece.length;
        content?.push(piece);
      }
      return true;
    });
    isWhole &&= read !== null;
  }
  if (!isWhole || knownBytes !== undefined) return;
  const isSound = content === null || (await examine(file.id, async () => content.end())) !== null;
  if (mark !== null && isSound) how.known.set(mark, bytes);
}

/**
 * A fingerprint of all that the checks of a file's content depend on. Files with one mark have the same
 * result, if their stored bytes are those of their parts.
 */
function markOf(
  { id, kind, state, entries, parts }: FileRecord,
  unsealing: Unsealing | null,
): string {
  const contents = parts.map(({ bytes, sha256, contentId = null }) => [bytes, sha256, contentId]);
  const recipients = unsealing?.recipients ?? null;
  const text = canonicalJson([id, kind, state === "stale", entries ?? null, contents, recipients]);
  return (unsealing?.keyed ?? createDigester(null))("verified", text);
}

/**
 * Checks the content of a document that comes in pieces. It throws only at the end: if the bytes
 * turn out to be other ones than those that were stored, their content does not matter.
 */
function createContentCheck(file: FileRecord) {
  const reader = createReader(file.id);
  let failure: unknown = null;
  return {
    push(piece: Uint8Array): void {
      if (failure !== null) return;
      try {
        reader.push(piece);
      } catch (error) {
        failure = error;
      }
    },
    end(): void {
      if (failure !== null) throw failure;
      checkDocument(reader.end().outline, file);
    },
  };
}

/** The damage of one part; `null`: it has the bytes that were stored. Errors of the store are thrown. */
export async function findDamage(
  snapshot: Pick<SnapshotFiles, "open">,
  part: PartRecord,
): Promise<Problem | null> {
  try {
    for await (const _ of streamPart(snapshot, part));
    return null;
  } catch (error) {
    if (!isDamage(error)) throw error;
    return problemOf(error, part.name);
  }
}

function problemOf(error: AppError, file: string): Problem {
  return { file, code: error.code, message: error.message };
}

/**
 * The sealed index of a snapshot. It proves nothing by itself, because everybody who knows a
 * recipient can seal one. Throws as {@link readPart} and `open` do.
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

/** Reads the sealed index. Its key proves that the metadata is by whoever wrote the index. */
async function readIndex(
  snapshot: SnapshotFiles,
  metadata: Metadata,
  open: Open,
): Promise<SnapshotIndex> {
  const index = await openIndex(snapshot, metadata, open);
  const keyed = keyedBy(index);
  const isKey = keyIdOf(keyed) === metadata.encryption?.keyId;
  if (!isKey || !(await isAuthentic(await snapshot.read(METADATA_FILE), keyed))) {
    throw new IntegrityError(
      "snapshot/forged",
      `${METADATA_FILE} was not written by the maker of this snapshot.`,
      { hint: "Somebody who can write to the store changed it. Use an older snapshot." },
    );
  }
  return index;
}

function keyedBy(index: SnapshotIndex): Digester {
  return createDigester(fromHex(index.contentKey));
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
