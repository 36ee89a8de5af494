import { data, Evaluator, Lexer, Parser } from "@actions/expressions";
import { z } from "zod";

/** The contexts of a workflow by name, such as `github` and `inputs`, as plain data. */
export type Contexts = Readonly<Record<string, unknown>>;

/** The status of the job so far, for `success()`, `failure()`, `cancelled()` and `always()`. */
export type JobStatus = "success" | "failure" | "cancelled";

const STATUS_FUNCTION = /\b(success|failure|cancelled|always)\s*\(/;

/** The text with each `${{ … }}` replaced by its value, by GitHub's own evaluator. */
export function interpolate(text: string, contexts: Contexts): string {
  return text.replace(/\$\{\{(.+?)\}\}/gs, (_, expression: string) =>
    evaluate(expression, contexts, "success").coerceString(),
  );
}

/** Whether an `if` holds. A condition without a status function holds only while all went well. */
export function holds(
  condition: string | undefined,
  contexts: Contexts,
  status: JobStatus,
): boolean {
  const bare = (condition ?? "success()").replace(/^\s*\$\{\{(.+)\}\}\s*$/s, "$1");
  const whole = STATUS_FUNCTION.test(bare) ? bare : `success() && (${bare})`;
  return isTruthy(evaluate(whole, contexts, status));
}

function evaluate(expression: string, contexts: Contexts, status: JobStatus): data.ExpressionData {
  const functions = Object.entries({
    always: true,
    success: status === "success",
    failure: status === "failure",
    cancelled: status === "cancelled",
  }).map(([name, value]) => ({
    name,
    minArgs: 0,
    maxArgs: 0,
    call: () => new data.BooleanData(value),
  }));
  const { tokens } = new Lexer(expression.trim()).lex();
  const parsed = new Parser(tokens, Object.keys(contexts), functions).parse();
  const values = z
    .instanceof(data.Dictionary)
    .parse(JSON.parse(JSON.stringify(contexts), data.reviver));
  return new Evaluator(
    parsed,
    values,
    new Map(functions.map((each) => [each.name, each])),
  ).evaluate();
}

/** GitHub: Evaluate expressions, "Literals": these are false, everything else is true. */
function isTruthy(value: data.ExpressionData): boolean {
  return !["", "0", "-0", "NaN", "false"].includes(value.coerceString());
}
