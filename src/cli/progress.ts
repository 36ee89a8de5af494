import yoctoSpinner from "yocto-spinner";
import { count } from "../report/text.ts";
import type { CommandContext } from "./command.ts";
import { aboutText, createTimeLeft } from "./time-left.ts";

/** The progress of a command. */
export interface Step {
  /** The work, as the beginning of a line: `Backing up`. */
  readonly what: string;
  /** The parts that are done, such as lists. */
  readonly done: number;
  /** All of them; `null`: not known yet. */
  readonly total: number | null;
  /** The parts in words: `list`, `lists`. */
  readonly parts: readonly [one: string, many: string];
  /** More about it. */
  readonly more?: readonly string[];
}

/**
 * A line that says how far a command is, and how long it will still take: it moves on a terminal,
 * and comes now and then elsewhere. It is on stderr, and never among what a script reads.
 */
export interface ProgressLine {
  update(step: Step): void;
  /** Says that the provider wants no requests until then. */
  wait(until: Date): void;
  /** Takes the line away. */
  end(): void;
}

/** The time between two lines of progress in a log, in milliseconds. A short run prints none. */
const PLAIN_EVERY_MS = 30_000;

/** A pause that is shorter is no news in a log. */
const NEWS_MS = 10_000;

/** The progress line of a command. It goes away by itself when the person wants to stop. */
export function createProgressLine(context: CommandContext, text: string): ProgressLine {
  const { world, output } = context;
  const now = () => world.clock.now().getTime();
  const line = output.interactive ? createSpinner(context, text) : createPlainLines(context, now);
  const timeLeft = createTimeLeft();
  return {
    update(step) {
      timeLeft.note(step.done, now());
      const left = step.total === null ? null : timeLeft.estimate(step.total - step.done);
      line.show(stepText(step, left));
    },
    wait(until) {
      const ms = until.getTime() - now();
      line.announce(`Waiting for ${aboutText(ms)}, because Spotify asks for fewer requests.`, ms);
    },
    end: line.end,
  };
}

/** `Backing up: 12 of 340 lists, 1,234 entries, about 3 min left`. */
function stepText({ what, done, total, parts, more = [] }: Step, left: number | null): string {
  const [one, many] = parts;
  const name = (total ?? done) === 1 ? one : many;
  return [
    `${what}: ${count(done)}${total === null ? "" : ` of ${count(total)}`} ${name}`,
    ...more,
    ...(left === null ? [] : [`${aboutText(left)} left`]),
  ].join(", ");
}

/** The place where the line is shown. */
interface Line {
  show(text: string): void;
  /** Shows something that takes `ms` milliseconds. */
  announce(text: string, ms: number): void;
  end(): void;
}

function createSpinner({ output, terminal }: CommandContext, text: string): Line {
  // Its own handling of signals ends the process, with half of a snapshot left behind.
  const spinner = yoctoSpinner({ text, stream: process.stderr, handleSignals: false }).start();
  const end = () => {
    spinner.stop();
  };
  terminal.signal.addEventListener("abort", end, { once: true });
  const show = (next: string) => {
    if (spinner.isSpinning) spinner.text = output.clean(next);
  };
  return { show, announce: show, end };
}

function createPlainLines({ output, terminal }: CommandContext, now: () => number): Line {
  let saidAt = now();
  let isOver = false;
  const say = (text: string) => {
    if (isOver || terminal.signal.aborted) return;
    saidAt = now();
    output.note(text);
  };
  return {
    show(text) {
      if (now() - saidAt >= PLAIN_EVERY_MS) say(text);
    },
    announce(text, ms) {
      if (ms >= NEWS_MS) say(text);
    },
    end() {
      isOver = true;
    },
  };
}
