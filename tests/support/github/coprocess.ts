import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";

/** Takes one answer off the front of what a program printed; `null` while it is not all there. */
export type AnswerParser<T> = (
  output: Buffer,
) => { readonly value: T; readonly used: number } | null;

/** A program kept running, that gives one answer to each thing it is told, in order. */
export interface Coprocess {
  /** Rejects when the program ends before the answer. */
  ask<T>(input: string, parse: AnswerParser<T>): Promise<T>;
  close(): Promise<void>;
}

interface Waiting {
  /** Tries to read the answer; the number of bytes it took, or `null` when it is not all there. */
  readonly take: (output: Buffer) => number | null;
  readonly reject: (reason: Error) => void;
}

/** Starts `command` and keeps it running until `close`. */
export function startCoprocess(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Coprocess {
  const child: ChildProcessWithoutNullStreams = spawn(command, args, { env });
  const waiting: Waiting[] = [];
  let output: Buffer = Buffer.alloc(0);
  let complaint = "";
  child.stderr.on("data", (chunk: Buffer) => {
    complaint += chunk.toString();
  });
  child.stdout.on("data", (chunk: Buffer) => {
    output = Buffer.concat([output, chunk]);
    for (let first = waiting[0]; first !== undefined; first = waiting[0]) {
      const used = first.take(output);
      if (used === null) return;
      output = output.subarray(used);
      waiting.shift();
    }
  });
  let end: Error | null = null;
  const closed = new Promise<void>((resolve) => {
    child.on("close", (code) => {
      end = new Error(`${command} ${args.join(" ")} ended with ${code}: ${complaint}`);
      for (const { reject } of waiting.splice(0)) reject(end);
      resolve();
    });
  });
  child.stdin.on("error", () => {}); // "close" above tells whoever waits
  return {
    ask: (input, parse) =>
      new Promise((resolve, reject) => {
        if (end !== null) return reject(end);
        const take = (from: Buffer): number | null => {
          const answer = parse(from);
          if (answer === null) return null;
          resolve(answer.value);
          return answer.used;
        };
        waiting.push({ take, reject });
        child.stdin.write(input);
      }),
    async close() {
      child.stdin.end();
      await closed;
    },
  };
}

/** An answer that is one line. */
export const parseLine: AnswerParser<string> = (output) => {
  const end = output.indexOf("\n");
  return end < 0 ? null : { value: output.subarray(0, end).toString(), used: end + 1 };
};
