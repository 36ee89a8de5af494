import type { ProviderError } from "../errors.ts";
import { isSound, MovedError, type Walk } from "../model/provider.ts";
import type { Collection, Entry } from "../model/records.ts";
import { canonicalJson } from "../snapshot/canonical.ts";
import type { FileRecord } from "../snapshot/metadata.ts";
import { type CaughtUp, catchUp } from "./catch-up.ts";
import type { Pause, RunContext } from "./context.ts";
import type { WrittenDocument } from "./files.ts";
import { keepKnown } from "./known.ts";
import { untilCut } from "./progress.ts";
import { LostError } from "./recall.ts";
import { gapIn, type Remarks, remarksIn, remarksOn } from "./remarks.ts";
import { keepStored, pastOf, type Reusable, readAtOf } from "./reuse.ts";
import { traced } from "./trace.ts";

/** What one walk through a collection came to. */
export type WalkRead =
  | {
      /** It came to the end of the list. */
      readonly kind: "whole";
      readonly file: FileRecord;
      readonly remarks: Remarks;
      /** Whether its pages and its count fit together. */
      readonly isSound: boolean;
      /** Whether it is sound, and one answer of the provider: no change can have come in between. */
      readonly isProved: boolean;
      /** See `Trace`. */
      readonly trace: string;
    }
  /** What came before a page that could not be read. */
  | {
      readonly kind: "cut";
      readonly file: FileRecord;
      readonly error: Pause | ProviderError;
    }
  /** The list was seen to change. */
  | { readonly kind: "moved" }
  /** What it was to be built on is of no use; `isAtomic`: and nothing but the first page was read. */
  | { readonly kind: "lost"; readonly isAtomic: boolean };

/** Stores what a walk shows, or what `earlier` has of it as far as that stands. */
export async function readWalk(
  context: RunContext,
  collection: Collection,
  walk: Walk,
  earlier: Reusable | null,
): Promise<WalkRead> {
  const base = isDated(walk) ? earlier : null;
  const unchanged = base && (await keepUnchanged(context, walk, base));
  if (unchanged) return unchanged;
  const source = base === null ? readAll(walk) : build(context, walk, base);
  const trace = traced(source.pages);
  const known = untilCut(keepKnown(trace.pages, pastOf(context, collection)));
  try {
    const written = await context.files.document(collection, { kind: collection }, known.pages);
    const built = source.isBuilt() ? base : null;
    const readAt = built === null ? {} : { readAt: readAtOf(built) };
    const head = isDated(walk) ? { head: headOf(context, walk) } : {};
    const part = { id: collection, kind: collection, state: "ok", ...written, ...readAt } as const;
    const error = known.reason();
    if (error !== null) return { kind: "cut", file: part, error };
    const whole = { kind: "whole", file: { ...part, ...head }, trace: trace.digest() } as const;
    const isAtomic = source.isAtomic();
    const judged = built === null ? judge(walk, part) : judgeBuilt(walk, part, built);
    if (judged !== null) return { ...whole, ...judged, isProved: judged.isSound && isAtomic };
    await context.files.discard(written.parts);
    return { kind: "lost", isAtomic };
  } catch (error) {
    if (error instanceof LostError) return { kind: "lost", isAtomic: source.isAtomic() };
    if (error instanceof MovedError) return { kind: "moved" };
    throw error;
  }
}

type Judged = Pick<Extract<WalkRead, { readonly kind: "whole" }>, "isSound" | "remarks">;

function judge(walk: Walk, { id, entries }: FileRecord): Judged {
  return {
    isSound: isSound(walk, entries),
    remarks: remarksOn(id, walk.report(), walk.total, entries),
  };
}

/**
 * The same of a walk that was built on an earlier one; `null` where a page did not agree with itself:
 * rows that are only not shown would pass for rows that are gone. What comes twice is accounted for.
 */
function judgeBuilt(
  { total, report }: Walk,
  { id, entries = 0 }: FileRecord,
  { previous, file }: Reusable,
): Judged | null {
  const { disagreeing, repeats, malformed } = report();
  const before = remarksIn(previous.metadata, file);
  if (disagreeing > 0 || entries + gapIn(before) !== total) return null;
  const { now = 0 } = before.find(({ code }) => code === "malformed-rows") ?? {};
  const all = { disagreeing, repeats, malformed: Math.max(malformed, now) };
  return { isSound: true, remarks: remarksOn(id, all, total, entries) };
}

function readAll(walk: Walk): CaughtUp {
  return { pages: pagesOf(walk), isAtomic: () => walk.isWhole, isBuilt: () => false };
}

function build({ provider, recall }: RunContext, walk: Walk, { file, previous }: Reusable) {
  return catchUp(walk, provider.name, {
    total: file.total ?? file.entries ?? 0,
    gap: gapIn(remarksIn(previous.metadata, file)),
    entries: () => recall.entries(file),
  });
}

/** The file as it was, where the list begins as it did then, and is as long. */
async function keepUnchanged(
  context: RunContext,
  walk: Walk,
  reusable: Reusable,
): Promise<WalkRead | null> {
  const { file, previous } = reusable;
  const head = headOf(context, walk);
  if (file.state === "incomplete" || file.head !== head) return null;
  const stored: WrittenDocument | null = await keepStored(context, reusable);
  if (stored === null) return null;
  const { id, kind } = file;
  return {
    kind: "whole",
    file: { id, kind, state: "ok", ...stored, head, readAt: readAtOf(reusable) },
    remarks: remarksIn(previous.metadata, file),
    isSound: true,
    isProved: true,
    trace: "",
  };
}

function headOf({ digest }: RunContext, { total, first }: Walk): string {
  return digest("head", `${total}`, canonicalJson(first));
}

/** Whether the list is one in the order of its dates, so that what is new is on top. */
function isDated({ first }: Walk): boolean {
  return first.length > 0 && first.every(({ addedAt }) => addedAt !== null);
}

/** All pages of a walk, the first included. */
export async function* pagesOf(walk: Walk): AsyncIterable<readonly Entry[]> {
  yield walk.first;
  yield* walk.rest();
}

/** Whether two walks begin alike, and are as long. */
export function sameHead(a: Walk, b: Walk): boolean {
  return a.total === b.total && canonicalJson(a.first) === canonicalJson(b.first);
}
