import { readFileSync } from "node:fs";
import type { MatchAnswer } from "../../src/match/match.ts";
import { match } from "../../src/match/match.ts";
import type { Rules } from "../../src/match/rules.ts";
import type { Track } from "../../src/model/records.ts";

/** A recording of the open test set. What it does not say is not known. */
interface CaseRecording {
  readonly title: string;
  readonly artists: readonly string[];
  /** The service's ids of the artists, in their order. */
  readonly artistRefs?: readonly string[];
  readonly album?: string;
  readonly seconds?: number;
  readonly isrc?: string;
  readonly explicit?: boolean;
  readonly id?: string;
}

/** One line of the open test set. */
export interface Case {
  readonly class: string;
  readonly wanted: CaseRecording;
  readonly candidates: readonly CaseRecording[];
  readonly level: MatchAnswer["level"];
  /** The index of the best candidate, from 0; absent where the level is `none`. */
  readonly best?: number;
  /** The index of the candidate that really is the recording, by a person's ear; `null`: none is. */
  readonly right: number | null;
  readonly why: string;
}

/** The open test set. */
export const CASES: readonly Case[] = JSON.parse(
  readFileSync(new URL("cases.json", import.meta.url), "utf8"),
);

/** Whether an answer is good enough to be written. */
export function isWritten(level: MatchAnswer["level"]): boolean {
  return level === "certain" || level === "likely";
}

/** The answer to a case, and the place of the best candidate in it. */
export function answer(one: Case, rules?: Rules): { level: MatchAnswer["level"]; best?: number } {
  const candidates = one.candidates.map(toTrack);
  const { level, best } = match(toTrack(one.wanted, -1), candidates, rules);
  return best === null ? { level } : { level, best: candidates.indexOf(best.candidate) };
}

function toTrack(one: CaseRecording, place: number): Track {
  const { title, artists, artistRefs, album, seconds = 0, isrc, explicit, id } = one;
  return {
    title,
    artists: artists.map((name, at) => {
      const reference = artistRefs?.[at];
      return { name, refs: reference === undefined ? {} : { service: reference } };
    }),
    durationMs: seconds * 1000,
    refs: place < 0 ? {} : { service: id ?? `${place}` },
    ...(album !== undefined && { album: { title: album, artists: [], refs: {} } }),
    ...(isrc !== undefined && { isrc }),
    ...(explicit !== undefined && { explicit }),
  };
}
