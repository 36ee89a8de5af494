import { Command, CommanderError } from "commander";
import { UsageError } from "../errors.ts";
import { EXIT } from "../report/exit.ts";
import { VERSION } from "../version.ts";
import { authCommand } from "./auth.ts";
import { backupCommand } from "./backup.ts";
import { createDefiner } from "./command.ts";
import { demoCommand } from "./demo.ts";
import { doctorCommand } from "./doctor.ts";
import { createOutput, type Terminal } from "./io.ts";
import { keygenCommand } from "./keygen.ts";
import { listCommand } from "./list.ts";
import { restoreCommand } from "./restore.ts";
import { setupCommand } from "./setup.ts";
import { verifyCommand } from "./verify.ts";

/** Runs one command line. Gives the exit code; never throws. */
export async function runCommandLine(args: readonly string[], terminal: Terminal): Promise<number> {
  let exit: number = EXIT.done;
  const definer = createDefiner(terminal, (code) => {
    exit = code;
  });
  const program = new Command("tracksafe")
    .description("Backs up a Spotify library into versioned snapshots that can be trusted.")
    .version(VERSION)
    .enablePositionalOptions()
    .addCommand(authCommand(definer))
    .addCommand(setupCommand(definer))
    .addCommand(doctorCommand(definer))
    .addCommand(backupCommand(definer))
    .addCommand(listCommand(definer))
    .addCommand(verifyCommand(definer))
    .addCommand(restoreCommand(definer))
    .addCommand(keygenCommand(definer))
    .addCommand(demoCommand(definer));
  const commands = program.commands.flatMap((command) => [command, ...command.commands]);
  for (const command of [program, ...commands]) {
    command
      .exitOverride()
      .showSuggestionAfterError()
      .configureOutput({
        writeOut: (text) => terminal.stdout.write(text),
        writeErr: () => {},
      });
  }
  try {
    await program.parseAsync(args, { from: "user" });
    return exit;
  } catch (error) {
    return failedParse(error, args, terminal, program);
  }
}

function failedParse(
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
  const hint = suggestion ?? "`tracksafe --help` shows what there is.";
  return output.failure(new UsageError("usage/flag", sentence, { hint }));
}
