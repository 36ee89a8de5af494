import { UsageError } from "../src/errors.ts";

/** The environment of the action: `INPUT_…` and what the runner says of the workflow's run. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The text of an input, as the runner passes it; empty when it is not given. */
export function textInput(env: Environment, name: string): string {
  return env[`INPUT_${name.toUpperCase()}`]?.trim() ?? "";
}

/**
 * The value of an input that has to be one of `choices`; the first when it is not given. Throws
 * `UsageError` `config/invalid`, which does not repeat the value: it may be a secret in the wrong
 * place.
 */
export function choiceInput<C extends string>(
  env: Environment,
  name: string,
  choices: readonly [C, ...C[]],
): C {
  const text = textInput(env, name);
  if (text === "") return choices[0];
  const found = choices.find((choice) => choice === text);
  if (found !== undefined) return found;
  throw unknownValue(name, choices);
}

/** The value of an input that is `true` or `false`. Throws as {@link choiceInput}. */
export function flagInput(env: Environment, name: string, otherwise: boolean): boolean {
  const text = textInput(env, name).toLowerCase();
  if (text === "") return otherwise;
  if (text === "true" || text === "false") return text === "true";
  throw unknownValue(name, ["true", "false"]);
}

/**
 * The value of an input that is a whole number from 0. Throws `UsageError` `config/invalid`, which
 * shows `example`.
 */
export function countInput(
  env: Environment,
  name: string,
  otherwise: number,
  example = otherwise,
): number {
  const text = textInput(env, name);
  if (text === "") return otherwise;
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw new UsageError(
    "config/invalid",
    `The input ${name} has a value that is not a whole number.`,
    {
      hint: `Set ${name} to a number such as ${example}.`,
    },
  );
}

/**
 * The values of an input that is a list of `choices`, separated by commas, spaces or lines; all of
 * them when it is not given. Throws as {@link choiceInput}.
 */
export function listInput<C extends string>(
  env: Environment,
  name: string,
  choices: readonly C[],
): readonly C[] {
  const words = textInput(env, name)
    .split(/[\s,]+/)
    .filter(Boolean);
  if (words.length === 0) return choices;
  return words.map((word) => {
    const found = choices.find((choice) => choice === word);
    if (found !== undefined) return found;
    throw unknownValue(name, choices);
  });
}

function unknownValue(name: string, choices: readonly string[]): UsageError {
  return new UsageError("config/invalid", `The input ${name} has an unknown value.`, {
    hint: `Set ${name} to one of: ${choices.join(", ")}.`,
  });
}
