import * as z from "zod";
import { bytesOf, textOf } from "../bytes.ts";
import { type IntegrityError, InternalError } from "../errors.ts";
import { KINDS } from "../model/records.ts";
import { canonicalJson, canonicalPage } from "./canonical.ts";
import { compiledOnUse } from "./compiled.ts";
import { createDigester, type Digester } from "./digest.ts";
import { MAX_SNAPSHOT_BYTES } from "./limits.ts";
import { FILE_ID } from "./names.ts";
import { checkFileSize, corrupt, parseWhole, versionFields } from "./version.ts";

/** The name of the metadata in every snapshot. */
export const METADATA_FILE = "metadata.json";

const hex = z.string().regex(/^[0-9a-f]+$/);
const time = z.iso.datetime();
const count = z.int().nonnegative();

/**
 * The words in metadata. Other text counts as damage, so that nobody can bring text of their own
 * into a report.
 */
const fileName = z.string().regex(/^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,126}[A-Za-z0-9])?$/);
const fileId = z.string().regex(FILE_ID);
const word = z.string().regex(/^[a-z][a-z0-9-]{0,63}$/);
const version = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9.+-]{0,63}$/);
/** A code as `docs/errors.md` lists it: `provider/rate-limited`. */
const errorCode = z.string().regex(/^[a-z][a-z0-9-]{0,31}(?:\/[a-z][a-z0-9-]{0,63})?$/);

/** A stored file. Only the parts of sealed files have `contentId` and `sealedAt`. */
export const partSchema = z.object({
  name: fileName,
  bytes: count,
  /** Over the stored bytes of the file. */
  sha256: hex.length(64),
  /** Git's name for the stored bytes, in a store that is a git repository. */
  blob: hex.length(40).exactOptional(),
  /** Keyed, over plaintext, format version and recipients. Equal ids mean equal content. */
  contentId: hex.exactOptional(),
  sealedAt: time.exactOptional(),
});

/** The possible states of a file. */
export const fileStates = [
  "ok",
  "withheld",
  "unsupported",
  "stale",
  "incomplete",
  "failed",
] as const;

/** One logical file that the run was expected to write. */
export const fileSchema = z.object({
  /** The names of its parts are derived from this: `likes`, `playlist_…`, `cover_…`, `index`. */
  id: fileId,
  kind: z.enum([...KINDS, "covers", "index"]),
  /**
   * `ok`: read in this run or unchanged. `withheld`: the provider refuses the entries of a playlist
   * that is not the user's. `unsupported`: the provider has nothing of the kind for this account,
   * and never had. `stale`: this run failed on it, and the last good content was carried over.
   * `incomplete`: it was never read to its end yet. `failed`: this run failed on it, and there was
   * nothing to carry over.
   */
  state: z.enum(fileStates),
  /** In order; empty when no content is stored. */
  parts: z.array(partSchema).readonly(),
  /** The number of entries. */
  entries: count.exactOptional(),
  /** Only with `incomplete`: the number of entries that the provider announced. */
  total: count.exactOptional(),
  /** A playlist's position in the account's list, from 0. */
  position: count.exactOptional(),
  /**
   * Keyed fingerprint of the provider's version of the file; absent where the content may be older
   * than that version.
   */
  revision: hex.exactOptional(),
  /**
   * Keyed fingerprint of a playlist without its entries, or of a collection's first page and total.
   */
  head: hex.exactOptional(),
  /**
   * The time when all of the content was last read from the provider; absent if this run read it.
   */
  readAt: time.exactOptional(),
  /** The error code, if this run failed on the file. */
  error: errorCode.exactOptional(),
});

/** A fact that a person should know and that is not a failure. */
export const warningSchema = z.object({
  /** `shrunk`, `hidden-playlists`, … as `docs/format.md` lists them. */
  code: word,
  /** The file it is about. */
  file: fileId.exactOptional(),
  was: count.exactOptional(),
  now: count.exactOptional(),
  /** Only with `shrunk`: the time since when the list is smaller. */
  since: time.exactOptional(),
});

/** Format v1 of `metadata.json`. It never holds titles or names. */
export const metadataSchema = z.object({
  ...versionFields,
  kind: z.literal("metadata"),
  createdAt: time,
  finishedAt: time,
  tool: z.object({ name: word, version }),
  provider: word,
  /** The name of the account's directory. */
  user: fileName,
  status: z.enum(["complete", "partial", "failed"]),
  /** The code of the error that ended the run early. */
  error: errorCode.exactOptional(),
  /** The kinds that the run was asked for. */
  include: z.array(z.enum(KINDS)).readonly(),
  covers: z.boolean(),
  encryption: z
    .object({
      scheme: z.literal("age"),
      recipients: z.array(z.string().regex(/^age1(?:pq1)?[02-9a-z]+$/)).readonly(),
      keyId: hex.max(64),
    })
    .nullable(),
  files: z.array(fileSchema).readonly(),
  /** Keyed fingerprint of the login that was used, and the time when it was first seen. */
  login: z.object({ fingerprint: hex, firstSeenAt: time }).nullable(),
  warnings: z.array(warningSchema).readonly(),
  /**
   * The format of the files that an import read, and their number. Their names may be titles, so
   * they are not stored here. Absent: the snapshot is the backup of an account.
   */
  imported: z.object({ format: word, files: count }).exactOptional(),
  /** Unkeyed, over everything but `digest` and `mac`. It finds damage. */
  digest: hex.length(64),
  /** Keyed, over the same. It finds forgery. Only sealed snapshots have it. */
  mac: hex.length(64).exactOptional(),
});

const fastMetadataSchema = compiledOnUse("metadata", metadataSchema);

/** The content of `metadata.json`, as {@link metadataSchema} describes it. */
export type Metadata = Readonly<z.infer<typeof metadataSchema>>;
/** One file of the metadata, as {@link fileSchema} describes it. */
export type FileRecord = Readonly<z.infer<typeof fileSchema>>;
/** One stored part, as {@link partSchema} describes it. */
export type PartRecord = Readonly<z.infer<typeof partSchema>>;
/** One warning, as {@link warningSchema} describes it. */
export type Warning = Readonly<z.infer<typeof warningSchema>>;
/** The result of a run. */
export type Status = Metadata["status"];
/** One of {@link fileStates}. */
export type FileState = FileRecord["state"];

/** The purpose of `digest` and `mac`, as a digester is told of it. */
const DIGEST_LABEL = "metadata";

/** Metadata without its digest. {@link encodeMetadata} adds format, kind and digests. */
export type MetadataContent = Omit<
  Metadata,
  "format" | "formatVersion" | "kind" | "digest" | "mac"
>;

/**
 * The bytes of `metadata.json`: canonical, with `digest`, and with `mac` when `keyed` is given.
 *
 * Throws `StoreError` `store/too-large` for metadata that {@link decodeMetadata} would refuse for
 * its size, and `InternalError` `internal/unreadable` for metadata that it would refuse for another
 * reason.
 */
export function encodeMetadata(content: MetadataContent, keyed: Digester | null): Uint8Array {
  const body = { format: "tracksafe", formatVersion: 1, kind: "metadata", ...content };
  const text = canonicalJson(body);
  const digest = createDigester(null)(DIGEST_LABEL, text);
  const mac = keyed === null ? {} : { mac: keyed(DIGEST_LABEL, text) };
  const bytes = bytesOf(canonicalPage({ ...body, digest, ...mac }));
  checkReadable(bytes);
  return bytes;
}

/**
 * Makes sure that the bytes can be read again. If not, the run fails here, before an unreadable
 * snapshot is stored.
 */
function checkReadable(bytes: Uint8Array): void {
  checkFileSize(bytes);
  try {
    parseMetadata(bytes, METADATA_FILE);
  } catch (cause) {
    throw new InternalError(
      "internal/unreadable",
      `tracksafe cannot read the ${METADATA_FILE} that it has just made.`,
      {
        cause,
        hint: "This is a bug in tracksafe. Please report it with the output of --verbose.",
      },
    );
  }
}

/**
 * Reads `metadata.json` and proves that not one byte of it changed since it was written. Errors call
 * it `name`.
 *
 * Throws `IntegrityError` `snapshot/corrupt`, and `FormatError` as `parseFile` does.
 */
export async function decodeMetadata(
  bytes: Uint8Array,
  name: string = METADATA_FILE,
): Promise<Metadata> {
  const { metadata, body } = parseMetadata(bytes, name);
  const digest = await createDigester(null).large(DIGEST_LABEL, body);
  if (digest !== metadata.digest) throw changed(name);
  return metadata;
}

/** The metadata in `bytes`, and the text that its digests are over. No digest is checked. */
function parseMetadata(
  bytes: Uint8Array,
  name: string,
): { readonly metadata: Metadata; readonly body: string } {
  const { known: metadata, whole, text } = parseWhole(bytes, fastMetadataSchema(), name);
  // Unknown fields are part of the file, so the digest covers all fields.
  const body = bodyOf(whole);
  if (canonicalPage(whole) !== text) throw changed(name);
  checkFiles(metadata.files, name);
  return { metadata, body };
}

function changed(name: string): IntegrityError {
  return corrupt(`${name} was changed after the backup.`);
}

/** Throws if a name comes twice, or if the files together pass the limits of a snapshot. */
function checkFiles(files: readonly FileRecord[], name: string): void {
  const parts = files.flatMap((file) => file.parts);
  if (hasRepeats(files.map(({ id }) => id)) || hasRepeats(parts.map((part) => part.name))) {
    throw corrupt(`${name} names a file twice.`);
  }
  const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
  if (bytes > MAX_SNAPSHOT_BYTES) {
    throw corrupt(`${name} names more files than a snapshot can hold.`, `${bytes} bytes`);
  }
}

function hasRepeats(names: readonly string[]): boolean {
  return new Set(names).size < names.length;
}

/** Whether the metadata in `bytes` was written by somebody who holds the content key. */
export async function isAuthentic(bytes: Uint8Array, keyed: Digester): Promise<boolean> {
  const whole: Readonly<Record<string, unknown>> = JSON.parse(textOf(bytes));
  return whole["mac"] === (await keyed.large(DIGEST_LABEL, bodyOf(whole)));
}

/** The text that the digests of `whole` are over. */
function bodyOf(whole: Readonly<Record<string, unknown>>): string {
  const { digest: _digest, mac: _mac, ...body } = whole;
  try {
    return canonicalJson(body);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    // JSON allows `1e999`, which is larger than any number that a program can hold.
    throw corrupt(`${METADATA_FILE} holds a number that no backup would write.`);
  }
}

/** The status that follows from the states of a finished run's files. */
export function statusOf(files: readonly Pick<FileRecord, "state">[]): Status {
  return files.every(isGood) ? "complete" : "partial";
}

/** Whether a file holds everything that the provider has of it. */
export function isGood({ state }: Pick<FileRecord, "state">): boolean {
  return state === "ok" || state === "withheld" || state === "unsupported";
}
