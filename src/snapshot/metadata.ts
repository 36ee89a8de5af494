import { z } from "zod";
import { IntegrityError } from "../errors.ts";
import { KINDS } from "../model/records.ts";
import { canonicalJson, canonicalPage } from "./canonical.ts";
import { createDigester, type Digester } from "./digest.ts";
import { parseFile, versionFields } from "./version.ts";

/** The name of the metadata in every snapshot. */
export const METADATA_FILE = "metadata.json";

const hex = z.string().regex(/^[0-9a-f]+$/);
const time = z.iso.datetime();
const count = z.int().nonnegative();

/** A stored file. Only the parts of sealed files have `contentId` and `sealedAt`. */
export const partSchema = z.object({
  name: z.string().regex(/^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,126}[A-Za-z0-9])?$/),
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
  id: z.string(),
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
  error: z.string().exactOptional(),
});

/** Something a person should know of, that is not a failure. */
export const warningSchema = z.object({
  /** `shrunk`, `hidden-playlists`, … as `docs/format.md` lists them. */
  code: z.string(),
  /** The file it is about. */
  file: z.string().exactOptional(),
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
  tool: z.object({ name: z.string(), version: z.string() }),
  provider: z.string(),
  user: z.string(),
  status: z.enum(["complete", "partial", "failed"]),
  /** The error code of what ended the run early. */
  error: z.string().exactOptional(),
  /** What the run was asked for. */
  include: z.array(z.enum(KINDS)).readonly(),
  covers: z.boolean(),
  encryption: z
    .object({
      scheme: z.literal("age"),
      recipients: z.array(z.string()).readonly(),
      keyId: z.string(),
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
 */
export function encodeMetadata(content: MetadataContent, keyed: Digester | null): Uint8Array {
  const body = { format: "tracksafe", formatVersion: 1, kind: "metadata", ...content };
  const text = canonicalJson(body);
  const mac = keyed === null ? {} : { mac: keyed("metadata", text) };
  return Buffer.from(canonicalPage({ ...body, digest: plainDigest(text), ...mac }));
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
    throw new IntegrityError("snapshot/corrupt", `${METADATA_FILE} was changed after the backup.`, {
      hint: "Use another snapshot, or an older copy of this file.",
    });
  }
  return metadata;
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
