import { z } from "zod";
import { KEEP_REASONS } from "../../src/history/prune-policy.ts";
import {
  code,
  count,
  doubt,
  entry,
  fileState,
  kind,
  kindCount,
  place,
  placedEntry,
  RECORD_TYPES,
  refs,
  SKIPPED,
  snapshotName,
  status,
  text,
  time,
  unfinished,
  warning,
} from "./common.ts";

const user = text.describe("the account of the snapshot");

const snapshot = z
  .strictObject({
    name: text.describe("the snapshot"),
    user,
    createdAt: time.nullable().describe("when it was made; `null` where its metadata is damaged"),
    status: status.describe(
      "how its run ended; `damaged`; or `newer` for one that a newer tracksafe made",
    ),
    sealed: z
      .boolean()
      .nullable()
      .describe("whether it is sealed; `null` where its metadata is damaged"),
    latest: z.boolean().describe("whether it is the one that `latest` means"),
    likes: count.nullable().describe("the number of likes; `null`: it has none of the kind"),
    playlists: count
      .nullable()
      .describe("the number of playlists; `null`: it has none of the kind"),
    bytes: count.describe("its size as it is stored"),
    warnings: z.array(warning).describe("what its run warned of"),
    keyId: text
      .nullable()
      .describe("the id of the key that it was made with; `null` where it is in the clear"),
    doubt,
    problem: text.optional().describe("a sentence about its metadata, if these are damaged"),
    kinds: z.array(kindCount).describe("how much of each kind is in it"),
  })
  .meta({ id: "snapshot" });

export const list = z.strictObject({
  snapshots: z.array(snapshot).describe("the snapshots of all accounts, newest first"),
  unfinished: z
    .array(unfinished)
    .describe("what runs are writing now, or left when they were interrupted. No snapshots yet"),
});

const shownList = z
  .strictObject({
    id: text.describe("the id of its file"),
    kind: kind.describe("its kind"),
    state: fileState.describe("the state of the file, see [format.md](format.md)"),
    title: text
      .nullable()
      .describe(
        "the name of a playlist; `null` for a collection, and where the name is not known without a key",
      ),
    entries: count
      .nullable()
      .describe("how many there are; `null`: nothing was stored, or the provider withholds them"),
  })
  .meta({ id: "shown-list" });

export const show = z.strictObject({
  snapshot: text.describe("the snapshot"),
  user,
  createdAt: time.nullable().describe("when it was made"),
  status: status.describe("how its run ended"),
  sealed: z.boolean().nullable().describe("whether it is sealed"),
  lists: z
    .array(shownList)
    .describe("the collections, then the playlists in the order of the account"),
  skipped: SKIPPED,
});

const playlist = z.strictObject({
  name: text.describe("its name"),
  description: text.nullable().describe("its description, if it has one"),
  visibility: z
    .enum(["public", "private", "unknown"])
    .describe("whether the owner's profile shows it"),
  collaborative: z.boolean().describe("whether others may edit it"),
  owner: z
    .strictObject({ name: text.describe("the name"), refs })
    .describe("the account that it belongs to"),
  relation: z
    .enum(["owned", "followed"])
    .describe("whether it is the account's own, or somebody else's"),
  refs,
});

export const showList = z.strictObject({
  snapshot: text.describe("the snapshot"),
  user,
  list: shownList.describe("the list"),
  playlist: playlist.nullable().describe("what a playlist says of itself; `null` for a collection"),
  entries: z
    .array(placedEntry)
    .nullable()
    .describe("the entries in their order; `null` where the provider withholds them"),
  skipped: SKIPPED,
});

export const find = z.strictObject({
  matches: z
    .array(
      z.strictObject({
        type: z.enum([...RECORD_TYPES, "playlist"]).describe("what it is"),
        title: text.describe("its title or name"),
        artists: z
          .array(text)
          .describe(
            "its artists; of an episode the show, of an audiobook the authors, of a playlist its owner",
          ),
        refs,
        spans: z
          .array(
            z.strictObject({
              in: text.describe(
                "the list: a kind (`likes`), the name of a playlist, or `playlists` for a playlist itself",
              ),
              file: text.describe(
                "the id of the file of the list, which stays the same when a playlist is renamed",
              ),
              addedAt: time.nullable().describe("when it was added"),
              from: text.describe("the first snapshot that has it"),
              until: text
                .nullable()
                .describe("the first snapshot that no longer has it; `null`: it is still there"),
            }),
          )
          .describe("the times during which it was in a list"),
      }),
    )
    .describe("what was found"),
  snapshots: count.describe("how many snapshots were searched"),
  locked: count.describe(
    "how many snapshots are sealed and were not searched, because no key was given. If there is any, the exit code is 3",
  ),
  skipped: SKIPPED,
});

const movedEntry = placedEntry
  .extend({ from: place.describe("its place in the older list, from 0") })
  .meta({ id: "moved-entry" });

const changedEntry = placedEntry
  .extend({ was: entry.describe("the entry before") })
  .meta({ id: "changed-entry" });

const unknown = "; `null` if `locked`";

const numbers = z
  .strictObject({
    was: count.nullable().describe("in the older snapshot; `null`: none are stored there"),
    now: count.nullable().describe("in the newer snapshot; `null`: none are stored there"),
  })
  .optional()
  .describe("only if `locked`: the number of entries");

const changes = {
  added: z.array(placedEntry).nullable().describe(`entries that only the newer list has${unknown}`),
  removed: z
    .array(placedEntry)
    .nullable()
    .describe(`entries that only the older list has${unknown}`),
  moved: z
    .array(movedEntry)
    .nullable()
    .describe(`entries that stand elsewhere among those that both have${unknown}`),
  changed: z
    .array(changedEntry)
    .nullable()
    .describe(
      `entries that say something else, such as a new title or that they are no longer available${unknown}`,
    ),
  entries: numbers,
};

const withheld = "; `null` where the provider withholds the items, and if `locked`";

const listChange = z.strictObject(changes).meta({ id: "change" });
const ofKind = (what: string) => listChange.optional().describe(`how the ${what} differ`);

export const diff = z.strictObject({
  from: text.describe("the older snapshot"),
  to: text.describe("the newer snapshot"),
  locked: z
    .boolean()
    .describe(
      "whether one of the two is sealed and no key was given, so that only the metadata is compared. The exit code is then 3",
    ),
  likes: ofKind("likes"),
  albums: ofKind("albums"),
  artists: ofKind("artists"),
  shows: ofKind("shows"),
  episodes: ofKind("episodes"),
  audiobooks: ofKind("audiobooks"),
  playlists: z
    .array(
      z.strictObject({
        id: text.describe("the id of its file"),
        title: text
          .nullable()
          .describe("its name now; of a removed one its last name; `null` if `locked`"),
        was: text.nullable().describe("its name before; `null` for a new one, and if `locked`"),
        change: z.enum(["added", "removed", "renamed", "edited"]).describe("what happened to it"),
        added: changes.added.describe(`as in a [change](#change)${withheld}`),
        removed: changes.removed.describe(`the same${withheld}`),
        moved: changes.moved.describe(`the same${withheld}`),
        changed: changes.changed.describe(`the same${withheld}`),
        entries: numbers,
      }),
    )
    .describe("the playlists that differ"),
  skipped: SKIPPED,
});

export const verify = z.strictObject({
  ok: z.boolean().describe("whether there is no problem"),
  snapshots: z
    .array(
      z.strictObject({
        user,
        name: text.describe("the snapshot"),
        status: status.describe("how its run ended, `damaged` or `newer`"),
        doubt,
        files: count.describe("how many files were checked"),
        bytes: count.describe("their size"),
        nameOnly: count.describe("how many playlists are kept as name and link only"),
        problems: z
          .array(
            z.strictObject({
              file: text.describe("the file"),
              code: code.describe("the [code](errors.md) of what is wrong"),
              message: text.describe("the same as a sentence"),
            }),
          )
          .describe("what is not as it was written"),
      }),
    )
    .describe("the snapshots, oldest first"),
  unfinished: z.array(unfinished).optional().describe("what runs are writing now, or left"),
});

const REASONS = [
  ...KEEP_REASONS,
  ...(["newest", "latest", "before-shrunk", "restore", "not-proved", "unreadable"] as const),
];

export const prune = z.strictObject({
  kept: z
    .array(
      z.strictObject({
        name: snapshotName.describe("the snapshot"),
        reasons: z
          .array(z.enum(REASONS))
          .describe("the rules that keep it, and reasons that no rule can overrule"),
      }),
    )
    .describe("the snapshots that stay, newest first"),
  removed: z
    .array(z.strictObject({ name: snapshotName.describe("the snapshot") }))
    .describe("the snapshots that go, newest first"),
  rewrite: z
    .strictObject({
      branch: text.describe("the branch"),
      others: z.array(text).describe("other files and directories on it, which stay"),
    })
    .nullable()
    .describe("with `--rewrite`: the branch whose history goes as well"),
});
