import { z } from "zod";
import { FormatError, IntegrityError } from "../errors.ts";

/** The name in every file of the format. */
export const FORMAT = "tracksafe";

/** The version this program writes, and the newest it reads. */
export const FORMAT_VERSION = 1;

const header = z.object({ format: z.literal(FORMAT), formatVersion: z.int().positive() });

/** The fields every JSON file of the format begins with. */
export const versionFields = {
  format: z.literal(FORMAT),
  formatVersion: z.literal(FORMAT_VERSION),
};

/**
 * Parses `bytes` as one file of the format. `name` is what an error calls it.
 *
 * Throws `IntegrityError` `snapshot/corrupt` (not JSON, not of this shape), `FormatError`
 * `format/unknown` (not ours), `format/too-new` (written by a newer tracksafe).
 */
export function parseFile<T>(bytes: Uint8Array, schema: z.ZodType<T>, name: string): T {
  const json = parseJson(bytes, name);
  const version = header.safeParse(json);
  if (!version.success) {
    throw new FormatError("format/unknown", `${name} is not a file of a tracksafe snapshot.`);
  }
  if (version.data.formatVersion > FORMAT_VERSION) {
    throw new FormatError(
      "format/too-new",
      `${name} has format version ${version.data.formatVersion}; this tracksafe reads up to ${FORMAT_VERSION}.`,
      { hint: "Update tracksafe, then try again." },
    );
  }
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const path = result.error.issues[0]?.path.join(".") ?? "";
  throw new IntegrityError("snapshot/corrupt", `${name} is damaged at "${path}".`, {
    cause: new Error(`${result.error.issues[0]?.code} at ${path}`),
    hint: "Use another snapshot, or an older copy of this file.",
  });
}

function parseJson(bytes: Uint8Array, name: string): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch (cause) {
    // The parser's own message quotes the text, which may hold titles.
    throw new IntegrityError("snapshot/corrupt", `${name} is damaged: it is not JSON.`, {
      cause: new Error(cause instanceof Error ? cause.name : "not JSON"),
      hint: "Use another snapshot, or an older copy of this file.",
    });
  }
}
