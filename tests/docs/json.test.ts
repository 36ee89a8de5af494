import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { createDefiner } from "../../src/cli/command.ts";
import { createProgram } from "../../src/cli/program.ts";
import { withAnswers } from "../../tools/answer-docs.ts";
import { ANSWERS } from "../../tools/answers/index.ts";
import { requireDocumented } from "../support/cli/answers.ts";

const QUIET = { write() {} };

it("docs/json.md has the tables of the schemas (npm run schema writes them)", () => {
  const page = readFileSync("docs/json.md", "utf8");
  expect(withAnswers(page)).toBe(page);
});

it("docs/json.md has a section about each command", async () => {
  const terminal = { env: {}, stdout: QUIET, stderr: QUIET, signal: AbortSignal.abort() };
  const program = await createProgram(createDefiner(terminal, () => {}));
  const names = program.commands.flatMap((one) => [
    one.name(),
    ...one.commands.map((below) => `${one.name()} ${below.name()}`),
  ]);
  expect(new Set(ANSWERS.flatMap(({ command }) => command ?? []))).toEqual(new Set(names));
});

it.each([
  ["a list", ["list", "./x"], []],
  ["a key that is not described", ["auth", "logout"], { removed: true, more: 1 }],
  ["a key that is missing", ["list", "./x"], { snapshots: [] }],
  ["another type", ["auth", "logout"], { removed: "yes" }],
  ["the answer of another command", ["auth"], { removed: true }],
  ["an error with more keys", ["list"], { error: { code: "a/b", message: "", stack: "" } }],
])("an answer in a test may not be %s", (_, args, answer) => {
  expect(() => requireDocumented(args, JSON.stringify(answer))).toThrow("does not describe");
});
