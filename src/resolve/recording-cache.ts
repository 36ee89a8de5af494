import * as z from "zod";
import type { Clock } from "../clock.ts";
import { LEVELS } from "../match/judge.ts";
import { MATCHER_VERSION } from "../match/rules.ts";
import type { State } from "../model/state.ts";
import type { SearchFinding } from "./finding.ts";
import { decodeState, encodeState } from "./state-json.ts";

/** The name of the findings in a state. */
const NAME = "findings";

/** The number of findings that are kept. The oldest ones are forgotten first. */
const MOST = 20_000;

/** After this time something that was not found is looked for again: catalogues grow. */
const MISS_TRUSTED_MS = 90 * 24 * 60 * 60 * 1000;

const text = z.string();
const findingSchema = z.object({
  level: z.enum(LEVELS),
  isClose: z.boolean(),
  candidates: z
    .array(
      z.object({
        reference: text,
        title: text,
        artists: z.array(text).readonly(),
        album: text.nullable(),
        durationMs: z.number(),
        level: z.enum(LEVELS),
        reasons: z.array(text).readonly(),
      }),
    )
    .readonly(),
});

const memorySchema = z.array(
  z.object({ key: text, matcher: z.int(), at: z.iso.datetime(), finding: findingSchema }),
);

type Remembered = z.infer<typeof memorySchema>[number];

/**
 * The findings of earlier runs about recordings. They may be lost at any time, which only costs
 * requests.
 */
export interface RecordingCache {
  /** The finding about the recording; `null`: it has to be looked for (again). */
  get(key: string): SearchFinding | null;
  set(key: string, finding: SearchFinding): void;
  /** Stores the findings that were set since. */
  save(): Promise<void>;
}

/**
 * Opens the memory in `state`. A recording that was not found is forgotten when the matcher or the
 * catalogue may know more by now.
 */
export async function openRecordingCache(state: State, clock: Clock): Promise<RecordingCache> {
  const entries = (await decodeState(state, NAME, memorySchema)) ?? [];
  const known = new Map(entries.map((entry) => [entry.key, entry]));
  let isChanged = false;

  return {
    get(key) {
      const entry = known.get(key);
      return entry === undefined || isOutdated(entry, clock.now()) ? null : entry.finding;
    },
    set(key, finding) {
      // The newest one comes last.
      known.delete(key);
      known.set(key, { key, matcher: MATCHER_VERSION, at: clock.now().toISOString(), finding });
      isChanged = true;
    },
    async save() {
      if (isChanged) await encodeState(state, NAME, [...known.values()].slice(-MOST));
      isChanged = false;
    },
  };
}

function isOutdated({ matcher, at, finding }: Remembered, now: Date): boolean {
  if (finding.level === "certain" || finding.level === "likely") return false;
  return matcher !== MATCHER_VERSION || now.getTime() - Date.parse(at) > MISS_TRUSTED_MS;
}
