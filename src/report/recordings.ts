import { REPORTED_DAILY_QUOTA } from "../model/reported-quota.ts";
import { count, counted } from "./text.ts";

/** A candidate for a recording. */
export interface CandidateLine {
  readonly reference: string;
  readonly title: string;
  readonly artists: readonly string[];
  readonly level: string;
  readonly reasons: readonly string[];
}

/** A recording that had no reference, or one that is not shown any more. */
export interface RecordingLine {
  readonly resolution: {
    readonly wanted: {
      readonly key: string;
      readonly track: {
        readonly title: string;
        readonly artists: readonly { readonly name: string }[];
      };
    };
    /** `certain`, `likely`, `doubtful`, `none`, `chosen`, `skipped`, `unasked`. */
    readonly outcome: string;
    readonly reference: string | null;
    readonly finding: {
      readonly isClose: boolean;
      readonly candidates: readonly CandidateLine[];
    } | null;
  };
  readonly places: readonly {
    readonly file: string;
    readonly playlist: string | null;
    readonly position: number;
  }[];
}

/** The search that a run needed. */
export interface SearchLine {
  readonly recordings: number;
  /** The most requests that it takes. */
  readonly requests: number;
}

/** The outcomes in words, in the order in which they are shown. */
const OUTCOMES: Readonly<Record<string, string>> = {
  certain: "certain",
  likely: "likely",
  chosen: "chosen by you",
  doubtful: "doubtful",
  none: "not found",
  skipped: "skipped by you",
  unasked: "not asked about",
};

/** The number of recordings by outcome, without the outcomes of none. */
export function outcomeCounts(
  recordings: readonly RecordingLine[],
): readonly { readonly outcome: string; readonly text: string; readonly recordings: number }[] {
  return Object.entries(OUTCOMES).flatMap(([outcome, text]) => {
    const { length } = recordings.filter(({ resolution }) => resolution.outcome === outcome);
    return length === 0 ? [] : [{ outcome, text, recordings: length }];
  });
}

/** The totals as lines, and what to do about what is open. */
export function recordingLines(recordings: readonly RecordingLine[]): string[] {
  if (recordings.length === 0) return [];
  const counts = outcomeCounts(recordings);
  const isOpen = counts.some(({ outcome }) => outcome === "doubtful" || outcome === "none");
  const about = counted(recordings.length, "recording has", "recordings have");
  return [
    `  ${about} no link, or one that is not shown any more: ${counts.map(({ text, recordings }) => `${count(recordings)} ${text}`).join(", ")}`,
    ...(isOpen
      ? ["  To decide about what is not certain, add --review FILE and edit that file."]
      : []),
  ];
}

/** A sentence about the search that a run begins with. */
export function searchText({ recordings, requests }: SearchLine): string {
  const days = Math.ceil(requests / REPORTED_DAILY_QUOTA);
  const about = `Looking for ${counted(recordings, "recording")} takes at most ${counted(requests, "request")}.`;
  if (days <= 1) return about;
  return `${about} Spotify seems to allow about ${count(REPORTED_DAILY_QUOTA)} a day, so it may take ${days} days. What was found is kept, and the next run goes on.`;
}

/** Each recording, with its level, the reasons, and the runner-up. */
export function recordingsJson(recordings: readonly RecordingLine[]) {
  return recordings.map(({ resolution, places }) => {
    const { wanted, outcome, reference, finding } = resolution;
    const [candidate = null, runnerUp = null] = finding?.candidates ?? [];
    return {
      key: wanted.key,
      title: wanted.track.title,
      artists: wanted.track.artists.map(({ name }) => name),
      places,
      outcome,
      reference,
      isClose: finding?.isClose ?? false,
      candidate,
      runnerUp,
    };
  });
}
