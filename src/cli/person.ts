import type { Account, Person } from "../app/login.ts";
import { plainLine } from "../plain.ts";
import { openBrowser } from "./browser.ts";
import type { CommandContext } from "./command.ts";
import type { Prompter } from "./prompt.ts";

/** The options of a login. */
export interface PersonOptions {
  readonly for: "backup" | "restore";
  readonly browser: boolean;
}

/** The person at the terminal, who logs in. */
export function createPerson(
  { terminal, output }: CommandContext,
  prompter: Prompter,
  options: PersonOptions,
): Person {
  return {
    invite({ url, shortcut, redirectUri }) {
      output.say(
        [
          `Open this address, and log in with the account to ${PURPOSES[options.for]}:`,
          "",
          url,
          "",
          `The app's dashboard must list this redirect URI, to the letter: ${redirectUri}`,
          "Is the browser on another machine? Then it ends at an address it cannot open: paste that here, and press Enter.",
          "Waiting, for five minutes …",
        ].join("\n"),
      );
      if (options.browser) openBrowser(shortcut, terminal.env);
    },
    line: prompter.line,
    correct: output.say,
    greet(account) {
      // A log is read by others as well.
      if (prompter.interactive) output.say(`Logged in as ${nameOf(account)}.`);
    },
    async confirmOther(account) {
      if (!prompter.interactive) return null;
      const name = nameOf(account);
      const answer = await prompter.ask(
        `That is not the account of the login before. Go on with ${name}? [y/N] `,
      );
      return /^y(es)?$/i.test(answer);
    },
  };
}

const PURPOSES = {
  backup: "back up (it will only be read)",
  restore: "restore into",
} as const;

function nameOf({ displayName }: Account): string {
  return plainLine(displayName);
}
