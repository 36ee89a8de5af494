import { Argument, type Command } from "commander";
import { EXIT } from "../report/exit.ts";
import type { Definer } from "./command.ts";
import { bashScript } from "./completion/bash.ts";
import { fishScript } from "./completion/fish.ts";
import { type CommandWords, commandWordsOf } from "./completion/words.ts";
import { zshScript } from "./completion/zsh.ts";

const SCRIPTS: Readonly<Record<string, (program: CommandWords) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

const EXAMPLES = `
Examples:
  eval "$(tracksafe completion bash)"
  tracksafe completion zsh > ~/.zfunc/_tracksafe
  tracksafe completion fish > ~/.config/fish/completions/tracksafe.fish`;

/** `tracksafe completion SHELL`: a script with which a shell completes the commands and flags. */
export function completionCommand({ define }: Definer): Command {
  const command: Command = define(
    "completion",
    "Print the script with which a shell completes commands and flags",
    async (_context, _flags, [shell = ""]) => {
      const { parent } = command;
      const script = parent === null ? "" : (SCRIPTS[shell]?.(commandWordsOf(parent)) ?? "");
      return { exit: EXIT.done, text: script.trimEnd(), json: { shell, script }, isCode: true };
    },
  );
  return command
    .addArgument(new Argument("<shell>", "bash, zsh or fish").choices(Object.keys(SCRIPTS)))
    .addHelpText("after", EXAMPLES);
}
