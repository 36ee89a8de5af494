import type { Clock } from "../clock.ts";
import { type AppError, ProviderError, RateLimitError } from "../errors.ts";
import type { Log } from "../log.ts";
import { toIsrc } from "../match/isrc.ts";
import type { Level } from "../match/judge.ts";
import { canBeSureOf, type MatchAnswer, match } from "../match/match.ts";
import type { Catalogue } from "../model/catalogue.ts";
import type { Track } from "../model/records.ts";
import type { State } from "../model/state.ts";
import { type Decisions, keepDecisions } from "./decisions.ts";
import { type SearchFinding, toFinding } from "./finding.ts";
import { openRecordingCache, type RecordingCache } from "./recording-cache.ts";
import { mostRequests, searchesFor, type Wanted } from "./wanted.ts";

/** The outcome for one recording, with the reason for it. */
export interface Resolution {
  readonly wanted: Wanted;
  /**
   * The certainty of the finding; `chosen` and `skipped`: a person decided; `unasked`: the provider
   * failed to answer, and the next run asks again.
   */
  readonly outcome: Level | "chosen" | "skipped" | "unasked";
  /** The reference that is written in its place; `null`: nothing is. */
  readonly reference: string | null;
  /** `null`: it was not looked for. */
  readonly finding: SearchFinding | null;
}

/** The search that a run needs. */
export interface SearchNeed {
  /** The number of recordings that have to be looked for. */
  readonly recordings: number;
  /** The most requests that it takes. */
  readonly requests: number;
}

/** The parts that resolving works with. */
export interface ResolveDeps {
  readonly catalogue: Catalogue;
  /** Keeps the findings. It may be lost at any time. */
  readonly memory: State;
  /** Keeps what the person decided. */
  readonly decisions: State;
  readonly clock: Clock;
  readonly log: Log;
  /**
   * Told before the first request, unless there is nothing to look for, and after each recording:
   * how many were looked for so far.
   */
  readonly onSearch: ((need: SearchNeed, looked: number) => void) | undefined;
}

/** The outcomes for all recordings, and the search that they took. */
export interface Resolved {
  /** In the order in which they were wanted. */
  readonly resolutions: readonly Resolution[];
  readonly search: SearchNeed;
}

/** The findings of so many recordings are lost at most when the program is killed. */
const SAVE_EVERY = 50;

/** After this number of failures in a row, the provider answers nobody. */
const HOPELESS = 3;

const NOTHING_WANTED: Resolved = { resolutions: [], search: { recordings: 0, requests: 0 } };

/**
 * Finds the references of recordings: by the person's decisions first (`fresh` are new ones, which
 * are kept), then by what earlier runs found, by ISRC, and by words. Only what is certain or likely
 * gets a reference.
 *
 * Throws what the catalogue throws, when it ends the search; what was found until then is kept.
 */
export async function resolveRecordings(
  wanted: readonly Wanted[],
  fresh: Decisions,
  deps: ResolveDeps,
): Promise<Resolved> {
  if (wanted.length + fresh.size === 0) return NOTHING_WANTED;
  const decisions = await keepDecisions(deps.decisions, fresh);
  const memory = await openRecordingCache(deps.memory, deps.clock);
  const open = wanted.filter(({ key, track }) => {
    return !decisions.has(key) && memory.get(key) === null && mostRequests(track) > 0;
  });
  const search = {
    recordings: open.length,
    requests: open.reduce((sum, { track }) => sum + mostRequests(track), 0),
  };
  if (open.length > 0) deps.onSearch?.(search, 0);
  const unasked = await lookForAll(open, search, memory, deps);
  const resolutions = wanted.map((one): Resolution => {
    const finding = memory.get(one.key);
    const decision = decisions.get(one.key);
    if (decision !== undefined) {
      const outcome = decision === null ? "skipped" : "chosen";
      return { wanted: one, outcome, reference: decision, finding };
    }
    if (unasked.has(one.key)) return { wanted: one, outcome: "unasked", reference: null, finding };
    return byFinding(one, finding);
  });
  return { resolutions, search };
}

function byFinding(wanted: Wanted, finding: SearchFinding | null): Resolution {
  const outcome = finding?.level ?? "none";
  const isWritten = outcome === "certain" || outcome === "likely";
  const reference = (isWritten && finding?.candidates[0]?.reference) || null;
  return { wanted, outcome, reference, finding };
}

/** Looks for each of them. Gives the keys of those about which the provider did not answer. */
async function lookForAll(
  open: readonly Wanted[],
  need: SearchNeed,
  memory: RecordingCache,
  deps: ResolveDeps,
): Promise<ReadonlySet<string>> {
  const unasked = new Set<string>();
  let failures = 0;
  let looked = 0;
  try {
    for (const { key, track } of open) {
      try {
        memory.set(key, await lookFor(track, deps.catalogue));
        failures = 0;
      } catch (error) {
        failures += 1;
        if (!isLocal(error) || failures === HOPELESS) throw error;
        deps.log.info("resolve.unasked", { code: error.code });
        unasked.add(key);
      }
      looked += 1;
      deps.onSearch?.(need, looked);
      if (looked % SAVE_EVERY === 0) await memory.save();
    }
  } catch (error) {
    throw error instanceof RateLimitError ? interrupted(error, looked, open.length) : error;
  } finally {
    await memory.save();
  }
  return unasked;
}

/** Looks for one recording. The first answer that no other search can improve ends it. */
async function lookFor(track: Track, catalogue: Catalogue): Promise<SearchFinding> {
  const isrc = toIsrc(track.isrc);
  const found = isrc === null ? [] : [...(await catalogue.byIsrc(isrc))];
  let answer = match(track, found);
  for (const words of searchesFor(track)) {
    if (isFinal(answer, track)) break;
    found.push(...(await catalogue.search(words)));
    answer = match(track, found);
  }
  return toFinding(answer, catalogue.name);
}

/** Whether more candidates cannot give a better answer. */
function isFinal({ level, isClose, best }: MatchAnswer, track: Track): boolean {
  // More candidates never make a close one less close.
  if (level === "certain" || level === "likely" || isClose) return true;
  return best?.comparison.title === "exact" && !canBeSureOf(track);
}

/** Whether `error` is about one request only. */
function isLocal(error: unknown): error is AppError {
  return error instanceof ProviderError && error.code !== "provider/app-blocked";
}

function interrupted(error: RateLimitError, looked: number, all: number): RateLimitError {
  const { code, message, hint, retryAt, isTold } = error;
  return new RateLimitError(
    code,
    `${message} ${looked} of ${all} recordings were looked for. What was found is kept.`,
    { cause: error, isTold, ...(hint !== undefined && { hint }), ...(retryAt && { retryAt }) },
  );
}
