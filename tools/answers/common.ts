import { z } from "zod";
import { KINDS } from "../../src/model/records.ts";
import { fileStates } from "../../src/snapshot/metadata.ts";

/** Text that somebody else may have written. */
export const text = z.string();
export const count = z.int().nonnegative();
export const time = z.iso.datetime();
/** The code of an error: see `docs/errors.md`. */
export const code = z.string().regex(/^[a-z][a-z0-9-]*(?:\/[a-z0-9-]+)?$/);
export const snapshotName = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d(?:-\d+)?$/);
export const status = z.enum(["complete", "partial", "failed", "damaged", "newer"]);
export const kind = z.enum(KINDS);
export const fileState = z.enum(fileStates);

/** The references of a thing, by provider. */
export const refs = z
  .record(z.string(), z.string())
  .describe('where it is found: `{ "spotify": "spotify:track:…" }`');

/** The error that ended a command, or a part of it. */
export const error = z
  .strictObject({
    code: code.describe("the [code](errors.md), which does not change"),
    message: text.describe("what happened"),
    hint: text.optional().describe("what to do next"),
    retryAt: time.optional().describe("when to try again"),
  })
  .meta({ id: "error" });

export const skipped = z
  .strictObject({
    name: text.describe("the snapshot"),
    file: text
      .optional()
      .describe(
        "the id of the file in it; missing where the whole snapshot is meant, and in `find`",
      ),
    reason: text.describe(
      "the error code, the state of the file, or the [doubt](format.md#latest-and-what-is-believed) about the snapshot",
    ),
  })
  .meta({ id: "skipped" });

export const SKIPPED = z
  .array(skipped)
  .describe("what could not be read or is not believed. If there is any, the exit code is 3");

/** The types of things that have a record. */
export const RECORD_TYPES = [
  "track",
  "local",
  "episode",
  "album",
  "artist",
  "show",
  "audiobook",
] as const;

const entryKeys = {
  type: z
    .enum([...RECORD_TYPES, "unavailable"])
    .describe("what it is; `unavailable`: the provider no longer shows it"),
  title: text.nullable().describe("its title; `null` where the provider no longer says"),
  artists: z
    .array(text)
    .describe("its artists; of an episode the show, of an audiobook the authors"),
  refs,
  addedAt: time.nullable().describe("when it was added; `null`: nobody recorded it"),
};

export const entry = z.strictObject(entryKeys).meta({ id: "entry" });

export const place = count.describe("its place in the list, from 0");

export const placedEntry = z.strictObject({ ...entryKeys, at: place }).meta({ id: "placed-entry" });

export const warning = z
  .strictObject({
    code: code.describe("the [warning](format.md)"),
    file: text.optional().describe("the id of the file that it is about"),
    was: count.optional().describe("a number before"),
    now: count.optional().describe("the same number now"),
    since: time.optional().describe("with `shrunk`: since when the list is smaller"),
  })
  .meta({ id: "warning" });

export const kindCount = z
  .strictObject({
    kind: z.enum([...KINDS, "covers"]).describe("the kind"),
    files: count.describe("the number of files"),
    entries: count.describe("the number of entries in all of them"),
    bytes: count.describe("their size as it is stored"),
    nameOnly: count.optional().describe("of playlists: how many are kept as name and link only"),
  })
  .meta({ id: "kind-count" });

export const doubt = z
  .enum(["other-key", "several-keys", "forged", "plain", "misplaced", "future"])
  .nullable()
  .describe("the [doubt](format.md#latest-and-what-is-believed) about it; `null`: it is believed");

export const unfinished = z
  .strictObject({
    user: text.describe("the account"),
    name: text.describe("the name that the snapshot would have"),
    status: z.enum(["running", "interrupted"]).describe("whether its run still goes on"),
  })
  .meta({ id: "unfinished" });

/** A snapshot that a run has stored. */
export const stored = z.strictObject({
  user: text.describe("the directory of the account"),
  name: snapshotName.describe("the name of the snapshot"),
  location: text.describe("where it is"),
});
