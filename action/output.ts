import * as core from "@actions/core";
import { type AppError, toAppError } from "../src/errors.ts";
import { createLog, type Log, type LogLevel, logLine } from "../src/log.ts";
import { causesText, errorText } from "../src/report/error.ts";
import { exitOf } from "../src/report/exit.ts";
import { withoutIds } from "../src/report/redact.ts";
import { plainLine, plainText, withoutCommands } from "../src/safe-text.ts";
import { encodedForms, Scrubber, type Secret } from "../src/secret.ts";

/**
 * Takes the text of the action to the log and the summary. There is no other way. It is made plain
 * on the way, secrets are removed, and none of it is a command to the runner.
 */
export interface ActionOutput {
  readonly log: Log;
  /** From now on the secret is shown nowhere, neither here nor in later steps of the job. */
  hide(secret: Secret): void;
  /** From now on ids and titles may be shown: who can read the log may read the library. */
  showNames(): void;
  /** Whether they may. */
  readonly showsNames: boolean;
  /** `text` as it may be shown. */
  clean(text: string): string;
  print(text: string): void;
  warning(text: string): void;
  /** Shows why the step is red. */
  failed(text: string): void;
  /** Shows the error that the run ended with. Gives the exit code. */
  failure(error: unknown): number;
  set(name: string, value: string | number | boolean | null): void;
  /** Adds Markdown to the summary of the job. */
  summarize(markdown: string): Promise<void>;
}

/** The output over the runner's own commands and files. */
export function createActionOutput(): ActionOutput {
  const scrubber = new Scrubber();
  const masked = new Set<string>();
  let showsNames = false;
  const clean = (text: string): string => {
    const scrubbed = scrubber.scrub(plainText(text));
    return withoutCommands(showsNames ? scrubbed : withoutIds(scrubbed));
  };
  const print = (text: string): void => core.info(clean(text));
  const failed = (text: string): void => core.setFailed(clean(text));
  return {
    log: createLog("debug", (level, event, fields) => writeLine(level, logLine(event, fields))),
    hide(secret) {
      for (const form of encodedForms(secret.reveal())) {
        if (!masked.has(form)) core.setSecret(form);
        masked.add(form);
      }
      scrubber.add(secret);
    },
    showNames() {
      showsNames = true;
    },
    get showsNames() {
      return showsNames;
    },
    clean,
    print,
    warning: (text) => core.warning(clean(text)),
    failed,
    failure(thrown) {
      const error: AppError = toAppError(thrown);
      failed(errorText(error));
      if (error.cause !== undefined) core.debug(clean(causesText(error)));
      return exitOf(error);
    },
    set: (name, value) => core.setOutput(name, clean(plainLine(String(value ?? "")))),
    async summarize(markdown) {
      // Outside of Actions, and on old servers of one's own, there is no such file.
      if (!process.env["GITHUB_STEP_SUMMARY"]) return;
      await core.summary.addRaw(clean(markdown), true).write();
    },
  };

  /** Notes of a run stay lines: GitHub shows ten annotations a step, which its outcome needs. */
  function writeLine(level: LogLevel, text: string): void {
    if (level === "debug") core.debug(clean(text));
    else if (level === "error") core.error(clean(text));
    else print(level === "warn" ? `warning: ${text}` : text);
  }
}
