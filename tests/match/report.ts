import { answer, CASES, type Case, isWritten } from "./cases.ts";

interface Row {
  readonly name: string;
  readonly cases: readonly Case[];
}

/** The figures of the open test set as a Markdown table, a line for each class and one for all. */
export function reportTable(): string {
  const classes = [...new Set(CASES.map((one) => one.class))];
  const rows: readonly Row[] = [
    ...classes.map((name) => ({ name, cases: CASES.filter((one) => one.class === name) })),
    { name: "all", cases: CASES },
  ];
  return [
    "| class | cases | written | of these right | to be found | found | doubtful |",
    "|---|---|---|---|---|---|---|",
    ...rows.map(toLine),
  ].join("\n");
}

function toLine({ name, cases }: Row): string {
  const answers = cases.map((one) => ({ one, ...answer(one) }));
  const written = answers.filter(({ level }) => isWritten(level));
  const right = written.filter(({ one, best }) => best === one.right);
  const findable = cases.filter((one) => one.right !== null);
  const doubtful = answers.filter(({ level }) => level === "doubtful");
  const cells = [
    name,
    cases.length,
    written.length,
    `${right.length} (${percent(right.length, written.length)})`,
    findable.length,
    `${right.length} (${percent(right.length, findable.length)})`,
    doubtful.length,
  ];
  return `| ${cells.join(" | ")} |`;
}

function percent(part: number, all: number): string {
  return all === 0 ? "none" : `${Math.floor((part / all) * 1000) / 10} %`;
}
