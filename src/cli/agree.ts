import { ConflictError, UsageError } from "../errors.ts";
import type { CommandContext } from "./command.ts";
import { createPrompter } from "./prompt.ts";

/** Something that a person has to agree to. */
export interface Question {
  /** It as the end of a sentence, such as `the restore`. */
  readonly about: string;
  /** The error code when the person does not agree. */
  readonly declined: string;
  /** Whether the person agreed already, with `--yes`. */
  readonly yes: boolean;
}

/** Something that cannot be undone, and that no flag agrees to. */
export interface IrreversibleQuestion extends Omit<Question, "yes"> {
  /** The word that the person has to type. */
  readonly word: string;
  /** The next step where nobody can answer. */
  readonly hint: string;
}

/**
 * Asks the person to type a word in agreement. Throws as {@link agree} does.
 */
export async function agreeBy(
  context: CommandContext,
  { about, declined, word, hint }: IrreversibleQuestion,
): Promise<void> {
  using prompter = createPrompter(context);
  if (!prompter.interactive) throw nobodyThere(about, hint);
  const answer = await prompter.ask(`Type ${word} to go on: `);
  if (answer.trim() !== word) throw new ConflictError(declined, "Nothing was written.");
}

/**
 * Asks the person to agree. Throws `ConflictError` with the code `declined`, and `UsageError`
 * `usage/yes` where nobody can answer.
 */
export async function agree(
  context: CommandContext,
  { about, declined, yes }: Question,
): Promise<void> {
  if (yes) return;
  using prompter = createPrompter(context);
  if (!prompter.interactive) {
    throw nobodyThere(
      about,
      "Give --yes to go on without asking, or --dry-run to see what would be done.",
    );
  }
  const answer = await prompter.ask("Go on? [y/N] ");
  if (!/^y(es)?$/i.test(answer)) throw new ConflictError(declined, "Nothing was written.");
}

function nobodyThere(about: string, hint: string): UsageError {
  return new UsageError(
    "usage/yes",
    `Nobody can agree to ${about}, because the input is not a terminal.`,
    { hint },
  );
}
