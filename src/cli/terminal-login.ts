import type { Account, LoginPrompt } from "../app/login.ts";
import { plainLine } from "../safe-text.ts";
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
): LoginPrompt {
  return {
    invite({ url, shortcut, redirectUri }) {
      output.say(
        [
          `Open this address, and log in with the account to ${PURPOSES[options.for]}:`,
          "",
          url,
          "",
          `The app in the Spotify dashboard must list exactly this redirect URI: ${redirectUri}`,
          "If the browser runs on another machine, it ends at an address that it cannot open. Paste that address here and press Enter.",
          "Waiting for the login, at most five minutes …",
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
        `The stored login is for another account. Go on with ${name}? [y/N] `,
      );
      return /^y(es)?$/i.test(answer);
    },
  };
}

const PURPOSES = {
  backup: "back up (tracksafe only reads it)",
  restore: "restore into",
} as const;

function nameOf({ displayName }: Account): string {
  return plainLine(displayName);
}
