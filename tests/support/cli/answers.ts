import { z } from "zod";
import { ANSWERS } from "../../../tools/answers/index.ts";

/**
 * Throws unless `json`, which the command line `args` has printed, is one of the objects that
 * `docs/json.md` describes for the command, without any other key.
 */
export function requireDocumented(args: readonly string[], json: string): void {
  const [first = ""] = args;
  const commands = args.map((word) => `${first} ${word}`);
  const command = ANSWERS.find((one) => commands.includes(one.command ?? ""))?.command ?? first;
  const value: unknown = JSON.parse(json);
  const known = ANSWERS.filter((one) => one.command === command || one.command === null);
  const results = known.map(({ usage, schema }) => ({ usage, result: schema.safeParse(value) }));
  if (results.some(({ result }) => result.success)) return;
  const problems = results.flatMap(({ usage, result: { error } }) =>
    error === undefined ? [] : [`${usage}: ${z.prettifyError(error)}`],
  );
  throw new Error(
    `docs/json.md does not describe what \`${args.join(" ")}\` answers. Describe it in tools/answers/, then run npm run schema.\n${problems.join("\n")}\n${json.slice(0, 2000)}`,
  );
}
