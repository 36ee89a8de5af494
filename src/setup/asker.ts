import { AppError, CancelledError } from "../errors.ts";
import type { Secret } from "../secret.ts";

/** The person that the guide talks to. */
export interface Asker {
  /** Whether somebody is there to answer. */
  readonly isInteractive: boolean;
  say(text: string): void;
  /** Shows what the person has to keep, and will not see again. */
  reveal(secret: Secret): void;
  /**
   * Asks, and gives the answer without space around it; `hidden` keeps it off the screen, and takes
   * a paste of several lines as one answer.
   *
   * Throws `UsageError` `usage/terminal` where nobody is there, `CancelledError` when they leave.
   */
  ask(question: string, options?: { readonly hidden?: boolean }): Promise<string>;
}

/** Yes or no; an empty answer is `preset`. */
export async function confirm(asker: Asker, question: string, preset: boolean): Promise<boolean> {
  const answer = await asker.ask(`${question} ${preset ? "[Y/n]" : "[y/N]"} `);
  return answer === "" ? preset : /^y(es)?$/i.test(answer);
}

/** The number of times that a question is asked before the guide gives up. */
const TRIES = 5;

/** The options of {@link askUntil}. */
export interface AskUntilOptions {
  readonly hidden?: boolean;
  /** Whether no other answer would help against `error`. Default: one always may. */
  readonly isFinal?: (error: AppError) => boolean;
}

/**
 * Asks until `read` accepts the answer. What `read` throws is said, and the question asked again;
 * the fifth time it is thrown, and what is final at once.
 */
export async function askUntil<T>(
  asker: Asker,
  question: string,
  read: (answer: string) => T | Promise<T>,
  { hidden = false, isFinal = () => false }: AskUntilOptions = {},
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await asker.ask(question, { hidden });
    try {
      return await read(answer);
    } catch (error) {
      if (attempt === TRIES || !isCorrectable(error) || isFinal(error)) throw error;
      asker.say(problemText(error));
    }
  }
}

/** Whether `error` is something a person may be able to put right and try again. */
export function isCorrectable(error: unknown): error is AppError {
  return error instanceof AppError && !(error instanceof CancelledError);
}

/** Says what went wrong, and what to do about it. */
export function problemText({ message, hint }: AppError): string {
  return hint === undefined ? message : `${message}\n${hint}`;
}
