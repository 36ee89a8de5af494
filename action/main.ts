import { runAction } from "./run.ts";

const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());

process.exitCode = await runAction(process.env, stop.signal);
// A cache service that hangs is not waited for; all that counts is done.
setTimeout(() => process.exit(), 1000).unref();
