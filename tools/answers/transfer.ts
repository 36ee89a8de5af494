import { z } from "zod";
import { KINDS } from "../../src/model/records.ts";
import {
  code,
  count,
  entry,
  error,
  fileState,
  kind,
  kindCount,
  place,
  SKIPPED,
  stored,
  text,
  warning,
} from "./common.ts";

export const backup = z.strictObject({
  status: z.enum(["complete", "partial", "failed"]).describe("how the run ended"),
  error: error.nullable().describe("what ended it early"),
  snapshot: stored.nullable().describe("the snapshot; `null`: the run made none"),
  kinds: z.array(kindCount).describe("how much of each kind is in it"),
  problems: z
    .array(
      z.strictObject({
        file: text.describe("the id of the file"),
        state: fileState.describe("its state, see [format.md](format.md)"),
        error: code.optional().describe("the [code](errors.md) of what happened"),
      }),
    )
    .describe("the files that are not what they should be"),
  warnings: z.array(warning).describe("what a person should know"),
  requests: count.describe("the number of requests that were sent"),
  durationMs: z.number().nonnegative().describe("the time that it took, in milliseconds"),
});

const OUTCOMES = ["certain", "likely", "chosen", "doubtful", "none", "skipped", "unasked"] as const;

const skip = z
  .strictObject({
    file: text.describe("the id of the file that it is in"),
    reason: text.describe(
      "why it is left out: `unavailable`, `not-found`, `doubtful`, `declined` (you decided to skip it), `unasked` (Spotify did not answer), `unmatched`, `refused`, `withheld`, `local` or `cover`",
    ),
    title: text.describe("its title"),
    artists: z.array(text).describe("its artists"),
    playlist: text.nullable().describe("the name of its playlist; `null`: it is in none"),
    position: count.nullable().describe("its place there, from 1; `null` for a playlist itself"),
    reference: text.describe("the reference that was stored"),
    link: text.nullable().describe("the page where a person finds it"),
  })
  .meta({ id: "left-out" });

const unusable = z
  .strictObject({
    source: text.describe("the snapshot"),
    file: text.describe("the id of the file"),
    code: code.describe("the [code](errors.md) of what happened"),
  })
  .meta({ id: "unusable" });

const todo = z
  .strictObject({
    kind: z.enum(["make-private", "local-files", "folders"]).describe("what is to be done"),
    file: text.optional().describe("the id of the file of the playlist"),
    title: text.optional().describe("the name of the playlist"),
    items: z.array(skip).optional().describe("the local files to add"),
  })
  .meta({ id: "todo" });

const candidate = z
  .strictObject({
    reference: text.describe("its reference"),
    title: text.describe("its title"),
    artists: z.array(text).describe("its artists"),
    level: text.describe("how sure it is that it is the recording: see [matching](matching.md)"),
    reasons: z.array(text).describe("why"),
  })
  .meta({ id: "candidate" });

const recording = z
  .strictObject({
    key: text.describe("its key in the file of `--review`"),
    title: text.describe("its title"),
    artists: z.array(text).describe("its artists"),
    places: z
      .array(
        z.strictObject({
          file: text.describe("the id of the file"),
          playlist: text.nullable().describe("the name of the playlist; `null`: it is in none"),
          position: count.describe("its place there, from 1"),
        }),
      )
      .describe("where it is in the snapshots"),
    outcome: z.enum(OUTCOMES).describe("what was found"),
    reference: text.nullable().describe("the reference that is put back"),
    isClose: z.boolean().describe("whether the runner-up is about as likely"),
    candidate: candidate.nullable().describe("the likeliest recording"),
    runnerUp: candidate.nullable().describe("the next one"),
  })
  .meta({ id: "recording" });

const recordings = {
  search: z
    .strictObject({
      recordings: count.describe("how many recordings"),
      requests: count.describe("the most requests that it takes"),
    })
    .describe("the search for recordings that this run needed"),
  outcomes: z
    .partialRecord(z.enum(OUTCOMES), count)
    .describe("how many recordings there are by outcome"),
  recordings: z
    .array(recording)
    .describe("recordings without a reference, or with one that is not shown any more"),
};

const TODO = z
  .array(todo)
  .describe("what only you can do, because the provider's interface cannot");
const UNUSABLE = z.array(unusable).describe("files that could not be used");
const INCOMPLETE = z.array(unusable).describe("files that the backup did not read to their end");
const SKIPS = z.array(skip).describe("what cannot be put back");
const failed = code
  .nullable()
  .describe("the [code](errors.md) of why it cannot be read or written now");

export const restorePreview = z.strictObject({
  dryRun: z.literal(true).describe("nothing was written"),
  isSameAccount: z.boolean().describe("whether it is the account that the snapshot came from"),
  isEmpty: z.boolean().describe("whether there is nothing to write"),
  sources: z.array(text).describe("the snapshots"),
  continues: z.boolean().describe("whether an earlier restore is gone on with"),
  collections: z
    .array(
      z.strictObject({
        kind: kind.describe("the kind"),
        toAdd: count.describe("how many would be added"),
        present: count.describe("how many are there"),
        skipped: SKIPS,
        failed,
      }),
    )
    .describe("the collections"),
  playlists: z
    .array(
      z.strictObject({
        name: text.describe("its name"),
        action: z
          .enum(["follow", "return", "create", "fill"])
          .describe("what would be done with it"),
        id: text.nullable().describe("the playlist in the account; `null`: it is not there"),
        present: count.describe("how many of its items are there"),
        skipped: SKIPS,
        failed,
        fillsEmpty: z.boolean().describe("whether it is there, and empty"),
        toAdd: count.describe("how many items would be added"),
      }),
    )
    .describe("the playlists"),
  unusable: UNUSABLE,
  incomplete: INCOMPLETE,
  unproved: z
    .array(
      z.strictObject({
        source: text.describe("the snapshot"),
        file: text.describe("the id of the file"),
      }),
    )
    .describe("files that nothing proves to be yours, with `--unproved`"),
  unrecordedKeyIds: z
    .array(text)
    .describe("key ids that are believed only because the snapshots name no other"),
  passedOver: count.describe("how many newer snapshots are not proved, and not used"),
  newer: z
    .array(
      z.strictObject({
        name: text.describe("the snapshot"),
        reason: text.describe("why it is not the latest"),
      }),
    )
    .describe("all snapshots that are newer than the latest"),
  todo: TODO,
  ...recordings,
  requests: count.describe("the number of requests that were sent"),
  requestsToCome: count.describe("about how many more the restore takes"),
});

export const restore = z.strictObject({
  status: z.enum(["complete", "partial", "failed"]).describe("how the restore ended"),
  error: error.nullable().describe("what ended it early"),
  added: count.describe("how many things were added"),
  present: count.describe("how many were there"),
  likes: z
    .enum(["dated", "batches"])
    .nullable()
    .describe("how likes were put back: with their dates, or in their order only"),
  files: z
    .array(
      z.strictObject({
        file: text.describe("the id of the file"),
        kind: kind.describe("its kind"),
        title: text.describe("the name of a playlist; empty for a collection"),
        action: z
          .enum(["follow", "return", "create", "fill"])
          .optional()
          .describe("what was done with a playlist"),
        how: text.nullable().optional().describe("why a playlist was taken to be the one"),
        id: text.nullable().optional().describe("the playlist in the account"),
        added: count.describe("how many were added"),
        present: count.describe("how many were there"),
        moved: count.describe("how many are in another place than they were"),
        appended: count.describe("how many went to the end"),
        failed,
      }),
    )
    .describe("what became of each file"),
  skipped: SKIPS,
  substituted: z
    .array(
      z.strictObject({
        file: text.describe("the id of the file"),
        title: text.describe("what is no longer there"),
        from: text.describe("its reference"),
        to: text.describe("the reference of the same recording"),
        toTitle: text.describe("the title of that"),
      }),
    )
    .describe("recordings that stand in for others"),
  doubles: z
    .array(
      z.strictObject({
        file: text.describe("the id of the file"),
        title: text.describe("the name of the playlist"),
        remove: z
          .array(
            z.strictObject({
              id: text.describe("the playlist"),
              link: text.nullable().describe("its page"),
            }),
          )
          .describe("the copies to delete"),
      }),
    )
    .describe("playlists that another restore made at the same time"),
  unusable: UNUSABLE,
  incomplete: INCOMPLETE,
  todo: TODO,
  ...recordings,
  requests: count.describe("the number of requests that were sent"),
});

const ofEntry = entry.extend({
  kind: kind.describe("the kind of its list"),
  list: text.describe("the title of its list"),
  at: place,
});

export const exported = z.strictObject({
  snapshot: text.describe("the snapshot"),
  user: text.describe("its account"),
  out: text.describe("the directory of the files"),
  files: z
    .array(
      z.strictObject({
        name: text.describe("the name of the file"),
        bytes: count.describe("its size"),
        lists: z
          .array(
            z.strictObject({
              kind: kind.describe("the kind"),
              title: text.describe("the name of a playlist, or the kind"),
              entries: count.describe("how many entries are in the file"),
            }),
          )
          .describe("the lists that are in it"),
      }),
    )
    .describe("the files that were written"),
  leftOut: z
    .strictObject({
      lists: z
        .array(
          z.strictObject({
            kind: kind.describe("the kind"),
            title: text.describe("the name of a playlist, or the kind"),
            reason: z
              .enum(["format", "withheld"])
              .describe("whether the format cannot hold it, or the provider withholds it"),
          }),
        )
        .describe("lists"),
      entries: z.array(ofEntry).describe("entries that the format cannot hold"),
    })
    .describe("what is in no file"),
  skipped: SKIPPED,
});

export const imported = z.strictObject({
  preview: z
    .strictObject({
      format: text.describe("the format that was recognised"),
      files: count.describe("the number of files"),
      kinds: z
        .array(
          z.strictObject({
            kind: z.enum(KINDS).describe("the kind"),
            lists: count.describe("the number of lists"),
            rows: count.describe("the number of rows in them"),
          }),
        )
        .describe("how much of each kind is in them"),
      rows: count.describe("the number of all rows"),
      missing: z
        .strictObject({
          references: count.describe("the provider's id"),
          isrcs: count.describe("the ISRC"),
          dates: count.describe("when it was added"),
          contents: count.describe("everything"),
        })
        .describe("how many rows do not say"),
      likes: z
        .strictObject({
          order: z.enum(["newest-first", "oldest-first"]).describe("how they are ordered"),
          isDated: z.boolean().describe("whether their dates say so"),
        })
        .nullable()
        .describe("how the likes are understood; `null`: there are none"),
      leftOut: z
        .array(
          z.strictObject({
            reason: text.describe("why"),
            count: count.describe("how many"),
          }),
        )
        .describe("what is left out"),
    })
    .describe("what the files hold"),
  snapshot: stored.describe("the snapshot that holds it"),
  isNew: z.boolean().describe("whether it was made now, and not by an earlier import of the same"),
  keyId: text.nullable().describe("the id of its key; `null`: it is in the clear"),
  kinds: z.array(kindCount).describe("how much of each kind is in it"),
});
