import { keepHeapSmall } from "../src/heap.ts";
import { runAction } from "./run.ts";

keepHeapSmall();

const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());

process.exitCode = await runAction(process.env, stop.signal);
