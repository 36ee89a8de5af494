import { inspect } from "node:util";
import { AppError } from "../../src/errors.ts";

/**
 * The error that `action` ends with, thrown or rejected. Fails when there is none, or one that is
 * not of tracksafe's family.
 */
export async function appErrorOf(action: () => unknown): Promise<AppError> {
  let result: unknown;
  try {
    result = await action();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw new Error("an error outside the family was thrown", { cause: error });
  }
  throw new Error(`no error was thrown, but returned: ${typeof result}`);
}

/** Everything of `error` that could be printed, with its chain of causes. */
export function printed(error: AppError): string {
  return `${error} ${error.stack} ${JSON.stringify(error)} ${inspect(error, { depth: null })}`;
}
