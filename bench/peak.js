// Preloaded into the measured process: reports what it cost on its way out.
import { writeSync } from "node:fs";
import { Session } from "node:inspector";

let heldBytes = 0;
// Collections cost time, so CPU time and the peak are measured in another run.
if (process.env.BENCH_HELD) {
  const session = new Session();
  session.connect();
  setInterval(() => {
    session.post("HeapProfiler.collectGarbage");
    const { heapUsed, external } = process.memoryUsage();
    heldBytes = Math.max(heldBytes, heapUsed + external);
  }, 250).unref();
}

process.on("exit", () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  const cpuMs = (userCPUTime + systemCPUTime) / 1000;
  writeSync(3, JSON.stringify({ peakBytes: maxRSS * 1024, cpuMs, heldBytes }));
});
