import type { Doubt } from "../snapshot/doubt.ts";
import { counted } from "./text.ts";

/** The reason for which a snapshot is not believed, in a few words for a table. */
const WORDS: Readonly<Record<Doubt, string>> = {
  "other-key": "not proved: another key id",
  "several-keys": "not proved: one of several key ids",
  forged: "forged",
  plain: "not proved: not sealed",
  misplaced: "in the wrong place",
  future: "dated in the future",
};

/** The facts that a report needs about whether a snapshot is believed. */
export interface DoubtLine {
  readonly name: string;
  readonly doubt: Doubt | null;
  readonly isForeign: boolean;
}

/** The doubt in a few words; empty: there is none. */
export function doubtText({ doubt }: DoubtLine): string {
  return doubt === null ? "" : WORDS[doubt];
}

/**
 * The reason for which something was left out: a doubt in a few words, or else `reason`, which is
 * an error code.
 */
export function reasonText(reason: string): string {
  return Object.hasOwn(WORDS, reason) ? WORDS[reason as Doubt] : reason;
}

/** The sentences about snapshots that are not believed; none if all are. */
export function doubtSentences(snapshots: readonly DoubtLine[]): readonly string[] {
  const foreign = snapshots.filter(({ isForeign }) => isForeign).length;
  const earlier = snapshots.filter(({ doubt, isForeign }) => doubt !== null && !isForeign).length;
  return [
    ...(foreign === 0
      ? []
      : [
          `${counted(foreign, "snapshot is", "snapshots are")} not proved to be yours. No backup builds on such a snapshot, and no restore uses it unless you name it and add --unproved (in a workflow: unproved: true).`,
        ]),
    ...(earlier === 0
      ? []
      : [
          `${counted(earlier, "snapshot is", "snapshots are")} older than your first one with this key id, so the key does not prove ${earlier === 1 ? "it" : "them"}.`,
        ]),
  ];
}
