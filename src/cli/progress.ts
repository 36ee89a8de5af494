import yoctoSpinner from "yocto-spinner";
import type { CommandContext } from "./command.ts";

/**
 * A line that says how far a command is: it moves on a terminal, and comes now and then elsewhere.
 */
export interface ProgressLine {
  update(text: string): void;
  /** Removes the line. */
  end(): void;
}

/** The time between two lines of progress in a log, in milliseconds. A short run prints none. */
const PLAIN_EVERY_MS = 30_000;

/** The progress line of a command. It goes away by itself when the person wants to stop. */
export function createProgressLine(context: CommandContext, text: string): ProgressLine {
  return context.output.interactive ? createSpinner(context, text) : createPlainLines(context);
}

function createSpinner({ output, terminal }: CommandContext, text: string): ProgressLine {
  // Its own handling of signals ends the process, with half of a snapshot left behind.
  const spinner = yoctoSpinner({ text, stream: process.stderr, handleSignals: false }).start();
  const end = () => {
    spinner.stop();
  };
  terminal.signal.addEventListener("abort", end, { once: true });
  return {
    update: (next) => {
      if (spinner.isSpinning) spinner.text = output.clean(next);
    },
    end,
  };
}

function createPlainLines({ output, terminal, world }: CommandContext): ProgressLine {
  const now = () => world.clock.now().getTime();
  let saidAt = now();
  let isOver = false;
  return {
    update(next) {
      if (isOver || terminal.signal.aborted || now() - saidAt < PLAIN_EVERY_MS) return;
      saidAt = now();
      output.note(next);
    },
    end() {
      isOver = true;
    },
  };
}
