import { createInterface, type Interface } from "node:readline";
import { Writable } from "node:stream";
import { CancelledError } from "../errors.ts";
import type { CommandContext } from "./command.ts";

/**
 * Asks the person at the terminal. Ends with the scope it is in, and leaves the terminal as it was.
 */
export interface Prompter extends Disposable {
  /** Whether somebody is there to answer. */
  readonly interactive: boolean;
  /**
   * The next line of the input, which need not be a terminal; `null` at its end, or when `signal`
   * aborts.
   */
  line(signal: AbortSignal): Promise<string | null>;
  /**
   * Asks `question` and gives the answer, without space around it. `hidden` keeps it off the
   * screen, and takes all lines of a paste as one answer. Throws `CancelledError`, at the end of
   * the input too.
   */
  ask(question: string, options?: { readonly hidden?: boolean }): Promise<string>;
}

/** The longest time that the rest of a paste may take to arrive, in milliseconds. */
const PASTE_MS = 50;

/** Creates a {@link Prompter}. The input is not touched before the first line is wanted. */
export function createPrompter({ terminal, output, world }: CommandContext): Prompter {
  const { stdin, stderr, signal } = terminal;
  const interactive = stdin?.isTTY === true && stderr.isTTY === true;
  const lines: string[] = [];
  let wake: (() => void) | undefined;
  let reader: Interface | undefined;
  let isOver = stdin === undefined;
  let isHidden = false;

  /** All questions share one reader: a second one would lose the lines that were typed ahead. */
  function open(): void {
    if (stdin === undefined || reader !== undefined) return;
    const echo = new Writable({
      write(chunk, _encoding, done) {
        if (!isHidden) stderr.write(String(chunk));
        done();
      },
    });
    reader = createInterface({
      input: stdin,
      output: echo,
      terminal: interactive,
      historySize: 0,
      prompt: "",
    });
    reader.on("line", (line) => {
      lines.push(line);
      wake?.();
    });
    reader.on("close", () => {
      isOver = true;
      wake?.();
    });
    // The reader takes Ctrl-C from the terminal, so it is passed on to the process.
    reader.on("SIGINT", () => process.emit("SIGINT"));
  }

  async function line(until: AbortSignal): Promise<string | null> {
    open();
    if (lines.length === 0 && !isOver && !until.aborted) {
      await new Promise<void>((resolve) => {
        wake = resolve;
        until.addEventListener("abort", () => resolve(), { once: true });
      });
    }
    return until.aborted ? null : (lines.shift() ?? null);
  }

  /**
   * Takes the rest of a paste, so that it neither answers the next question nor appears on the
   * screen.
   */
  async function takeRest(): Promise<readonly string[]> {
    if (!interactive) return [];
    await world.clock.sleep(PASTE_MS, signal).catch(() => {});
    if (isOver) return lines.splice(0);
    const rest = [...lines.splice(0), reader?.line ?? ""];
    reader?.write(null, { ctrl: true, name: "e" });
    reader?.write(null, { ctrl: true, name: "u" });
    return rest;
  }

  return {
    interactive,
    line,
    async ask(question, { hidden = false } = {}) {
      isHidden = hidden;
      // This comes before the question, so that the terminal does not echo a quick answer.
      open();
      try {
        stderr.write(output.clean(question));
        const first = await line(signal);
        const rest = hidden ? await takeRest() : [];
        if (signal.aborted) {
          throw new CancelledError("cancelled", "Stopped before it was done.", {
            cause: signal.reason,
          });
        }
        // The end of the input is not an empty answer, which often means the default.
        if (first === null) {
          throw new CancelledError(
            "cancelled",
            "The input ended before all questions were answered.",
          );
        }
        return [first, ...rest].join("\n").trim();
      } finally {
        isHidden = false;
        if (hidden || signal.aborted || isOver) stderr.write("\n");
      }
    },
    [Symbol.dispose]: () => reader?.close(),
  };
}
