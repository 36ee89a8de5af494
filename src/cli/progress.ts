import yoctoSpinner from "yocto-spinner";
import type { CommandContext } from "./command.ts";

/** A line that says how far a command is. It moves on a terminal and keeps quiet elsewhere. */
export interface ProgressLine {
  update(text: string): void;
  /** Takes the line away. */
  end(): void;
}

/** The progress line of a command. It goes away by itself when the person wants to stop. */
export function createProgressLine(
  { output, terminal }: Pick<CommandContext, "output" | "terminal">,
  text: string,
): ProgressLine {
  if (!output.interactive) return { update: () => {}, end: () => {} };
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
