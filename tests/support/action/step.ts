import { spawn } from "node:child_process";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { parse } from "yaml";
import { ACTION, fastTime, MACHINE } from "../cli/programs.ts";
import { runInRunner } from "./kept-runner.ts";

const ACTION_FILE = resolve(import.meta.dirname, "../../../action/action.yml");

/** A step of a job that uses the action. */
export interface ActionStep {
  /** The runner's directory for the files of this step. It is made if it does not exist. */
  readonly directory: string;
  /** The runner's directory for temporary files, emptied first. */
  readonly temp: string;
  readonly inputs: Readonly<Record<string, string>>;
  /** The values of the expressions in the defaults of inputs, such as `github.repository`. */
  readonly context: Readonly<Record<string, string>>;
  /** Other variables in the environment of the step. */
  readonly env: Readonly<Record<string, string>>;
  /** By how many milliseconds the runner's clock is ahead of this machine's. */
  readonly ahead?: number;
  /**
   * The speed of time there, as a multiple of this machine's. Default: 20; for a login: 1, because
   * its link is good for an hour from the time of the run before.
   */
  readonly speed?: number;
}

/** The end of a program, and its output. */
export interface Ended {
  readonly exit: number | NodeJS.Signals;
  readonly stdout: string;
  readonly stderr: string;
}

/** The end of a step, with its outputs and its summary. */
export interface FinishedStep extends Ended {
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
}

/** A step at work in a process of its own. */
export interface StartedStep {
  kill(signal: NodeJS.Signals): void;
  readonly finished: Promise<FinishedStep>;
}

const usualSpeed = ({ inputs }: ActionStep) => (inputs["command"] === "reauthorize" ? 1 : 20);

/** Carries out a step, in a process that has carried out others before: see `kept-runner.ts`. */
export async function runStep(step: ActionStep): Promise<FinishedStep> {
  const env = await environmentOf(step);
  const { directory, ahead = 0, speed = usualSpeed(step) } = step;
  return await finish(await runInRunner({ env, directory, ahead, speed }), env);
}

/** Starts a step in a process of its own, as a runner does: `program` with this Node. */
export async function startStep(step: ActionStep, program = ACTION): Promise<StartedStep> {
  const { directory, ahead = 0, speed = usualSpeed(step) } = step;
  const env = { ...(await environmentOf(step)), ...fastTime(ahead, speed) };
  const child = spawn(process.execPath, [program], {
    cwd: directory,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise<number | NodeJS.Signals>((end, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => end(signal ?? code ?? Number.NaN));
  });
  const finished = Promise.all([ended, text(child.stdout), text(child.stderr)]).then(
    ([exit, stdout, stderr]) => finish({ exit, stdout, stderr }, env),
  );
  return { finished, kill: (signal) => void child.kill(signal) };
}

type StepEnvironment = Readonly<Record<string, string>>;

async function environmentOf(step: ActionStep): Promise<StepEnvironment> {
  await rm(step.temp, { recursive: true, force: true });
  await mkdir(step.temp, { recursive: true });
  await mkdir(step.directory, { recursive: true });
  const file = async (name: string) => {
    const path = join(step.directory, name);
    await writeFile(path, "");
    return path;
  };
  return {
    ...MACHINE,
    ...(await inputEnvironment(step.inputs, step.context)),
    GITHUB_ACTIONS: "true",
    GITHUB_OUTPUT: await file("output"),
    GITHUB_SERVER_URL: "https://github.com",
    GITHUB_STATE: await file("state"),
    GITHUB_STEP_SUMMARY: await file("summary"),
    RUNNER_TEMP: step.temp,
    ...step.env,
  };
}

async function finish(ended: Ended, env: StepEnvironment): Promise<FinishedStep> {
  const read = (name: string) => readFile(env[name] ?? "", "utf8");
  const outputs = parseOutputs(await read("GITHUB_OUTPUT"));
  return { ...ended, outputs, summary: await read("GITHUB_STEP_SUMMARY") };
}

interface ActionFile {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>;
}

/** The inputs as the runner passes them on: upper-cased, their dashes kept, defaults filled in. */
export async function inputEnvironment(
  inputs: Readonly<Record<string, string>>,
  context: Readonly<Record<string, string>>,
): Promise<Record<string, string>> {
  const known = (parse(await readFile(ACTION_FILE, "utf8")) as ActionFile).inputs;
  const defaults = Object.entries(known).map(([name, { default: value = "" }]) => [
    name,
    value.replace(/\$\{\{ ([\w.]+) \}\}/g, (_, key: string) => context[key] ?? ""),
  ]);
  const unknown = Object.keys(inputs).filter((name) => !(name in known));
  if (unknown.length > 0) throw new Error(`the action has no inputs ${unknown.join(", ")}`);
  const all = { ...Object.fromEntries(defaults), ...inputs };
  return Object.fromEntries(
    Object.entries(all).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, String(value)]),
  );
}

/** The file of outputs (GitHub: Actions > Workflow commands > Multiline strings). */
function parseOutputs(file: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  for (const [, name = "", , value = ""] of file.matchAll(/^(.+?)<<(.+)\n([\s\S]*?)\n\2$/gm)) {
    outputs[name] = value;
  }
  return outputs;
}

/** The value that a line with a mask hides (GitHub: Actions > Workflow commands > Masking a value). */
export function unmask(line: string): string {
  return decodeURIComponent(line.slice("::add-mask::".length).replace(/%(?!25|0D|0A)/g, "%25"));
}
