/**
 * A runner that carries out one step after the other in one process. To start a process and load
 * the action takes four times as long as most steps do.
 */
import { summary } from "@actions/core";
import { runAction } from "../../../action/run.ts";
import { setTime } from "../fast-time.ts";
import type { RunnerStep } from "./kept-runner.ts";

process.on("message", async ({ env, directory, ahead, speed }: RunnerStep) => {
  // One that stays is not gone in between, since `faketime` looks at its own all the time.
  for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name];
  Object.assign(process.env, env);
  process.chdir(directory);
  setTime(ahead, speed);
  // It remembers the file of the step before.
  Reflect.deleteProperty(summary, "_filePath");
  const [stdout, stderr] = [captureOutput(process.stdout), captureOutput(process.stderr)];
  const exit = await runAction(process.env, new AbortController().signal);
  process.send?.({ exit, stdout: stdout.end(), stderr: stderr.end() });
});

// At once, since an ordinary end writes compiled code to the directory that is being removed.
process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));

/** Keeps what is written to a stream from now on, until `end` gives it. */
function captureOutput(stream: NodeJS.WriteStream): { end(): string } {
  const { write } = stream;
  let written = "";
  stream.write = (chunk: string | Uint8Array) => {
    written += Buffer.from(chunk).toString();
    return true;
  };
  return {
    end() {
      stream.write = write;
      return written;
    },
  };
}
