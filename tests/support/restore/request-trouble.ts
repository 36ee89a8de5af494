import { type Fault, fault, type RequestRecord } from "../../../emulator/index.ts";
import type { JournalLines } from "../../../src/restore/journal.ts";
import type { RestoreScene } from "./scene.ts";

/** A fault of one request of a restore, and what follows it. */
export interface Trouble {
  readonly fault: Fault;
  /**
   * `outage`: every later request is answered by a 503; `death`: the process ends, and neither sends
   * nor writes anything more.
   */
  readonly after?: "outage" | "death";
}

/** Every way in which a write goes wrong. */
export const TROUBLES = {
  "a 503": { fault: fault.status(503) },
  "a 502 after it was done": { fault: fault.appliedThenStatus(502) },
  "a connection that breaks before it": { fault: fault.reset() },
  "a connection that breaks after it": { fault: fault.appliedThenLost() },
  "a 429 for five seconds": { fault: fault.rateLimit(5) },
  "a 429 for an hour": { fault: fault.rateLimit(3600) },
  "an outage": { fault: fault.status(503), after: "outage" },
  "an outage that comes after it": { fault: fault.appliedThenStatus(502), after: "outage" },
  "the death of the process": { fault: fault.reset(), after: "death" },
  "the death of the process after it": { fault: fault.appliedThenLost(), after: "death" },
} satisfies Record<string, Trouble>;

/** Trouble that is on its way. */
export interface Pending {
  /** Whether it came. */
  hasStruck(): boolean;
  /** Aborts when the process dies. */
  readonly signal: AbortSignal;
  /** The journal as a process that dies keeps it. */
  journal(store: JournalLines | null): JournalLines | null;
  /** Ends it: everything works again. */
  end(): void;
}

/** Whether a request writes to the account. */
export function isWrite({ kind, method }: RequestRecord): boolean {
  return kind === "api" && method !== "GET";
}

/** Lets `trouble` befall the request with this number, from 0, among those that `fits` from now on. */
export function befall(
  { emulator }: Pick<RestoreScene, "emulator">,
  number: number,
  trouble: Trouble,
  fits: (record: RequestRecord) => boolean = isWrite,
): Pending {
  const process = new AbortController();
  let seen = -1;
  let struck = false;
  const stop = emulator.onRequest((record) => {
    if (struck && trouble.after === "death") process.abort();
    if (struck || !fits(record)) return;
    seen += 1;
    if (seen < number) return;
    struck = true;
    const { method, path } = record;
    emulator.faults.add({ method, path, fault: trouble.fault });
    const rest = { outage: fault.status(503), death: fault.hang() };
    if (trouble.after === undefined) return;
    const all = { path: /./, times: Number.POSITIVE_INFINITY };
    emulator.faults.add({ ...all, fault: rest[trouble.after] });
  });
  return {
    hasStruck: () => struck,
    signal: process.signal,
    journal: (store) =>
      store && {
        read: store.read,
        append: async (line) => {
          if (!struck || trouble.after !== "death") await store.append(line);
        },
      },
    end() {
      stop();
      emulator.faults.clear();
    },
  };
}
