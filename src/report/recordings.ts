import { REPORTED_DAILY_QUOTA } from "../model/reported-quota.ts";
import { codeSpan, link, markdownTable } from "./markdown.ts";
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
  const hasOpen = counts.some(({ outcome }) => isOpen(outcome));
  const about = counted(recordings.length, "recording has", "recordings have");
  return [
    `  ${about} no link, or one that is not shown any more: ${counts.map(({ text, recordings }) => `${count(recordings)} ${text}`).join(", ")}`,
    ...(hasOpen
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

/** The totals as Markdown; empty: there are no recordings. */
export function outcomeTable(recordings: readonly RecordingLine[]): string {
  if (recordings.length === 0) return "";
  const rows = outcomeCounts(recordings).map((each) => [each.text, count(each.recordings)]);
  return markdownTable(["Recordings that were looked for", ""], rows);
}

/** The number of recordings that a summary asks about. */
const ASKED_AT_MOST = 50;

/**
 * The recordings that a person has to decide about, as Markdown: each candidate with the text that
 * chooses it in the input `review`. Empty: there are none.
 */
export function reviewTable(
  recordings: readonly RecordingLine[],
  linkOf: (reference: string) => string | null,
): string {
  const open = recordings.filter(({ resolution }) => isOpen(resolution.outcome));
  if (open.length === 0) return "";
  const rows = open.slice(0, ASKED_AT_MOST).flatMap(({ resolution }) => {
    const { wanted, finding } = resolution;
    const { title, artists } = wanted.track;
    const candidates = (finding?.candidates ?? []).map((each) => {
      const page = linkOf(each.reference);
      const words = named(each.title, each.artists);
      return [
        "",
        page === null ? words : `${words} ${link("open", page)}`,
        each.reasons.join(", "),
        codeSpan(`${wanted.key}=${page ?? each.reference}`),
      ];
    });
    const names = artists.map(({ name }) => name);
    return [
      [named(title, names), "none of them", "", codeSpan(`${wanted.key}=skip`)],
      ...candidates,
    ];
  });
  const more = open.length - ASKED_AT_MOST;
  return [
    "To decide about these, run the workflow again and put what is in the last column into `review`, separated by spaces. For another recording, put its own link behind `=`.",
    markdownTable(["wanted", "found", "why", "to choose it"], rows),
    ...(more > 0 ? [`and ${counted(more, "more", "more")}`] : []),
  ].join("\n\n");
}

function isOpen(outcome: string): boolean {
  return outcome === "doubtful" || outcome === "none";
}

function named(title: string, artists: readonly string[]): string {
  return codeSpan(artists.length === 0 ? title : `${title} by ${artists.join(", ")}`);
}

/** Each recording, with its level, the reasons, and the runner-up. */
export function recordingsJson(recordings: readonly RecordingLine[]) {
  return recordings.map(({ resolution, places }) => {
    const { wanted, outcome, reference, finding } = resolution;
    const [candidate = null, runnerUp = null] = (finding?.candidates ?? []).map(candidateJson);
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

function candidateJson({ reference, title, artists, level, reasons }: CandidateLine) {
  return { reference, title, artists, level, reasons };
}
