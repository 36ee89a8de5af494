import type { AppError } from "../errors.ts";
import { codeLines } from "./markdown.ts";

/** An error as JSON: what a script needs to decide what to do. */
export function errorJson(error: AppError) {
  return {
    code: error.code,
    message: error.message,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    ...(error.retryAt === undefined ? {} : { retryAt: error.retryAt.toISOString() }),
  };
}

/** An error as a person reads it: what happened, what to do, the code to search for. */
export function errorText(error: AppError): string {
  const lines = [`${error.message} [${error.code}]`];
  if (error.retryAt !== undefined) lines.push(`Try again after ${error.retryAt.toISOString()}.`);
  if (error.hint !== undefined) lines.push(error.hint);
  return lines.join("\n");
}

/** The chain of causes behind an error, outermost first; what belongs to one is indented. */
export function causesText(error: AppError): string {
  const lines: string[] = [];
  for (let link: unknown = error.cause; link instanceof Error; link = link.cause) {
    lines.push(`caused by ${link.stack ?? link.message}`.replaceAll("\n", "\n    "));
  }
  return lines.join("\n");
}

/** A run that came to no result, as Markdown, for the summary of a workflow's run. */
export function failureSummary(command: string, error: AppError): string {
  return `## ${command.charAt(0).toUpperCase()}${command.slice(1)}: failed\n\n${codeLines(errorText(error))}\n`;
}
