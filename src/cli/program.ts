import { Command, CommanderError } from "commander";
import { UsageError } from "../errors.ts";
import { EXIT } from "../report/exit.ts";
import { VERSION } from "../version.ts";
import { createDefiner, type Definer } from "./command.ts";
import { createOutput, type Terminal, USUAL_COLUMNS } from "./io.ts";
import { paint, wantsColour } from "./paint.ts";

/** The commands, in the order of the help. Each is loaded only when it is needed. */
const COMMANDS: Readonly<Record<string, () => Promise<(definer: Definer) => Command>>> = {
  auth: async () => (await import("./auth.ts")).authCommand,
  setup: async () => (await import("./setup.ts")).setupCommand,
  doctor: async () => (await import("./doctor.ts")).doctorCommand,
  backup: async () => (await import("./backup.ts")).backupCommand,
  list: async () => (await import("./list.ts")).listCommand,
  show: async () => (await import("./show.ts")).showCommand,
  find: async () => (await import("./find.ts")).findCommand,
  diff: async () => (await import("./diff.ts")).diffCommand,
  view: async () => (await import("./view.ts")).viewCommand,
  verify: async () => (await import("./verify.ts")).verifyCommand,
  prune: async () => (await import("./prune.ts")).pruneCommand,
  restore: async () => (await import("./restore.ts")).restoreCommand,
  export: async () => (await import("./export.ts")).exportCommand,
  import: async () => (await import("./import.ts")).importCommand,
  keygen: async () => (await import("./keygen.ts")).keygenCommand,
  completion: async () => (await import("./completion.ts")).completionCommand,
  demo: async () => (await import("./demo.ts")).demoCommand,
};

/** The names of all commands. */
export const COMMAND_NAMES: readonly string[] = Object.keys(COMMANDS);

/**
 * The commands that have to be known to understand `args`: help, corrections and completion take
 * all of them.
 */
function neededFor([first = ""]: readonly string[]): readonly string[] {
  if (first === "--version" || first === "-V") return [];
  const isOneCommand = first !== "completion" && Object.hasOwn(COMMANDS, first);
  return isOneCommand ? [first] : COMMAND_NAMES;
}

/** Creates the program. `definer` makes each command in `names`. */
export async function createProgram(
  definer: Definer,
  names: readonly string[] = COMMAND_NAMES,
): Promise<Command> {
  const program = new Command("tracksafe")
    .description("Backs up a Spotify library into versioned snapshots, and restores them.")
    .version(VERSION)
    .enablePositionalOptions();
  for (const name of names) {
    const create = await COMMANDS[name]?.();
    if (create !== undefined) program.addCommand(create(definer));
  }
  return program;
}

/** Runs one command line. Gives the exit code; never throws. */
export async function runCommandLine(args: readonly string[], terminal: Terminal): Promise<number> {
  let exit: number = EXIT.done;
  const definer = createDefiner(terminal, (code) => {
    exit = code;
  });
  const program = await createProgram(definer, neededFor(args));
  const commands = program.commands.flatMap((command) => [command, ...command.commands]);
  for (const command of [program, ...commands]) {
    command
      .exitOverride()
      .showSuggestionAfterError()
      .configureOutput({
        writeOut: (text) => writeHelp(text, terminal),
        getOutHelpWidth: () => terminal.stdout.columns || USUAL_COLUMNS,
        writeErr: () => {},
      });
  }
  try {
    await program.parseAsync(args, { from: "user" });
    return exit;
  } catch (error) {
    return reportParseError(error, args, terminal, program);
  }
}

/** The help that says what was meant: of the command, if it is one. */
function helpHint([command = ""]: readonly string[]): string {
  return Object.hasOwn(COMMANDS, command)
    ? `\`tracksafe ${command} --help\` shows its arguments, its flags and examples.`
    : "`tracksafe --help` lists the commands.";
}

function writeHelp(text: string, { env, stdout }: Terminal): void {
  stdout.write(wantsColour(env, stdout) ? paint(text, "help") : text);
}

function reportParseError(
  error: unknown,
  args: readonly string[],
  terminal: Terminal,
  program: Command,
): number {
  const output = createOutput(terminal, { json: args.includes("--json") });
  if (!(error instanceof CommanderError)) return output.failure(error);
  if (error.exitCode === 0) return EXIT.done;
  if (error.code === "commander.help") {
    terminal.stderr.write(program.helpInformation());
    return EXIT.usage;
  }
  const [, what = "", suggestion] =
    /^(?:error: )?(.*?)(?:\n\((Did you mean .*)\))?$/s.exec(error.message) ?? [];
  const sentence = `${what.charAt(0).toUpperCase()}${what.slice(1).replace(/\.$/, "")}.`;
  const hint = suggestion ?? helpHint(args);
  return output.failure(new UsageError("usage/flag", sentence, { hint }));
}
