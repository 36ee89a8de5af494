import * as z from "zod";
import { UsageError } from "../../src/errors.ts";
import { isWithinBounds } from "../../src/json.ts";
import type { PreviewParts } from "./shown-preview.ts";

/** More than the plan for any library. */
const BOUNDS = { depth: 20, values: 5_000_000 };
const MOST_ITEMS = 1_000_000;

const toAdd = z.number().int().min(0).max(MOST_ITEMS);
const present = z.number().int().min(0);
const failed = z.string().nullable();

const skip = z.object({
  file: z.string(),
  reason: z.string(),
  title: z.string(),
  artists: z.array(z.string()),
  playlist: z.string().nullable(),
  position: z.number().nullable(),
  link: z.string().nullable(),
});
const skipped = z.array(skip);

const todo = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("make-private"), title: z.string() }),
  z.object({ kind: z.literal("local-files"), file: z.string(), items: skipped }),
  z.object({ kind: z.literal("folders") }),
]);

const unusable = z.array(z.object({ source: z.string(), file: z.string(), code: z.string() }));

const dryRunSchema = z.object({
  dryRun: z.literal(true),
  collections: z.array(z.object({ kind: z.string(), toAdd, present, skipped, failed })),
  playlists: z.array(
    z.object({
      name: z.string(),
      action: z.string(),
      id: z.string().nullable(),
      present,
      skipped,
      failed,
      toAdd,
    }),
  ),
  unusable,
  incomplete: unusable,
  todo: z.array(todo),
});

/** Reads what `restore --dry-run --json` printed. Throws `UsageError` `usage/dry-run`. */
export function readDryRun(content: Uint8Array): PreviewParts {
  const read = dryRunSchema.safeParse(parse(content));
  if (!read.success) throw notDryRun();
  const { collections, playlists, ...rest } = read.data;
  return {
    unusable: rest.unusable,
    incomplete: rest.incomplete,
    plan: {
      collections: collections.map(({ toAdd: number, ...one }) => ({
        ...one,
        missing: Array.from({ length: number }, () => UNNAMED),
      })),
      playlists: playlists.map(({ name, toAdd: number, ...one }) => ({
        ...one,
        wanted: { source: { file: "", playlist: { name } } },
        how: null,
        length: 0,
        inserts: [{ items: { length: number } as readonly unknown[] }].filter(() => number > 0),
      })),
      todo: rest.todo,
    },
  };
}

/** The file has the numbers of what is added, and not the names. */
const UNNAMED = { title: "", artists: [] };

function parse(content: Uint8Array): unknown {
  if (!isWithinBounds(content, BOUNDS)) throw notDryRun();
  try {
    return JSON.parse(new TextDecoder().decode(content));
  } catch {
    throw notDryRun();
  }
}

function notDryRun(): UsageError {
  return new UsageError("usage/dry-run", "This file is not the plan of a restore.", {
    hint: "Give the JSON that `tracksafe restore … --dry-run --json` prints.",
  });
}
