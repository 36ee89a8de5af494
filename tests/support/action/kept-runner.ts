import { type ChildProcess, spawn } from "node:child_process";
import { ACTION_RUNNER, MACHINE } from "../cli/programs.ts";
import type { Ended } from "./step.ts";

/** A step, as it is sent to `runner-child.ts`. */
export interface RunnerStep {
  readonly env: Readonly<Record<string, string>>;
  readonly directory: string;
  readonly ahead: number;
  readonly speed: number;
}

let runner: ChildProcess | null = null;
let last: Promise<unknown> = Promise.resolve();

/**
 * Runs the action in a process that is kept for the steps that follow, one step at a time. Rejects
 * when the process ends, which no step may bring about.
 */
export function runInRunner(step: RunnerStep): Promise<Ended> {
  const ended = last.then(() => ask(step));
  last = ended.catch(() => {});
  return ended;
}

function ask(step: RunnerStep): Promise<Ended> {
  runner ??= spawn(process.execPath, [ACTION_RUNNER], {
    env: MACHINE,
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const child = runner;
  return new Promise((resolve, reject) => {
    const onEnd = (code: number | null, signal: NodeJS.Signals | null) => {
      runner = null;
      reject(new Error(`the runner ended with ${signal ?? code}`));
    };
    child.once("exit", onEnd);
    child.once("message", (answer: Ended) => {
      child.off("exit", onEnd);
      resolve(answer);
    });
    child.send(step);
  });
}
