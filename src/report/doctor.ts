import type { AppError } from "../errors.ts";
import { plainLines } from "../safe-text.ts";
import { errorJson } from "./error.ts";
import { EXIT, exitOf } from "./exit.ts";
import { counted } from "./text.ts";

/** A check of the doctor, as a report needs it. */
export type ExaminedLine = { readonly name: string; readonly looksAt: string } & (
  | { readonly state: "ok"; readonly text: string }
  | { readonly state: "warning" | "unknown"; readonly text: string; readonly next: string | null }
  | { readonly state: "problem"; readonly error: AppError; readonly next: string }
);

/** The worst first: what is lost already, then what stops the next backup, then what may pass. */
const WORST: readonly number[] = [
  EXIT.internal,
  EXIT.integrity,
  EXIT.key,
  EXIT.auth,
  EXIT.usage,
  EXIT.conflict,
  EXIT.notFound,
  EXIT.format,
  EXIT.store,
  EXIT.provider,
  EXIT.rateLimit,
];

/** The exit code of the worst problem; 0 when there is none. */
export function exitOfDoctor(examined: readonly ExaminedLine[]): number {
  const codes = problemsOf(examined).map(({ error }) => exitOf(error));
  return WORST.find((code) => codes.includes(code)) ?? codes[0] ?? EXIT.done;
}

/** An examination as JSON. */
export function doctorJson(examined: readonly ExaminedLine[]) {
  return {
    ok: problemsOf(examined).length === 0,
    checks: examined.map((one) => ({
      name: one.name,
      looksAt: one.looksAt,
      state: one.state,
      ...(one.state === "problem" ? errorJson(one.error) : { message: one.text }),
      ...("next" in one && one.next !== null ? { next: one.next } : {}),
    })),
  };
}

/** An examination as a person reads it. */
export function doctorText(examined: readonly ExaminedLine[]): string {
  const width = Math.max(0, ...examined.map(({ name }) => name.length));
  const indent = " ".repeat(MARK_WIDTH + width + 2);
  const lines = examined.flatMap((one) => {
    const [first = "", ...more] = sentences(one);
    const head = `${MARKS[one.state].padEnd(MARK_WIDTH)}${one.name.padEnd(width)}  ${first}`;
    return [head, ...more.map((line) => `${indent}${line}`)];
  });
  return plainLines([...lines, "", verdict(examined)]);
}

const MARKS = { ok: "ok", warning: "WARNING", problem: "PROBLEM", unknown: "?" } as const;
const MARK_WIDTH = 9;

function sentences(one: ExaminedLine): readonly string[] {
  if (one.state === "ok") return [one.text];
  const next = one.next === null ? [] : [`> ${one.next}`];
  if (one.state !== "problem") return [one.text, ...next];
  const { message, code, hint, retryAt } = one.error;
  return [
    `${message} [${code}]`,
    ...(retryAt === undefined ? [] : [`Try again after ${retryAt.toISOString()}.`]),
    ...(hint === undefined ? [] : [hint]),
    ...next,
  ];
}

function verdict(examined: readonly ExaminedLine[]): string {
  const count = (wanted: ExaminedLine["state"]) =>
    examined.filter(({ state }) => state === wanted).length;
  const unknown = count("unknown");
  const found = [
    counted(count("problem"), "problem"),
    counted(count("warning"), "warning"),
    `${counted(examined.length - unknown, "check")} made`,
    ...(unknown === 0 ? [] : [`${unknown} could not be made (marked ?)`]),
  ];
  return `${found.join(", ")}.`;
}

function problemsOf(examined: readonly ExaminedLine[]) {
  return examined.flatMap((one) => (one.state === "problem" ? [one] : []));
}
