import { runCommandLine } from "./program.ts";
import { watchStreams } from "./streams.ts";

/** Launchers such as npm pass a signal on that the terminal has sent to this process as well. */
const ECHO_MS = 100;

const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  let last = Number.NEGATIVE_INFINITY;
  process.on(signal, () => {
    const isEcho = performance.now() - last < ECHO_MS;
    last = performance.now();
    if (isEcho) return;
    // The second signal ends the process at once, also during the cleanup after the first.
    if (stop.signal.aborted) process.exit(130);
    stop.abort();
  });
}

watchStreams(process);

process.exitCode = await runCommandLine(process.argv.slice(2), {
  env: process.env,
  stdout: process.stdout,
  stderr: process.stderr,
  // Not touched by a command that asks nothing.
  get stdin() {
    return process.stdin;
  },
  signal: stop.signal,
});
