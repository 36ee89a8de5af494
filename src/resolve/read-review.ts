import { UsageError } from "../errors.ts";
import type { Catalogue } from "../model/catalogue.ts";
import type { Decisions } from "./decisions.ts";
import { REVIEW_HEAD } from "./review-file.ts";
import { KEY } from "./wanted.ts";

type RecordingAt = Catalogue["recordingAt"];

/** A decision with its line, from 1. */
interface Decided {
  readonly line: number;
  /** `null`: skip. */
  readonly choice: string | null;
}

const BLOCK = /^[-–—]+\s*(\S+)$/;
const BOX = /^\[\s*([^\]]*?)\s*\]\s*(.*)$/;
const MARKED = /^[xX*✓✔]$/u;
const OTHER = /^other:\s*(.*)$/i;

/**
 * Reads the decisions in a review that a person has edited, or in one line as `KEY=LINK KEY=skip`.
 * The ends of lines may be those of any system.
 *
 * Throws `UsageError` `usage/review`, which names the line, for anything that is neither a decision
 * nor a remark.
 */
export function readReview(
  text: string,
  { recordingAt }: Pick<Catalogue, "recordingAt">,
): Decisions {
  const lines = text.replace(/^\uFEFF/, "").split(/\r\n|\r|\n/);
  const first = lines.findIndex((line) => line.trim() !== "");
  if (first === -1) return new Map();
  if (lines[first]?.trim() !== REVIEW_HEAD) return readShort(text, recordingAt);
  const blocks = new Map<string, Decided>();
  let key: string | null = null;
  for (const [at, raw] of lines.entries()) {
    const line = raw.trim();
    const number = at + 1;
    if (at <= first || line === "" || line.startsWith("#")) continue;
    const [, name] = BLOCK.exec(line) ?? [];
    if (name !== undefined) {
      key = toKey(name, number);
      continue;
    }
    const choice = choiceOf(line, number, recordingAt);
    if (choice === undefined) continue;
    if (key === null) throw wrong(number, "comes before the first block");
    decide(blocks, key, { line: number, choice });
  }
  return new Map([...blocks].map(([one, { choice }]) => [one, choice]));
}

function toKey(name: string, line: number): string {
  const key = name.toLowerCase();
  if (!KEY.test(key)) throw wrong(line, "is not the beginning of a block as it was written");
  return key;
}

function decide(blocks: Map<string, Decided>, key: string, decided: Decided): void {
  const before = blocks.get(key);
  if (before !== undefined && before.choice !== decided.choice) {
    throw wrong(decided.line, `decides what line ${before.line} decides in another way`);
  }
  blocks.set(key, decided);
}

/** The decision in a line; `undefined`: it has none. */
function choiceOf(
  line: string,
  number: number,
  recordingAt: RecordingAt,
): string | null | undefined {
  const [, inside, rest] = BOX.exec(line) ?? [];
  const words = (rest ?? line).trim();
  const [, other] = OTHER.exec(words) ?? [];
  if (inside !== undefined && inside !== "" && !MARKED.test(inside)) {
    throw wrong(number, "has something else than an x in its brackets");
  }
  // A link that was pasted needs no mark.
  if (inside === "" && (other === undefined || other === "")) return undefined;
  if (/^skip$/i.test(words)) return null;
  if (other === "" && inside === undefined) return undefined;
  if (other === "") throw wrong(number, "has no link behind other:");
  // Behind the link of a candidate there are its words; a line of one's own has a link alone.
  const [link = ""] = (other ?? words).split(/\s/);
  const isAlone = inside !== undefined || link === (other ?? words);
  const reference = isAlone ? recordingAt(link) : null;
  if (reference === null) throw wrong(number, "is neither skip nor a link to a recording");
  return reference;
}

/** `KEY=LINK KEY=skip`, as somebody types it where there is one line only. */
function readShort(text: string, recordingAt: RecordingAt): Decisions {
  const blocks = new Map<string, Decided>();
  for (const [at, line] of text.split(/\r\n|\r|\n/).entries()) {
    for (const word of line.split(/[\s,;]+/).filter(Boolean)) {
      const [, name = "", value = ""] = /^([^=]+)=(.+)$/.exec(word) ?? [];
      const key = name.toLowerCase();
      if (!KEY.test(key)) throw wrong(at + 1, `is not "${REVIEW_HEAD}", nor KEY=LINK or KEY=skip`);
      const choice = /^skip$/i.test(value) ? null : recordingAt(value);
      if (choice === null && !/^skip$/i.test(value)) {
        throw wrong(at + 1, `has something else than skip or a link to a recording behind ${key}`);
      }
      decide(blocks, key, { line: at + 1, choice });
    }
  }
  return new Map([...blocks].map(([one, { choice }]) => [one, choice]));
}

function wrong(line: number, what: string): UsageError {
  return new UsageError("usage/review", `Line ${line} of the review ${what}.`, {
    hint: "Correct that line, and run it again. No decision of the file was taken over.",
  });
}
