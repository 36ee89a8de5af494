import * as z from "zod";
import { strictTextOf } from "../bytes.ts";
import { FormatError, IntegrityError, StoreError } from "../errors.ts";
import { isWithinBounds } from "../json.ts";
import { JSON_BOUNDS, MAX_WHOLE_BYTES } from "./limits.ts";

/** The name in every file of the format. */
export const FORMAT = "tracksafe";

/** The version that this program writes, and the newest that it reads. */
export const FORMAT_VERSION = 1;

const header = z.object({ format: z.literal(FORMAT), formatVersion: z.int().positive() });

/** The fields that every JSON file of the format begins with. */
export const versionFields = {
  format: z.literal(FORMAT),
  formatVersion: z.literal(FORMAT_VERSION),
};

/** For larger files the error does not say where the damage is: every value may be a mistake. */
const MAX_EXPLAINED_BYTES = 64 * 1024;

/** A file of the format that was parsed. */
export interface ParsedFile<T> {
  /** The part of it that this program knows. */
  readonly known: T;
  /** All of it, in the order of the file. */
  readonly whole: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/**
 * Parses `bytes` as one file of the format. Errors call it `name`.
 *
 * Throws `IntegrityError` `snapshot/corrupt` (not JSON, not of this shape, past a limit),
 * `FormatError` `format/unknown` (not ours), `format/too-new` (written by a newer tracksafe).
 */
export function parseFile<T>(bytes: Uint8Array, schema: z.ZodType<T>, name: string): T {
  return parseWhole(bytes, schema, name).known;
}

/** Like {@link parseFile}, with what this program does not know of the file, too. */
export function parseWhole<T>(
  bytes: Uint8Array,
  schema: z.ZodType<T>,
  name: string,
): ParsedFile<T> {
  const { json, text } = parseJson(bytes, name);
  const version = header.safeParse(json);
  if (!version.success) {
    throw new FormatError("format/unknown", `${name} is not a file of a tracksafe snapshot.`, {
      hint: "Use another snapshot, or an older copy of this file.",
    });
  }
  if (version.data.formatVersion > FORMAT_VERSION) {
    throw new FormatError(
      "format/too-new",
      `${name} has format version ${version.data.formatVersion}; this tracksafe reads up to ${FORMAT_VERSION}.`,
      { hint: "Update tracksafe, then try again." },
    );
  }
  const known = valueIn(json, schema);
  if (known !== null) return { known, whole: json as Record<string, unknown>, text };
  throw bytes.length > MAX_EXPLAINED_BYTES
    ? corrupt(`${name} is damaged.`)
    : corrupt(`${name} is damaged at "${pathOf(schema.safeParse(json).error?.issues[0])}".`);
}

/** Zod stops at the first mistake then. Every mistake that is kept takes memory. */
const FIRST_MISTAKE: z.core.ParseContextInternal<z.core.$ZodIssue> = { abortEarly: true };

/** The value that `schema` finds in `json`, in one pass; `null`: `json` has a mistake. */
export function valueIn<T>(json: unknown, schema: z.ZodType<T>): T | null {
  const { success, data } = schema.safeParse(json, FIRST_MISTAKE);
  return success ? data : null;
}

/** `files.3.parts`. A key that may be any text, as in a map, is a `*`. */
function pathOf(issue: z.core.$ZodIssue | undefined): string {
  const steps = (issue?.path ?? []).map((step) => {
    return typeof step === "number" || /^[a-z]{1,32}$/i.test(String(step)) ? String(step) : "*";
  });
  return steps.join(".");
}

/**
 * Throws `StoreError` `store/too-large` for bytes that {@link parseFile} would refuse for their
 * size.
 */
export function checkFileSize(bytes: Uint8Array): void {
  if (fitsWhole(bytes)) return;
  throw new StoreError("store/too-large", "The library has more files than a snapshot can hold.", {
    hint: "Back up fewer kinds at once, with --include.",
  });
}

/** Whether `bytes` are few enough, and hold little enough, to be parsed whole. */
export function fitsWhole(bytes: Uint8Array): boolean {
  return bytes.length <= MAX_WHOLE_BYTES && isWithinBounds(bytes, JSON_BOUNDS);
}

function parseJson(
  bytes: Uint8Array,
  name: string,
): { readonly json: unknown; readonly text: string } {
  if (!fitsWhole(bytes)) {
    throw corrupt(
      `${name} is larger or more deeply nested than any file that tracksafe writes.`,
      `${bytes.length} bytes`,
    );
  }
  try {
    const text = strictTextOf(bytes);
    return { json: JSON.parse(text), text };
  } catch (cause) {
    // The parser's own message quotes the text, which may hold titles.
    const why = cause instanceof Error ? cause.name : "not JSON";
    throw corrupt(`${name} is damaged: it is not JSON.`, why);
  }
}

/** The error for a file whose content was changed; `why` must hold no text from the file. */
export function corrupt(message: string, why?: string): IntegrityError {
  return new IntegrityError("snapshot/corrupt", message, {
    ...(why !== undefined && { cause: new Error(why) }),
    hint: "Use another snapshot, or an older copy of this file.",
  });
}
