import type { AppError } from "../errors.ts";
import { errorText } from "./error.ts";
import { codeBlock } from "./markdown.ts";

/** A run that came to no result, as Markdown, for the summary of a workflow's run. */
export function failureSummary(command: string, error: AppError): string {
  return `## ${command}: failed\n\n${codeBlock(errorText(error))}\n`;
}
