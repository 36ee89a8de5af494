import { setFlagsFromString } from "node:v8";

/**
 * Makes this process collect its garbage early. Left to itself V8 lets the heap grow with what the
 * machine has, though a backup streams: at 50,000 rows 320 MB instead of 140 MB, for nothing but
 * less work in a process that mostly waits for the network. For entry points only, before any work.
 */
export function keepHeapSmall(): void {
  setFlagsFromString("--heap-growing-percent=40");
  setFlagsFromString("--semi-space-growth-factor=1");
}
