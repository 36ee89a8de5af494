import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Secret } from "../../../src/secret.ts";

/** A program's end. */
export interface AgeRun {
  readonly status: number | null;
  readonly stdout: Uint8Array;
  readonly stderr: string;
}

/** Runs `program`, one of age's unless said otherwise, to its end. Does not look at its status. */
export async function run(
  program: string,
  args: readonly string[],
  options: { readonly input?: Uint8Array | string; readonly path?: string } = {},
): Promise<AgeRun> {
  const env = { ...process.env, PATH: options.path ?? process.env["PATH"] };
  const child = spawn(program, args, { env });
  const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
  // A program that refuses its input early closes it.
  child.stdin.on("error", () => {});
  child.stdin.end(options.input ?? "");
  const status = await new Promise<number | null>((resolve, reject) => {
    child.on("close", resolve);
    child.on("error", (cause) => reject(missing(program, cause)));
  });
  return {
    status,
    stdout: new Uint8Array(Buffer.concat(stdout)),
    stderr: Buffer.concat(stderr).toString(),
  };
}

/** The output of `program`. Throws with its error output if it fails. */
export async function output(
  program: string,
  args: readonly string[],
  input: Uint8Array | string = "",
): Promise<Uint8Array> {
  const { status, stdout, stderr } = await run(program, args, { input });
  if (status !== 0) throw new Error(`${program} ended with ${status}: ${stderr}`);
  return stdout;
}

/**
 * Runs `age` on a terminal of its own, where it asks for passphrases, and answers each question
 * with `passphrase`. Throws with what it showed when it does not end well.
 */
export async function ageOnTerminal(args: readonly string[], passphrase: string): Promise<void> {
  await output("age", ["--version"]);
  const command = ["age", ...args].map((arg) => `'${arg}'`).join(" ");
  const child = spawn("script", ["-qefc", command, "/dev/null"]);
  let shown = "";
  let answered = 0;
  child.stdout.on("data", (chunk: Buffer) => {
    shown += chunk.toString();
    const questions = shown.match(/(?:Enter|Confirm) passphrase[^:]*:/g)?.length ?? 0;
    for (; answered < questions; answered += 1) child.stdin.write(`${passphrase}\n`);
  });
  const status = await new Promise<number | null>((resolve, reject) => {
    child.on("close", resolve);
    child.on("error", (cause) =>
      reject(new Error("This test needs `script`: apt-get install bsdutils", { cause })),
    );
  });
  if (status !== 0) throw new Error(`age ended with ${status}: ${shown}`);
}

/** A directory of files for the length of a test. */
export interface TempDirectory {
  path(name: string): string;
  /** Writes a file of a new name and returns its path. */
  put(content: Uint8Array | string): Promise<string>;
  get(name: string): Promise<Uint8Array>;
  remove(): Promise<void>;
}

/** Makes an empty {@link TempDirectory}. */
export async function createTempDirectory(): Promise<TempDirectory> {
  const directory = await mkdtemp(join(tmpdir(), "tracksafe-age-"));
  const path = (name: string) => join(directory, name);
  return {
    path,
    put: async (content) => {
      const name = path(randomBytes(6).toString("hex"));
      await writeFile(name, content, { mode: 0o600 });
      return name;
    },
    get: async (name) => new Uint8Array(await readFile(path(name))),
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}

function missing(program: string, cause: unknown): Error {
  return new Error(
    `The program \`${program}\` is missing; the tests against the real age need it: apt-get install age`,
    { cause },
  );
}

/** The content of a file in parts: `age` opens each one, and all of them are unzipped as one. */
export async function openWithAge(
  parts: readonly string[],
  identityFile: Secret,
): Promise<Uint8Array> {
  await using directory = await createDisposableDirectory();
  const identity = await directory.put(identityFile.reveal());
  const opened: Uint8Array[] = [];
  for (const part of parts) opened.push(await output("age", ["-d", "-i", identity, part]));
  return output("gunzip", [], Buffer.concat(opened));
}

async function createDisposableDirectory(): Promise<TempDirectory & AsyncDisposable> {
  const directory = await createTempDirectory();
  return { ...directory, [Symbol.asyncDispose]: () => directory.remove() };
}
