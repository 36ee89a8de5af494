import { plainLine } from "./safe-text.ts";

/** Values of a log line: counts, opaque ids, codes. Never titles, names or secrets. */
export type LogFields = Readonly<Record<string, string | number | boolean | null>>;

export type LogLevel = "debug" | "info" | "warn" | "error";

/** A log: stable event names (`backup.file`) with flat fields. Text is the sink's business. */
export type Log = Readonly<Record<LogLevel, (event: string, fields?: LogFields) => void>>;

/** Receives each line of a log that is at least `level`. */
export function createLog(
  level: LogLevel | "silent",
  sink: (level: LogLevel, event: string, fields: LogFields) => void,
): Log {
  const order: readonly string[] = ["debug", "info", "warn", "error", "silent"];
  const at =
    (own: LogLevel) =>
    (event: string, fields: LogFields = {}): void => {
      if (order.indexOf(own) >= order.indexOf(level)) sink(own, event, fields);
    };
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}

/** An event with its fields as one line of text: `http.retry code=http/timeout failures=1`. */
export function logLine(event: string, fields: LogFields): string {
  const pairs = Object.entries(fields).map(([key, value]) => `${key}=${value}`);
  return plainLine([event, ...pairs].join(" "));
}

/** A log that writes nothing. */
export const silentLog: Log = createLog("silent", () => {});
