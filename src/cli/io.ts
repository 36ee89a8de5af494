import type { Clock } from "../clock.ts";
import { type AppError, toAppError } from "../errors.ts";
import { createLog, type Log, logLine } from "../log.ts";
import { causesText, errorJson, errorText } from "../report/error.ts";
import { EXIT, exitOf } from "../report/exit.ts";
import { wrap } from "../report/text.ts";
import { plainJson, plainText, withoutCommands } from "../safe-text.ts";
import { Scrubber, Secret } from "../secret.ts";
import { paint, wantsColour } from "./paint.ts";

/** A stream that text is written to. */
export interface TextStream {
  write(text: string): unknown;
  /** Whether it is a terminal that somebody reads. */
  readonly isTTY?: boolean;
  /** The width of the terminal. */
  readonly columns?: number;
}

/** The process as a command sees it. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: TextStream;
  readonly stderr: TextStream;
  /** Default: nothing to read. */
  readonly stdin?: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  /** Aborts when the person wants to stop. */
  readonly signal: AbortSignal;
  /** Default: the machine's. */
  readonly clock?: Clock;
}

/** The options every command has. */
export interface CommonOptions {
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly profile?: string;
}

/** The result of a command. */
export interface CommandResult {
  readonly exit: number;
  /** For people. */
  readonly text: string;
  /** For scripts. */
  readonly json: unknown;
  /** The error that ended the command early, although it has a result. */
  readonly error?: AppError | null;
  /** Whether it holds a secret that was asked for: printed as it is, however quiet. */
  readonly reveals?: boolean;
  /** Whether the text is for a program, such as a shell, which needs its lines whole. */
  readonly isCode?: boolean;
}

/**
 * Takes the results and the logs of a command to the terminal. There is no other way for text. It
 * is made plain on the way, and secrets are removed. The terminal may be the log of somebody's own
 * workflow.
 */
export interface Output {
  readonly log: Log;
  /** From now on the secret is shown nowhere. */
  hide(secret: Secret): void;
  /** `text` as it may be shown. */
  clean(text: string): string;
  /** Whether a moving progress line makes sense. */
  readonly interactive: boolean;
  /** Tells the person something that they need to go on, also with `--quiet`. */
  say(text: string): void;
  /** Shows the person a secret that they have to keep. */
  reveal(secret: Secret): void;
  /** Tells the person how far the command is. Does nothing with `--quiet`. */
  note(text: string): void;
  /** Prints the result of the command. Gives its exit code. */
  result(result: CommandResult): number;
  /** Prints the error that left the command without a result. Gives its exit code. */
  failure(error: unknown): number;
}

/** Settings that no output may show, also if somebody passed one of them as an argument. */
const SECRETS = ["SPOTIFY_CLIENT_SECRET", "SPOTIFY_REFRESH_TOKEN", "GITHUB_TOKEN"];

/** The width of a terminal that does not say how wide it is. */
export const USUAL_COLUMNS = 80;

/** The output of the command `name` under its common options. */
export function createOutput(terminal: Terminal, options: CommonOptions, name = ""): Output {
  const { env, stdout, stderr } = terminal;
  const scrubber = new Scrubber();
  for (const name of SECRETS) scrubber.add(new Secret(env[name]?.trim() ?? ""));
  // The scrubber is left out for a secret that the person asked for, or has to save.
  const bare = (text: string) => withoutCommands(plainText(text));
  const clean = (text: string) => withoutCommands(scrubber.scrub(plainText(text)));
  const write = (stream: TextStream, text: string, painted = name) => {
    const { isTTY = false } = stream;
    // A terminal that does not know its width says 0.
    const columns = stream.columns || USUAL_COLUMNS;
    // A file or a pipe gets whole lines, so that they can be searched.
    const shown = isTTY ? withoutCommands(wrap(clean(text), columns)) : clean(text);
    // The last step: what is painted is safe already, and no secret is split by a colour.
    stream.write(`${wantsColour(env, stream) ? paint(shown, painted) : shown}\n`);
  };
  const writeJson = (json: unknown) => stdout.write(`${clean(plainJson(json))}\n`);
  const writeError = (error: AppError) => {
    write(stderr, `tracksafe: ${errorText(error)}`, "error");
    if (options.verbose && error.cause !== undefined) write(stderr, causesText(error), "");
  };
  const level = options.quiet ? "error" : options.verbose ? "debug" : "warn";
  return {
    log: createLog(level, (at, event, fields) =>
      write(stderr, `${at}: ${logLine(event, fields)}`, ""),
    ),
    hide: (secret) => scrubber.add(secret),
    clean,
    interactive: isInteractive(terminal) && !options.quiet && !options.verbose,
    say: (text) => {
      write(stderr, text);
    },
    reveal: (secret) => {
      stderr.write(`\n    ${bare(secret.reveal())}\n\n`);
    },
    note: (text) => {
      if (!options.quiet) write(stderr, text);
    },
    result({ exit, text, json, error, reveals, isCode }) {
      if (reveals) stdout.write(`${bare(options.json ? plainJson(json) : text)}\n`);
      else if (options.json) writeJson(json);
      else if (isCode) stdout.write(`${clean(text)}\n`);
      else if (!options.quiet || exit !== EXIT.done) write(stdout, text);
      if (error) writeError(error);
      return exit;
    },
    failure(thrown) {
      const error: AppError = toAppError(thrown);
      if (options.json) writeJson({ error: errorJson(error) });
      writeError(error);
      return exitOf(error);
    },
  };
}

function isInteractive({ env, stderr }: Terminal): boolean {
  return stderr.isTTY === true && env["TERM"] !== "dumb" && env["CI"] === undefined;
}
