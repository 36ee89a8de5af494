// Preloaded into the measured process: reports what it cost on its way out.
import { writeSync } from "node:fs";

process.on("exit", () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  const cpuMs = (userCPUTime + systemCPUTime) / 1000;
  writeSync(3, JSON.stringify({ peakBytes: maxRSS * 1024, cpuMs }));
});
