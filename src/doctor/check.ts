import type { AppError } from "../errors.ts";
import type { CheckSubject, SubjectSnapshots } from "./check-subject.ts";

/** The result of a check. */
export type Finding =
  | { readonly state: "ok"; readonly text: string }
  /** Nothing is broken yet, or somebody has to look whether it is meant. */
  | { readonly state: "warning"; readonly text: string; readonly next: string }
  | { readonly state: "problem"; readonly error: AppError; readonly next: string }
  /** It was not checked; `text` says why, `next` how it would be. */
  | { readonly state: "unknown"; readonly text: string; readonly next: string | null };

/** One thing that the doctor looks at. */
export interface Check {
  readonly name: string;
  /** The subject of the check, in words. */
  readonly looksAt: string;
  /** Whether there is anything to look at. Default: always. */
  readonly applies?: (subject: CheckSubject) => boolean;
  /** Examines the subject. An `AppError` that it throws is a problem. */
  readonly examine: (subject: CheckSubject) => Promise<Finding>;
  /** The next step after an error: a command to run, or a page to visit. */
  readonly remedy: (subject: CheckSubject, error: AppError) => string | Promise<string>;
}

export const ok = (text: string): Finding => ({ state: "ok", text });

export const warning = (text: string, next: string): Finding => ({ state: "warning", text, next });

export const problem = (error: AppError, next: string): Finding => ({
  state: "problem",
  error,
  next,
});

export const unknown = (text: string, next: string | null = null): Finding => ({
  state: "unknown",
  text,
  next,
});

/** Whether the repository, where one was named, can be looked at at all. */
export async function canSeeRepository({ repository }: CheckSubject): Promise<boolean> {
  return await (repository?.facts() ?? Promise.resolve()).then(
    () => true,
    () => false,
  );
}

export const UNSEEN = "Not checked: the repository cannot be read.";

/** The command that makes a new login. */
export const LOG_IN = "tracksafe auth";

/** The day of `date` in UTC: `2026-11-22`. */
export function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}

/** `1 day`, `2 days`. */
export function days(count: number): string {
  return `${count} ${count === 1 ? "day" : "days"}`;
}

export const UNREAD = "Not checked: the snapshots cannot be read.";

/** A check of snapshots, which are readable when `examine` is called. */
export function snapshotCheck(
  name: string,
  looksAt: string,
  examine: (snapshots: SubjectSnapshots, subject: CheckSubject) => Promise<Finding>,
): Check {
  return {
    name,
    looksAt,
    applies: ({ snapshots }) => snapshots !== null,
    async examine(subject) {
      const { snapshots } = subject;
      const store = await snapshots?.store().catch(() => null);
      if (snapshots === null || !store) return unknown(UNREAD);
      return examine(snapshots, subject);
    },
    remedy: ({ snapshots, again }) => snapshots?.verify() ?? again,
  };
}
