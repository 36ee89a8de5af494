import type { Asker } from "../app/setup.ts";
import { UsageError } from "../errors.ts";
import { Secret } from "../secret.ts";
import type { CommandContext } from "./command.ts";
import type { Prompter } from "./prompt.ts";

/** The person at the terminal, who is asked. Their hidden answers are shown nowhere. */
export function createAsker({ output, world }: CommandContext, prompter: Prompter): Asker {
  return {
    isInteractive: prompter.interactive,
    say: output.say,
    reveal: output.reveal,
    async ask(question, options = {}) {
      if (!prompter.interactive) {
        throw new UsageError(
          "usage/terminal",
          "tracksafe has to ask a question, but the input is not a terminal.",
          {
            hint: "Run the command in a terminal. docs/setup.md lists the settings that you can make by hand instead.",
          },
        );
      }
      const answer = await prompter.ask(question, options);
      if (options.hidden) world.onSecret(new Secret(answer));
      return answer;
    },
  };
}
