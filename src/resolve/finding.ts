import type { Level } from "../match/judge.ts";
import type { MatchAnswer, Verdict } from "../match/match.ts";
import { reasonsOf } from "../match/reasons.ts";

/** A recording of the catalogue that may be a wanted one. */
export interface FoundRecording {
  readonly reference: string;
  readonly title: string;
  readonly artists: readonly string[];
  /** `null`: the catalogue names none. */
  readonly album: string | null;
  readonly durationMs: number;
  readonly level: Level;
  /** The facts that speak for and against it. */
  readonly reasons: readonly string[];
}

/** The result of looking for a recording. */
export interface SearchFinding {
  /** The certainty of the first candidate. */
  readonly level: Level;
  /** Whether the only reason for doubt is that another candidate is just as close. */
  readonly isClose: boolean;
  /** The best ones, the best one first. Empty: the catalogue has nothing like it. */
  readonly candidates: readonly FoundRecording[];
}

/** The number of candidates that a person chooses from. */
const SHOWN = 5;

/** The part of an answer to remember; if its level is written, only the winner and the runner-up. */
export function toFinding(answer: MatchAnswer, provider: string): SearchFinding {
  const { level, isClose, best, runnerUp, ranked } = answer;
  const isWritten = level === "certain" || level === "likely";
  const verdicts = isWritten ? [best, runnerUp].filter((each) => each !== null) : ranked;
  const candidates = new Map<string, FoundRecording>();
  for (const verdict of verdicts) {
    const candidate = toCandidate(verdict, provider);
    if (candidate === null || candidates.has(candidate.reference)) continue;
    candidates.set(candidate.reference, candidate);
    if (candidates.size === SHOWN) break;
  }
  return { level, isClose, candidates: [...candidates.values()] };
}

function toCandidate(
  { candidate, level, comparison }: Verdict,
  provider: string,
): FoundRecording | null {
  const { title, artists, album, durationMs, refs } = candidate;
  const reference = refs[provider];
  if (reference === undefined) return null;
  return {
    reference,
    title,
    artists: artists.map(({ name }) => name),
    album: album?.title ?? null,
    durationMs,
    level,
    reasons: reasonsOf(comparison),
  };
}
