import { spawn } from "node:child_process";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { runCommandLine } from "../../../src/cli/program.ts";
import type { Clock } from "../../../src/clock.ts";
import { createFakeClock } from "../fake-clock.ts";
import { COMMAND_LINE, MACHINE } from "./programs.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** How a command line ended. */
export interface Finished {
  /** The exit code, or the signal that ended it. */
  readonly exit: number | NodeJS.Signals;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command line at work in a process of its own, which ends with the scope it is in. */
export interface Running extends Disposable {
  readonly pid: number | undefined;
  kill(signal: NodeJS.Signals): void;
  /** Types a line; see {@link CommandOptions.typing}. */
  type(line: string): void;
  /** What matches `pattern`, and its groups, once it has turned up on stderr. */
  said(pattern: RegExp): Promise<RegExpExecArray>;
  readonly finished: Promise<Finished>;
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
): Running {
  const node = [process.execPath, ...nodeArgs, COMMAND_LINE];
  const [command = "", ...rest] = [...launcher, ...(program ?? node), ...args];
  const child = spawn(command, rest, {
    env: { ...MACHINE, ...env },
    stdio: ["pipe", "pipe", "pipe"],
  });
  if (!typing) child.stdin.end();
  const { promise, resolve: end, reject } = Promise.withResolvers<number | NodeJS.Signals>();
  child.on("error", reject);
  child.on("close", (code, signal) => end(signal ?? code ?? Number.NaN));
  let heard = "";
  child.stderr.on("data", (chunk) => {
    heard += chunk;
  });
  return {
    pid: child.pid,
    kill: (signal) => {
      child.kill(signal);
    },
    type: (line) => {
      child.stdin.write(`${line}\n`);
    },
    said: (pattern) =>
      new Promise((found, lost) => {
        const look = () => {
          const match = pattern.exec(heard);
          if (match !== null) found(match);
        };
        child.stderr.on("data", look);
        child.on("close", () => lost(new Error(`it ended without ${pattern}: ${heard}`)));
        look();
      }),
    finished: Promise.all([promise, text(child.stdout), text(child.stderr)]).then(
      ([exit, stdout, stderr]) => ({ exit, stdout, stderr }),
    ),
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

export interface InProcessOptions {
  readonly clock?: Clock;
  readonly signal?: AbortSignal;
  /** What is typed; default: nothing. */
  readonly stdin?: readonly string[];
}

/** Runs `tracksafe` with `args` in this process, where many runs are cheap and time can be set. */
export async function runInProcess(
  args: readonly string[],
  env: Environment = {},
  { clock, signal = new AbortController().signal, stdin = [] }: InProcessOptions = {},
): Promise<Finished> {
  let [stdout, stderr] = ["", ""];
  const exit = await runCommandLine(args, {
    env,
    signal,
    stdin: Readable.from(stdin.map((line) => `${line}\n`)),
    stdout: {
      write: (chunk) => {
        stdout += chunk;
      },
    },
    stderr: {
      write: (chunk) => {
        stderr += chunk;
      },
    },
    ...(clock === undefined ? {} : { clock }),
  });
  return { exit, stdout, stderr };
}

/** As {@link runInProcess}, from this machine's time on, but jumps over every wait. */
export async function runWithoutWaits(
  args: readonly string[],
  env: Environment = {},
): Promise<Finished> {
  const clock = createFakeClock(new Date().toISOString(), { autoAdvance: true });
  return await runInProcess(args, env, { clock });
}
