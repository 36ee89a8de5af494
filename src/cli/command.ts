import { Command } from "commander";
import { createWorld, type World } from "../app/world.ts";
import { UsageError } from "../errors.ts";
import {
  type CommandResult,
  type CommonOptions,
  createOutput,
  type Output,
  type Terminal,
} from "./io.ts";

/** The things that a command works with. */
export interface CommandContext {
  readonly terminal: Terminal;
  readonly output: Output;
  readonly world: World;
}

/** The work of a command. An error that it throws is printed, and decides the exit code. */
export type Action<O> = (
  context: CommandContext,
  options: O & CommonOptions,
  args: readonly string[],
) => Promise<CommandResult>;

/** A command under construction: what `createDefiner` hands to each command file. */
export interface Definer {
  /** A command with the options that all have, whose action ends in an exit code. */
  define<O>(name: string, description: string, action: Action<O>): Command;
}

/** Makes commands that run on `terminal` and report their exit code to `onExit`. */
export function createDefiner(terminal: Terminal, onExit: (code: number) => void): Definer {
  const { clock, signal } = terminal;
  return {
    define<O>(name: string, description: string, action: Action<O>) {
      return new Command(name)
        .description(description)
        .option("--json", "print the result as JSON on stdout; logs stay on stderr")
        .option("--quiet", "print nothing when the command succeeds")
        .option("--verbose", "print each step")
        .option("--profile <name>", "stored login to use (default: TRACKSAFE_PROFILE, or default)")
        .action(async (...params: unknown[]) => {
          const command = params.at(-1) as Command;
          requireValues(command);
          const options = command.opts<O & CommonOptions>();
          const output = createOutput(terminal, options, name);
          const world = createWorld({
            log: output.log,
            onSecret: output.hide,
            signal,
            ...(clock === undefined ? {} : { clock }),
          });
          try {
            const context = {
              terminal: withProfile(terminal, command.optsWithGlobals()),
              output,
              world,
            };
            onExit(output.result(await action(context, options, command.args)));
          } catch (error) {
            onExit(output.failure(error));
          }
        });
    },
  };
}

/** The terminal with the profile that is chosen by the flag. */
function withProfile(terminal: Terminal, { profile }: CommonOptions): Terminal {
  if (profile === undefined) return terminal;
  return { ...terminal, env: { ...terminal.env, TRACKSAFE_PROFILE: profile } };
}

/**
 * Finds an option that took the next flag for its value: a snapshot is not meant for `./--json`.
 */
function requireValues(command: Command): void {
  for (const option of command.options) {
    const value: unknown = command.getOptionValue(option.attributeName());
    if (typeof value !== "string" || !value.startsWith("--")) continue;
    throw new UsageError("usage/flag", `Option '${option.flags}' argument missing.`, {
      hint: `${value} would be taken as the argument. If you mean a file or directory of that name, put ./ before it.`,
    });
  }
}
