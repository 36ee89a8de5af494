import { spawn } from "node:child_process";
import { PassThrough } from "node:stream";
import { runCommandLine } from "../../../src/cli/program.ts";
import type { Clock } from "../../../src/clock.ts";
import { createFakeClock } from "../fake-clock.ts";
import { requireDocumented } from "./answers.ts";
import { COMMAND_LINE, MACHINE } from "./programs.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** The end of a command, and its output. */
export interface Finished {
  /** The exit code, or the signal that ended it. */
  readonly exit: number | NodeJS.Signals;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command line at work, which ends with the scope it is in. */
export interface Running extends Disposable {
  /** Types a line; see `typing`. */
  type(line: string): void;
  /** Waits until stderr matches `pattern`, and returns the match. */
  said(pattern: RegExp): Promise<RegExpExecArray>;
  readonly finished: Promise<Finished>;
}

/** A command line at work in a process of its own. */
export interface RunningProcess extends Running {
  readonly pid: number | undefined;
  kill(signal: NodeJS.Signals): void;
}

export interface CommandOptions {
  /** A program to run instead of the command line with this Node. */
  readonly program?: readonly string[];
  /** A command that is given the program and its arguments to run, such as `nice`. */
  readonly launcher?: readonly string[];
  /** Arguments for Node, before the program. */
  readonly nodeArgs?: readonly string[];
  /** Whether there is somebody to type; else the input is at its end. */
  readonly typing?: boolean;
}

/** Options that make Node run `code` first, each piece as a module. */
export function preload(...code: readonly string[]): CommandOptions {
  const url = (text: string) => `data:text/javascript,${encodeURIComponent(text)}`;
  return { nodeArgs: code.flatMap((text) => ["--import", url(text)]) };
}

/** Code that makes stderr look like a terminal; what is written to it is caught all the same. */
export const TERMINAL = `
  const nothing = () => true;
  Object.assign(process.stderr, { isTTY: true, columns: 80 });
  Object.assign(process.stderr, { cursorTo: nothing, moveCursor: nothing, clearLine: nothing });
`;

/** Starts `tracksafe` with `args`. Of this process's environment it sees only what {@link MACHINE} has. */
export function startCommand(
  args: readonly string[],
  env: Environment = {},
  { program, launcher = [], nodeArgs = [], typing = false }: CommandOptions = {},
): RunningProcess {
  const node = [process.execPath, ...nodeArgs, COMMAND_LINE];
  const [command = "", ...rest] = [...launcher, ...(program ?? node), ...args];
  const child = spawn(command, rest, {
    env: { ...MACHINE, ...env },
    stdio: ["pipe", "pipe", "pipe"],
  });
  if (!typing) child.stdin.end();
  const [stdout, stderr] = [createTranscript(), createTranscript()];
  child.stdout.setEncoding("utf8").on("data", stdout.add);
  child.stderr.setEncoding("utf8").on("data", stderr.add);
  const closed = new Promise<Finished>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      stderr.end();
      const exit = signal ?? code ?? Number.NaN;
      resolve({ exit, stdout: stdout.text(), stderr: stderr.text() });
    });
  });
  return {
    pid: child.pid,
    kill: (signal) => {
      child.kill(signal);
    },
    type: (line) => {
      child.stdin.write(`${line}\n`);
    },
    said: stderr.said,
    finished: closed.then((finished) => withDocumentedAnswer(args, finished)),
    [Symbol.dispose]: () => {
      child.kill("SIGKILL");
    },
  };
}

/** Runs `tracksafe` with `args` in a process of its own, to its end. */
export async function runCommand(
  args: readonly string[],
  env: Environment = {},
  options: CommandOptions = {},
): Promise<Finished> {
  using running = startCommand(args, env, options);
  return await running.finished;
}

/** A run of a command line, whose answer `docs/json.md` has to describe if it is JSON. */
function withDocumentedAnswer(args: readonly string[], finished: Finished): Finished {
  if (args.includes("--json") && finished.stdout !== "") requireDocumented(args, finished.stdout);
  return finished;
}

/** The text that a command writes to a stream, as it comes. */
interface Transcript {
  readonly add: (text: string) => void;
  /** Nothing more will come. */
  end(): void;
  text(): string;
  readonly said: Running["said"];
}

function createTranscript(): Transcript {
  let heard = "";
  let isOver = false;
  const waiting = new Set<() => void>();
  const lookAgain = () => {
    for (const look of [...waiting]) look();
  };
  return {
    add(text) {
      heard += text;
      lookAgain();
    },
    end() {
      isOver = true;
      lookAgain();
    },
    text: () => heard,
    said: (pattern) =>
      new Promise((found, lost) => {
        const look = () => {
          const match = pattern.exec(heard);
          if (match === null && !isOver) return;
          waiting.delete(look);
          if (match === null) lost(new Error(`it ended without ${pattern}: ${heard}`));
          else found(match);
        };
        waiting.add(look);
        look();
      }),
  };
}

export interface InProcessOptions {
  readonly clock?: Clock;
  readonly signal?: AbortSignal;
  /** The width of the terminal that it is on. Default: it prints into pipes. */
  readonly columns?: number;
}

/**
 * Starts `tracksafe` with `args` in this process, where many runs are cheap and time can be set.
 * `typing`: see {@link CommandOptions}.
 */
export function startInProcess(
  args: readonly string[],
  env: Environment = {},
  {
    clock,
    signal,
    columns,
    typing = false,
  }: InProcessOptions & Pick<CommandOptions, "typing"> = {},
): Running {
  const stop = new AbortController();
  const [stdout, stderr] = [createTranscript(), createTranscript()];
  const stdin = Object.assign(new PassThrough(), { isTTY: columns !== undefined });
  if (!typing) stdin.end();
  const shown = columns === undefined ? {} : { isTTY: true, columns };
  const ended = runCommandLine(args, {
    env,
    signal: AbortSignal.any([stop.signal, ...(signal === undefined ? [] : [signal])]),
    stdin,
    stdout: { ...shown, write: stdout.add },
    stderr: { ...shown, write: stderr.add },
    ...(clock === undefined ? {} : { clock }),
  }).finally(stderr.end);
  return {
    type: (line) => {
      stdin.write(`${line}\n`);
    },
    said: stderr.said,
    finished: ended.then((exit) =>
      withDocumentedAnswer(args, { exit, stdout: stdout.text(), stderr: stderr.text() }),
    ),
    [Symbol.dispose]: () => stop.abort(),
  };
}

/** Runs `tracksafe` with `args` in this process, to its end; see {@link startInProcess}. */
export async function runInProcess(
  args: readonly string[],
  env: Environment = {},
  options: InProcessOptions = {},
): Promise<Finished> {
  using running = startInProcess(args, env, options);
  return await running.finished;
}

/** As {@link runInProcess}, from this machine's time on, but jumps over every wait. */
export async function runWithoutWaits(
  args: readonly string[],
  env: Environment = {},
): Promise<Finished> {
  const clock = createFakeClock(new Date().toISOString(), { autoAdvance: true });
  return await runInProcess(args, env, { clock });
}
