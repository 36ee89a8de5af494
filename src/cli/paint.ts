import { styleText } from "node:util";

/** The meaning that a colour underlines. Nothing is said by a colour alone. */
type Tone = "good" | "bad" | "doubtful" | "heading";

const STYLES = { good: "green", bad: "red", doubtful: "yellow", heading: "bold" } as const;

/**
 * The part of a line to colour. A pattern matches only at the places of tracksafe's own words, so
 * that a title is never mistaken for one of them.
 */
type PaintRule = readonly [pattern: RegExp, tone: Tone];

/** A first line or one that is not indented. */
const HEADING: PaintRule = [/^\S.*$/, "heading"];

const STATUS: readonly PaintRule[] = [
  [/(?<=^(?:The backup|The restore|Snapshot \S+) is )complete\b/, "good"],
  [/(?<=^(?:The backup|The restore|Snapshot \S+) is )partial\b/, "doubtful"],
  [/(?<=^(?:The backup|The restore|Snapshot \S+) is )failed\b/, "bad"],
  [/^ {2}Warning:/, "doubtful"],
];

const LIST: readonly PaintRule[] = [
  [/^[0-9a-z]+ \([\d,]+ snapshots?\)$/, "heading"],
  [/(?<=^ {2}\S+ {2})complete\b/, "good"],
  [/(?<=^ {2}\S+ {2})(?:partial|newer)\b/, "doubtful"],
  [/(?<=^ {2}\S+ {2})(?:failed|damaged)\b/, "bad"],
  [/^ {4}no snapshot for [\d,]+ days?$/, "doubtful"],
];

const VERIFY: readonly PaintRule[] = [
  [/(?<=^\S+: )[\d,]+ files? good\b/, "good"],
  [/(?<=^\S+: )[\d,]+ problems?$/, "bad"],
];

const ADDED: PaintRule = [/^ {2}\+ .*$/, "good"];
const REMOVED: PaintRule = [/^ {2}- .*$/, "bad"];
const CHANGED: PaintRule = [/^ {2}~ .*$/, "doubtful"];

/** The rules by command. */
const RULES: Readonly<Record<string, readonly PaintRule[]>> = {
  backup: STATUS,
  list: LIST,
  show: [[/^\d{4}-\d\d-\d\dT[\d-]+ \(.*\)$/, "heading"]],
  find: [[/^\S.* \([a-z]+\)$/, "heading"]],
  diff: [HEADING, ADDED, REMOVED, CHANGED],
  verify: VERIFY,
  prune: [
    [/(?<=^ {2}\S+ {2})stays\b/, "good"],
    [/(?<=^ {2}\S+ {2})goes\b/, "bad"],
  ],
  restore: [...STATUS, [/^ {2}NOT PROVED\b/, "bad"]],
  doctor: [
    [/^ok\b/, "good"],
    [/^WARNING\b/, "doubtful"],
    [/^PROBLEM\b/, "bad"],
  ],
  demo: [...STATUS, ...LIST, ...VERIFY],
  help: [[/^[A-Z][a-z]+:/, "heading"]],
  error: [[/^tracksafe:/, "bad"]],
};

/**
 * `text` with the colours of a terminal, as suits the report of `command`. It has to be safe to
 * show before: nothing of it is changed.
 */
export function paint(text: string, command: string): string {
  const rules = Object.hasOwn(RULES, command) ? (RULES[command] ?? []) : [];
  return text
    .split("\n")
    .map((line) => {
      const [pattern, tone] = rules.find(([each]) => each.test(line)) ?? [];
      if (pattern === undefined || tone === undefined) return line;
      return line.replace(pattern, (part) => {
        return styleText(STYLES[tone], part, { validateStream: false });
      });
    })
    .join("\n");
}

/** Whether colours are wanted where text is shown. */
export function wantsColour(
  env: Readonly<Record<string, string | undefined>>,
  { isTTY = false }: { readonly isTTY?: boolean },
): boolean {
  const forced = env["FORCE_COLOR"];
  if (forced !== undefined) return forced !== "0" && forced !== "false";
  if (env["NO_COLOR"]) return false;
  return isTTY && env["TERM"] !== "dumb";
}
