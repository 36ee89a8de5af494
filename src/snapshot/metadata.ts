import * as z from "zod";
import { InternalError } from "../errors.ts";
import { KINDS } from "../model/records.ts";
import { canonicalJson, canonicalPage } from "./canonical.ts";
import { createDigester, type Digester } from "./digest.ts";
import { MAX_SNAPSHOT_BYTES } from "./limits.ts";
import { FILE_ID } from "./names.ts";
import { checkSize, corrupt, parseFile, versionFields } from "./version.ts";

/** The name of the metadata in every snapshot. */
export const METADATA_FILE = "metadata.json";

const hex = z.string().regex(/^[0-9a-f]+$/);
const time = z.iso.datetime();
const count = z.int().nonnegative();

/*
 * The words in metadata. What does not fit is damage: no text of somebody's own gets into a report
 * in their place.
 */
const fileName = z.string().regex(/^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,126}[A-Za-z0-9])?$/);
const fileId = z.string().regex(FILE_ID);
const word = z.string().regex(/^[a-z][a-z0-9-]{0,63}$/);
const version = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9.+-]{0,63}$/);
/** As `docs/errors.md` lists them: `provider/rate-limited`. */
const errorCode = z.string().regex(/^[a-z][a-z0-9-]{0,31}(?:\/[a-z][a-z0-9-]{0,63})?$/);

/** A stored file. Only the parts of sealed files have `contentId` and `sealedAt`. */
export const partSchema = z.object({
  name: fileName,
  bytes: count,
  /** Over the stored bytes. */
  sha256: hex.length(64),
  /** The name git gives the stored bytes, in a store that is a git repository. */
  blob: hex.length(40).exactOptional(),
  /** Keyed, over plaintext, format version and recipients: equal ids, equal content. */
  contentId: hex.exactOptional(),
  sealedAt: time.exactOptional(),
});

/** The states of a file; DESIGN calls them file states. */
export const fileStates = [
  "ok",
  "withheld",
  "unsupported",
  "stale",
  "incomplete",
  "failed",
] as const;

/** One logical file that was expected of the run. */
export const fileSchema = z.object({
  /** The name its parts are derived from: `likes`, `playlist_…`, `cover_…`, `index`. */
  id: fileId,
  kind: z.enum([...KINDS, "covers", "index"]),
  /**
   * `ok`; `withheld`: the provider refuses the entries of a playlist that is not the user's;
   * `unsupported`: the provider has nothing of the kind for this account, and never had;
   * `stale`: this run failed on it, the last good content was carried over; `incomplete`: never
   * read to its end yet; `failed`: nothing to carry.
   */
  state: z.enum(fileStates),
  /** In order; empty when there is nothing. */
  parts: z.array(partSchema).readonly(),
  /** How many entries it has. */
  entries: count.exactOptional(),
  /** Of `incomplete`: how many the provider said there are. */
  total: count.exactOptional(),
  /** A playlist's place in the account's list, from 0. */
  position: count.exactOptional(),
  /** Keyed fingerprint of the provider's version of it; absent where the content may lag behind it. */
  revision: hex.exactOptional(),
  /** Keyed fingerprint of a playlist without its entries, or of a collection's first page and total. */
  head: hex.exactOptional(),
  /** When all of the content was last read from the provider, if that was not in this run. */
  readAt: time.exactOptional(),
  /** The error code of what went wrong with it in this run. */
  error: errorCode.exactOptional(),
});

/** Something a person should know of, that is not a failure. */
export const warningSchema = z.object({
  /** `shrunk`, `hidden-playlists`, … as `docs/format.md` lists them. */
  code: word,
  /** The file it is about. */
  file: fileId.exactOptional(),
  was: count.exactOptional(),
  now: count.exactOptional(),
  /** Of `shrunk`: since when. */
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
  /** The error code of what ended the run early. */
  error: errorCode.exactOptional(),
  /** What the run was asked for. */
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
  /** Keyed fingerprint of the login that was used, and when it was first seen. */
  login: z.object({ fingerprint: hex, firstSeenAt: time }).nullable(),
  warnings: z.array(warningSchema).readonly(),
  /** Unkeyed, over everything but `digest` and `mac`: finds damage. */
  digest: hex.length(64),
  /** Keyed, over the same: finds forgery. Sealed snapshots only. */
  mac: hex.length(64).exactOptional(),
});

/** What {@link metadataSchema} describes. */
export type Metadata = Readonly<z.infer<typeof metadataSchema>>;
/** What {@link fileSchema} describes. */
export type FileRecord = Readonly<z.infer<typeof fileSchema>>;
/** What {@link partSchema} describes. */
export type PartRecord = Readonly<z.infer<typeof partSchema>>;
/** What {@link warningSchema} describes. */
export type Warning = Readonly<z.infer<typeof warningSchema>>;
/** How a run ended. */
export type Status = Metadata["status"];
/** One of {@link fileStates}. */
export type FileState = FileRecord["state"];

/** Metadata before it is closed by its digest; {@link encodeMetadata} adds format, kind and digests. */
export type MetadataContent = Omit<
  Metadata,
  "format" | "formatVersion" | "kind" | "digest" | "mac"
>;

/**
 * The bytes of `metadata.json`: canonical, with `digest`, and with `mac` when `keyed` is given.
 *
 * Throws `StoreError` `store/too-large` for more than {@link decodeMetadata} would read, and
 * `InternalError` `internal/unreadable` for anything else that it would refuse.
 */
export function encodeMetadata(content: MetadataContent, keyed: Digester | null): Uint8Array {
  const body = { format: "tracksafe", formatVersion: 1, kind: "metadata", ...content };
  const text = canonicalJson(body);
  const mac = keyed === null ? {} : { mac: keyed("metadata", text) };
  const bytes = Buffer.from(canonicalPage({ ...body, digest: plainDigest(text), ...mac }));
  checkReadable(bytes);
  return bytes;
}

/** What is written can be read. Otherwise the run ends with nothing left, instead of in a snapshot that is none. */
function checkReadable(bytes: Uint8Array): void {
  checkSize(bytes);
  try {
    decodeMetadata(bytes);
  } catch (cause) {
    throw new InternalError("internal/unreadable", `${METADATA_FILE} cannot be read again.`, {
      cause,
      hint: "This is a mistake in tracksafe. Please report it with what --verbose prints.",
    });
  }
}

/**
 * Reads `metadata.json` and proves that not one byte of it changed since it was written.
 *
 * Throws `IntegrityError` `snapshot/corrupt`, and `FormatError` as `parseFile` does.
 */
export function decodeMetadata(bytes: Uint8Array): Metadata {
  const metadata = parseFile(bytes, metadataSchema, METADATA_FILE);
  // Unknown fields are part of what was written, so the digest is taken over all that is there.
  const { whole, body } = withoutDigests(bytes);
  const canonical = Buffer.from(canonicalPage(whole)).equals(bytes);
  if (!canonical || plainDigest(body) !== metadata.digest) {
    throw corrupt(`${METADATA_FILE} was changed after the backup.`);
  }
  checkFiles(metadata.files);
  return metadata;
}

/** Nothing is there twice, and all of it is no more than a snapshot holds. */
function checkFiles(files: readonly FileRecord[]): void {
  const parts = files.flatMap((file) => file.parts);
  if (hasRepeats(files.map(({ id }) => id)) || hasRepeats(parts.map(({ name }) => name))) {
    throw corrupt(`${METADATA_FILE} names a file twice.`);
  }
  const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
  if (bytes > MAX_SNAPSHOT_BYTES) {
    throw corrupt(`${METADATA_FILE} names more than a snapshot holds.`, `${bytes} bytes`);
  }
}

function hasRepeats(names: readonly string[]): boolean {
  return new Set(names).size < names.length;
}

/** Whether the metadata in `bytes` was written by somebody who holds the content key. */
export function isAuthentic(bytes: Uint8Array, keyed: Digester): boolean {
  const { whole, body } = withoutDigests(bytes);
  return whole["mac"] === keyed("metadata", body);
}

function withoutDigests(bytes: Uint8Array): { whole: Record<string, unknown>; body: string } {
  const whole: Record<string, unknown> = JSON.parse(new TextDecoder().decode(bytes));
  const { digest: _digest, mac: _mac, ...body } = whole;
  return { whole, body: canonicalJson(body) };
}

function plainDigest(text: string): string {
  return createDigester(null)("metadata", text);
}

/** The status that the states of a finished run's files amount to. */
export function statusOf(files: readonly Pick<FileRecord, "state">[]): Status {
  return files.every(isGood) ? "complete" : "partial";
}

/** Whether a file is all that the provider has of it. */
export function isGood({ state }: Pick<FileRecord, "state">): boolean {
  return state === "ok" || state === "withheld" || state === "unsupported";
}
