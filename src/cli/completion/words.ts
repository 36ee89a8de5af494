import type { Argument, Command, Option } from "commander";

/** The kind of a value: a path, one of some words, or anything else. */
export type ValueKind =
  | { readonly kind: "file" | "directory" | "other" }
  | { readonly kind: "words"; readonly words: readonly string[] };

/** A flag, as a shell completes it. */
export interface FlagWords {
  /** All its forms, such as `-h` and `--help`. */
  readonly names: readonly string[];
  readonly description: string;
  /** `null`: it takes no value. */
  readonly value: ValueKind | null;
  /** The name of its value in the help, such as `dir`; empty: it takes none. */
  readonly placeholder: string;
}

/** An argument, as a shell completes it. */
export interface ArgumentWords {
  readonly name: string;
  readonly value: ValueKind;
  readonly isRepeated: boolean;
}

/** A command with everything that may follow it. */
export interface CommandWords {
  /** The words that lead to it; none for the program itself. */
  readonly path: readonly string[];
  readonly description: string;
  readonly flags: readonly FlagWords[];
  readonly arguments: readonly ArgumentWords[];
  readonly commands: readonly CommandWords[];
}

/** The values that are paths, by their names in the help. */
const PATHS: Readonly<Record<string, "file" | "directory">> = {
  dir: "directory",
  file: "file",
  source: "file",
  location: "file",
};

/** The words of a command and of all commands below it. */
export function commandWordsOf(command: Command, path: readonly string[] = []): CommandWords {
  const help = command.createHelp();
  return {
    path,
    description: command.description(),
    flags: help.visibleOptions(command).map(flagWords),
    arguments: command.registeredArguments.map(argumentWords),
    commands: help
      .visibleCommands(command)
      .map((one) => commandWordsOf(one, [...path, one.name()])),
  };
}

function flagWords(option: Option): FlagWords {
  const [, placeholder = ""] = /[<[]([^>\].]+)/.exec(option.flags) ?? [];
  return {
    names: [option.short, option.long].filter((name) => name !== undefined),
    description: option.description,
    value: placeholder === "" ? null : valueKind(placeholder, option.argChoices),
    placeholder,
  };
}

function argumentWords(argument: Argument): ArgumentWords {
  return {
    name: argument.name(),
    value: valueKind(argument.name(), argument.argChoices),
    isRepeated: argument.variadic,
  };
}

function valueKind(name: string, choices: readonly string[] | undefined): ValueKind {
  if (choices !== undefined) return { kind: "words", words: choices };
  return { kind: PATHS[name] ?? "other" };
}

/** A command and all commands below it. */
export function allCommands(command: CommandWords): readonly CommandWords[] {
  return [command, ...command.commands.flatMap(allCommands)];
}
