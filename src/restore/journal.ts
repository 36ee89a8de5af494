import * as z from "zod";
import { bytesOf } from "../bytes.ts";
import { ConflictError } from "../errors.ts";
import type { JournalStore } from "../model/journal-store.ts";
import { canonicalJson } from "../snapshot/canonical.ts";
import { sha256 } from "../snapshot/digest.ts";

/**
 * The lines of a journal. They hold references and ids of the person's library, so they are kept in
 * a private place.
 */
export type JournalLines = Pick<JournalStore, "read" | "append">;

const text = z.string();
const time = z.iso.datetime();
const journalItem = z.object({
  state: z.enum(["ready", "lookup", "local", "gone"]),
  reference: text,
  isrc: text.exactOptional(),
  title: text,
  addedAt: text.nullable(),
});

/** One record of a journal. */
export const recordSchema = z.discriminatedUnion("type", [
  /** Begins a journal: what is restored, and whose account it goes to. */
  z.object({
    type: z.literal("restore"),
    version: z.literal(1),
    account: text,
    pins: z.array(text).readonly(),
    labels: z.array(text).readonly(),
  }),
  /** References that the target was seen to have, and not to have. */
  z.object({
    type: z.literal("seen"),
    at: time,
    list: text,
    present: z.array(text).readonly(),
    absent: z.array(text).readonly(),
  }),
  /** The whole content of a playlist of the target. */
  z.object({
    type: z.literal("items"),
    at: time,
    id: text,
    items: z.array(journalItem).readonly(),
  }),
  /** A request that is not safe to repeat is about to be sent: to make a playlist, it has a key. */
  z.object({
    type: z.literal("try"),
    at: time,
    key: text.exactOptional(),
    /** Playlists that were there before, and look as the one that is to be made will at first. */
    besides: z.array(text).readonly().exactOptional(),
  }),
  z.object({
    type: z.literal("saved"),
    at: time,
    list: text,
    references: z.array(text).readonly(),
  }),
  z.object({ type: z.literal("created"), at: time, key: text, id: text }),
  /** This copy is one too many; the person was told to delete it. */
  z.object({ type: z.literal("doubled"), at: time, key: text }),
  z.object({
    type: z.literal("added"),
    at: time,
    id: text,
    position: z.int().nonnegative(),
    items: z.array(journalItem).readonly(),
  }),
  z.object({ type: z.literal("cover"), at: time, id: text }),
  /** A reference was found to be dead; `by` is what stands in for it, `null`: nothing. */
  z.object({ type: z.literal("replaced"), at: time, reference: text, by: text.nullable() }),
  /** Everything was done. Observations before this record may be out of date. */
  z.object({ type: z.literal("finished"), at: time }),
]);

/** A record as {@link recordSchema} describes it. */
export type JournalRecord = z.infer<typeof recordSchema>;
type JournalItem = z.infer<typeof journalItem>;

/** The state that the records of a journal add up to. */
export interface JournalProgress {
  /** List → reference → whether the target has it. */
  readonly seen: ReadonlyMap<string, ReadonlyMap<string, boolean>>;
  /** The content of playlists of the target. */
  readonly items: ReadonlyMap<string, readonly JournalItem[]>;
  /** Source playlist → the playlist of the target that was made for it. */
  readonly created: ReadonlyMap<string, { readonly id: string; readonly at: string }>;
  readonly covers: ReadonlySet<string>;
  readonly replaced: ReadonlyMap<string, string | null>;
  /** When something was last written, or was about to be: reads may not show it for a while. */
  readonly writtenAt: string | null;
  /**
   * The source playlists that were to be made, of which the answer to that is not recorded, with
   * the playlists that were there before and look alike.
   */
  readonly opening: ReadonlyMap<string, ReadonlySet<string>>;
}

/** A journal in use. */
export interface Journal {
  progress(): JournalProgress;
  record(...records: readonly JournalRecord[]): Promise<void>;
}

/**
 * The time for which an observation is trusted, in milliseconds: enough for a restore of many days.
 */
const TRUSTED_MS = 7 * 24 * 60 * 60 * 1000;

/** The restore that a journal must be about. */
export interface JournalSubject {
  /** The target account's directory name. */
  readonly account: string;
  readonly pins: readonly string[];
  readonly labels: readonly string[];
}

/** The time for which an interrupted restore can be continued, in milliseconds. */
const CONTINUED_MS = 30 * 24 * 60 * 60 * 1000;

/** The restore that a journal is about, and whether to go on with it. */
export interface Earlier extends JournalSubject {
  /** It was begun and not finished, and somebody went on with it in the last month. */
  readonly isUnfinished: boolean;
}

/** Reads which restore the journal in `store` is about; `null`: there is none. */
export async function readSubject(store: JournalLines, now: Date): Promise<Earlier | null> {
  const records = parseLines(await store.read());
  const subject = subjectOf(records);
  const last = records.findLast((record) => record.type !== "restore");
  const isUnfinished =
    last !== undefined &&
    last.type !== "finished" &&
    now.getTime() - Date.parse(last.at) <= CONTINUED_MS;
  return subject && { ...subject, isUnfinished };
}

/**
 * Opens the journal of a restore, or begins it. `null`: nothing is kept.
 *
 * Throws `ConflictError` `restore/other-journal` when it is about another account or snapshot.
 */
export async function openJournal(
  store: JournalLines | null,
  subject: JournalSubject,
  now: Date,
): Promise<Journal> {
  const records = store === null ? [] : parseLines(await store.read());
  const earlier = subjectOf(records);
  const isOther =
    earlier !== null &&
    (earlier.account !== subject.account ||
      canonicalJson(earlier.pins) !== canonicalJson(subject.pins));
  if (isOther) {
    throw new ConflictError(
      "restore/other-journal",
      "The journal belongs to a restore of other snapshots or into another account.",
      { hint: "Finish that restore, or remove its journal." },
    );
  }
  const state = createState();
  const horizon = new Date(now.getTime() - TRUSTED_MS).toISOString();
  for (const record of records) apply(state, record, horizon);
  const journal: Journal = {
    progress: () => state,
    async record(...added) {
      for (const record of added) {
        await store?.append(encodeLine(record));
        apply(state, record, horizon);
      }
    },
  };
  if (earlier === null) await journal.record({ type: "restore", version: 1, ...subject });
  return journal;
}

function encodeLine(record: JournalRecord): string {
  const json = canonicalJson(record);
  return `${checksum(json)} ${json}`;
}

/** The records in `lines`, without those that were torn or damaged. */
function parseLines(lines: readonly string[]): JournalRecord[] {
  return lines.flatMap((line) => {
    const json = line.slice(17);
    if (line.slice(0, 17) !== `${checksum(json)} `) return [];
    const parsed = recordSchema.safeParse(JSON.parse(json));
    return parsed.success ? [parsed.data] : [];
  });
}

function checksum(json: string): string {
  return sha256(bytesOf(json)).slice(0, 16);
}

function subjectOf(records: readonly JournalRecord[]): JournalSubject | null {
  const first = records.find((record) => record.type === "restore");
  return first === undefined
    ? null
    : { account: first.account, pins: first.pins, labels: first.labels };
}

interface State extends JournalProgress {
  readonly seen: Map<string, Map<string, boolean>>;
  readonly items: Map<string, JournalItem[]>;
  readonly created: Map<string, { id: string; at: string }>;
  readonly covers: Set<string>;
  readonly replaced: Map<string, string | null>;
  readonly opening: Map<string, ReadonlySet<string>>;
  writtenAt: string | null;
}

function createState(): State {
  return {
    seen: new Map(),
    items: new Map(),
    created: new Map(),
    covers: new Set(),
    replaced: new Map(),
    opening: new Map(),
    writtenAt: null,
  };
}

/** Records of looking, and the last one of all: nothing was written then. */
const LOOKING: ReadonlySet<string> = new Set(["seen", "items", "replaced", "doubled", "finished"]);

function apply(state: State, record: JournalRecord, horizon: string): void {
  if (record.type === "restore") return;
  if (!LOOKING.has(record.type)) state.writtenAt = record.at;
  switch (record.type) {
    case "try":
      // A playlist that was there before the first try was made by none of the tries.
      if (record.key !== undefined && !state.opening.has(record.key)) {
        state.opening.set(record.key, new Set(record.besides));
      }
      return;
    case "replaced":
      state.replaced.set(record.reference, record.by);
      return;
    case "created":
      state.created.set(record.key, { id: record.id, at: record.at });
      state.opening.delete(record.key);
      if (record.at >= horizon) state.items.set(record.id, []);
      return;
    case "doubled":
      state.items.delete(state.created.get(record.key)?.id ?? "");
      state.created.delete(record.key);
      return;
    case "finished":
      state.seen.clear();
      state.items.clear();
      state.covers.clear();
      state.opening.clear();
      return;
  }
  if (record.at < horizon) return;
  switch (record.type) {
    case "seen":
      note(state, record.list, record.present, true);
      note(state, record.list, record.absent, false);
      return;
    case "saved":
      note(state, record.list, record.references, true);
      return;
    case "items":
      state.items.set(record.id, [...record.items]);
      return;
    case "added":
      state.items.get(record.id)?.splice(record.position, 0, ...record.items);
      return;
    case "cover":
      state.covers.add(record.id);
  }
}

function note(state: State, list: string, references: readonly string[], has: boolean): void {
  const known = state.seen.get(list) ?? new Map<string, boolean>();
  for (const reference of references) known.set(reference, has);
  state.seen.set(list, known);
}
